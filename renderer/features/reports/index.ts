import { Files } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

/** 报表库: the reports, one of them, two side by side, checking them, those from elsewhere. */
export const reportsScreens: Screen[] = [
  {
    path: '/reports',
    name: 'reports',
    title: 'reports.nav',
    component: () => import('./LibraryScreen.vue'),
    nav: { order: 48, icon: Files },
    permission: 'reports.view',
    keywords: 'reports.keywords',
  },
  {
    path: '/reports/one/:id',
    name: 'reports.one',
    title: 'reports.columns.title',
    component: () => import('./ReportScreen.vue'),
    permission: 'reports.view',
  },
  {
    path: '/reports/compare',
    name: 'reports.compare',
    title: 'reports.compare.title',
    component: () => import('./CompareScreen.vue'),
    permission: 'reports.view',
    keywords: 'reports.keywords',
  },
  {
    path: '/reports/verify',
    name: 'reports.verify',
    title: 'reports.verify.title',
    component: () => import('./VerifyScreen.vue'),
    permission: 'reports.view',
    keywords: 'reports.keywords',
  },
  {
    path: '/reports/open',
    name: 'reports.open',
    title: 'reports.open.title',
    component: () => import('./OpenScreen.vue'),
    permission: 'reports.view',
    keywords: 'reports.keywords',
  },
]
