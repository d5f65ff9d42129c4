import type { Screen } from '@renderer/app/screen'

/** The audit trail. */
export const auditScreens: Screen[] = [
  {
    path: '/settings/audit',
    name: 'settings.audit',
    title: 'audit.title',
    component: () => import('./AuditScreen.vue'),
    settings: { order: 85 },
    permission: 'audit.view',
    keywords: 'audit.keywords',
  },
]
