import type { Screen } from '@renderer/app/screen'

/** One component for the start and for every later look at a batch, so that a new one goes on without a break. */
const batchScreen = () => import('./BatchScreen.vue')

export const batchScreens: Screen[] = [
  {
    path: '/links/batches',
    name: 'links.batches',
    title: 'batches.list.title',
    component: () => import('./BatchListScreen.vue'),
    permission: 'links.view',
    keywords: 'batches.keywords',
  },
  {
    path: '/links/batches/new',
    name: 'links.batches.new',
    title: 'batches.newTitle',
    component: batchScreen,
    permission: 'links.make',
    keywords: 'batches.keywords',
  },
  {
    path: '/links/batches/:id',
    name: 'links.batches.one',
    title: 'batches.oneTitle',
    component: batchScreen,
    permission: 'links.view',
  },
]
