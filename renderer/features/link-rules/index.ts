import type { Screen } from '@renderer/app/screen'
import { Grid } from '@element-plus/icons-vue'

export const linkRulesScreens: Screen[] = [
  {
    path: '/link-rules',
    name: 'linkRules',
    title: 'ruleScreens.title',
    component: () => import('./RulesScreen.vue'),
    nav: { order: 30, icon: Grid },
    permission: 'links.view',
    keywords: 'ruleScreens.keywords',
  },
  {
    path: '/link-rules/new',
    name: 'linkRules.new',
    title: 'ruleScreens.form.newTitle',
    component: () => import('./RuleFormScreen.vue'),
    permission: 'linkRules.edit',
    keywords: 'ruleScreens.keywords',
  },
  {
    path: '/link-rules/:prefix/edit',
    name: 'linkRules.edit',
    title: 'ruleScreens.form.editTitle',
    component: () => import('./RuleFormScreen.vue'),
    permission: 'linkRules.edit',
  },
]
