import { Postcard } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

/** The screens of identity verification: verify, judge what was kept elsewhere, records and privacy, how to get it. */
export const identityScreens: Screen[] = [
  {
    path: '/identity',
    name: 'identity',
    title: 'identityScreens.nav',
    component: () => import('./verify/VerifyScreen.vue'),
    nav: { order: 49, icon: Postcard },
    permission: 'identity.view',
    keywords: 'identityScreens.keywords',
  },
  {
    path: '/identity/judge',
    name: 'identity.judge',
    title: 'identityScreens.judge.title',
    component: () => import('./judge/JudgeScreen.vue'),
    permission: 'identity.verify',
    keywords: 'identityScreens.judge.keywords',
  },
  {
    path: '/identity/push',
    name: 'identity.push',
    title: 'identityScreens.push.title',
    component: () => import('./push/PushScreen.vue'),
    permission: 'identity.verify',
    keywords: 'identityScreens.push.keywords',
  },
  {
    path: '/identity/number',
    name: 'identity.number',
    title: 'identityScreens.number.title',
    component: () => import('./number/NumberScreen.vue'),
    permission: 'identity.verify',
    keywords: 'identityScreens.number.keywords',
  },
  {
    path: '/identity/records',
    name: 'identity.records',
    title: 'identityScreens.records.title',
    component: () => import('./records/RecordsScreen.vue'),
    permission: 'identity.view',
    keywords: 'identityScreens.records.keywords',
  },
  {
    path: '/identity/guide',
    name: 'identity.guide',
    title: 'identityScreens.guide.title',
    component: () => import('./guide/GuideScreen.vue'),
    permission: 'identity.view',
    keywords: 'identityScreens.guide.keywords',
  },
]
