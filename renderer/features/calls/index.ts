import type { Screen } from '@renderer/app/screen'

export { openParams } from './open-params'
export { daysOf, type QueryFilter, useQueryFilter, useTypedText } from './query-filter'
export { selectOf } from './select-of'

/** The log of outbound calls. */
export const callsScreens: Screen[] = [
  {
    path: '/settings/calls',
    name: 'settings.calls',
    title: 'calls.title',
    component: () => import('./CallsScreen.vue'),
    settings: { order: 80 },
    permission: 'calls.view',
    keywords: 'calls.keywords',
  },
]
