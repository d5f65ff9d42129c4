import { Setting } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

export const settingsScreens: Screen[] = [
  {
    path: '/settings',
    name: 'settings',
    title: 'settings.title',
    component: () => import('./SettingsHome.vue'),
    nav: { order: 90, icon: Setting },
    keywords: 'settings.keywords',
  },
  {
    path: '/settings/appearance',
    name: 'settings.appearance',
    title: 'settings.appearance.title',
    component: () => import('./AppearanceScreen.vue'),
    settings: { order: 10 },
    keywords: 'settings.appearance.keywords',
  },
  {
    path: '/settings/limits',
    name: 'settings.limits',
    title: 'settings.limits.title',
    component: () => import('./LimitsScreen.vue'),
    settings: { order: 60 },
    keywords: 'settings.limits.keywords',
  },
  {
    path: '/settings/reuse',
    name: 'settings.reuse',
    title: 'settings.reuse.title',
    component: () => import('./ReuseScreen.vue'),
    settings: { order: 66 },
    keywords: 'settings.reuse.keywords',
  },
  {
    path: '/settings/security',
    name: 'settings.security',
    title: 'settings.security.title',
    component: () => import('./SecurityScreen.vue'),
    settings: { order: 70 },
    keywords: 'settings.security.keywords',
  },
]
