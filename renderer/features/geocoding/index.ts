import { MapLocation } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { geocodingBatchScreens } from './batches'

/** The screens of geocoding: one address, places, pairs of numbers, keys. */
export const geocodingScreens: Screen[] = [
  {
    path: '/geocoding',
    name: 'geocoding',
    title: 'geocodingScreens.nav',
    component: () => import('./lookup/LookupScreen.vue'),
    nav: { order: 48.5, icon: MapLocation },
    permission: 'geocoding.view',
    keywords: 'geocodingScreens.lookup.keywords',
  },
  {
    path: '/geocoding/places',
    name: 'geocoding.places',
    title: 'geocodingScreens.places.title',
    component: () => import('./places/PlacesScreen.vue'),
    permission: 'geocoding.view',
    keywords: 'geocodingScreens.places.keywords',
  },
  {
    path: '/geocoding/convert',
    name: 'geocoding.convert',
    title: 'geocodingScreens.convert.title',
    component: () => import('./convert/ConvertScreen.vue'),
    permission: 'geocoding.view',
    keywords: 'geocodingScreens.convert.keywords',
  },
  {
    path: '/geocoding/keys',
    name: 'geocoding.keys',
    title: 'geocodingScreens.keys.title',
    component: () => import('./keys/KeysScreen.vue'),
    permission: 'geocoding.view',
    keywords: 'geocodingScreens.keys.keywords',
  },
  {
    path: '/geocoding/keys/new',
    name: 'geocoding.keys.new',
    title: 'geocodingScreens.keyForm.newTitle',
    component: () => import('./keys/KeyFormScreen.vue'),
    permission: 'geocoding.configure',
    keywords: 'geocodingScreens.keys.keywords',
  },
  {
    path: '/geocoding/keys/:id/edit',
    name: 'geocoding.keys.edit',
    title: 'geocodingScreens.keyForm.editTitle',
    component: () => import('./keys/KeyFormScreen.vue'),
    permission: 'geocoding.configure',
  },
  ...geocodingBatchScreens,
]
