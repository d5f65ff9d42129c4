import type { Screen } from '@renderer/app/screen'

/** The screen that says what a pasted link is. */
export const identifyScreens: Screen[] = [
  {
    path: '/links/identify',
    name: 'links.identify',
    title: 'identify.title',
    component: () => import('./IdentifyScreen.vue'),
    permission: 'links.view',
    keywords: 'identify.keywords',
  },
]
