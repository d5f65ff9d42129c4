import type { Screen } from '@renderer/app/screen'

export const fileScreens: Screen[] = [
  {
    path: '/settlement/files',
    name: 'settlement.files',
    title: 'settlementFiles.title',
    component: () => import('./FilesScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementFiles.keywords',
  },
  {
    path: '/settlement/files/import',
    name: 'settlement.files.import',
    title: 'settlementFiles.import.title',
    component: () => import('./ImportScreen.vue'),
    permission: 'settlement.import',
    keywords: 'settlementFiles.keywords',
  },
  {
    path: '/settlement/files/import/:id',
    name: 'settlement.files.import.one',
    title: 'settlementFiles.import.title',
    component: () => import('./ImportScreen.vue'),
    permission: 'settlement.view',
  },
  {
    path: '/settlement/files/:id',
    name: 'settlement-file',
    title: 'settlementFiles.one',
    component: () => import('./FileScreen.vue'),
    permission: 'settlement.view',
  },
]
