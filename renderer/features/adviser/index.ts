import { Guide } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'

export const adviserScreens: Screen[] = [
  {
    path: '/adviser',
    name: 'adviser',
    title: 'adviser.title',
    component: () => import('./ask/AdviserScreen.vue'),
    nav: { order: 22, icon: Guide },
    permission: 'links.view',
    keywords: 'adviser.keywords',
  },
  {
    path: '/adviser/matrix',
    name: 'adviser.matrix',
    title: 'adviser.matrix.title',
    component: () => import('./matrix/MatrixScreen.vue'),
    permission: 'links.view',
    keywords: 'adviser.matrix.keywords',
  },
  {
    path: '/adviser/rules',
    name: 'adviser.rules',
    title: 'adviser.rules.title',
    component: () => import('./rules/RulesScreen.vue'),
    permission: 'links.view',
    keywords: 'adviser.rules.keywords',
  },
]

/** What one rule says, for other features that show it. */
export const RuleLine = defineAsyncComponent(() => import('./parts/RuleLine.vue'))
