import type { Screen } from '@renderer/app/screen'

/** One component for the start and for every later look at a batch, so that a new one goes on without a break. */
const batchScreen = () => import('./BatchScreen.vue')

/** Batches of addresses: the list, one batch from its sheet to its result, its doubtful rows, its map. */
export const geocodingBatchScreens: Screen[] = [
  {
    path: '/geocoding/batches',
    name: 'geocoding.batches',
    title: 'geoBatches.list.title',
    component: () => import('./BatchListScreen.vue'),
    permission: 'geocoding.view',
    keywords: 'geoBatches.keywords',
  },
  {
    path: '/geocoding/batches/new',
    name: 'geocoding.batches.new',
    title: 'geoBatches.newTitle',
    component: batchScreen,
    permission: 'geocoding.use',
    keywords: 'geoBatches.keywords',
  },
  {
    path: '/geocoding/batches/:id',
    name: 'geocoding.batches.one',
    title: 'geoBatches.oneTitle',
    component: batchScreen,
    permission: 'geocoding.view',
  },
  {
    path: '/geocoding/batches/:id/review',
    name: 'geocoding.batches.review',
    title: 'geoBatches.review.title',
    component: () => import('./review/ReviewScreen.vue'),
    permission: 'geocoding.view',
  },
  {
    path: '/geocoding/batches/:id/map',
    name: 'geocoding.batches.map',
    title: 'geoBatches.map.title',
    component: () => import('./BatchMapScreen.vue'),
    permission: 'geocoding.view',
  },
]
