import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'

export const vaultScreens: Screen[] = [
  {
    path: '/settings/credentials',
    name: 'settings.credentials',
    title: 'settings.credentials.title',
    component: () => import('./CredentialsScreen.vue'),
    settings: { order: 40 },
    permission: 'workspaces.manage',
    keywords: 'settings.credentials.keywords',
  },
]

/** Shows a new recovery key, once, with print and copy; a new workspace gets one too. */
export const RecoveryKeyReveal = defineAsyncComponent(() => import('./RecoveryKeyReveal.vue'))
