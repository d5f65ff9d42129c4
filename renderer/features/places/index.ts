import type { Screen } from '@renderer/app/screen'
import { OfficeBuilding } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'

export const placesScreens: Screen[] = [
  {
    path: '/places',
    name: 'places',
    title: 'placeScreens.title',
    component: () => import('./PlacesScreen.vue'),
    nav: { order: 70, icon: OfficeBuilding },
    permission: 'places.view',
    keywords: 'placeScreens.keywords',
  },
  {
    path: '/places/new',
    name: 'places.new',
    title: 'placeScreens.form.newTitle',
    component: () => import('./PlaceFormScreen.vue'),
    permission: 'places.edit',
    keywords: 'placeScreens.keywords',
  },
  {
    path: '/places/import',
    name: 'places.import',
    title: 'placeScreens.import.title',
    component: () => import('./PlaceImportScreen.vue'),
    permission: 'places.edit',
    keywords: 'placeScreens.keywords',
  },
  {
    path: '/places/:id/edit',
    name: 'places.edit',
    title: 'placeScreens.form.editTitle',
    component: () => import('./PlaceFormScreen.vue'),
    permission: 'places.edit',
  },
]

/** Every time zone in one searchable list. */
export const ZoneSelect = defineAsyncComponent(() => import('./ZoneSelect.vue'))
