import { Finished } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'
import { fileScreens } from './files/screens'
import { billScreens } from './bills/screens'
import { closingScreens } from './closing/screens'
import { depositScreens } from './deposits/screens'
import { feeScreens } from './fees/screens'

/**
 * The screens of settlement. Areas of their own (files, bills, fees, closing) declare theirs in their folder's
 * `screens.ts` and are spread below; the row above the screens offers a place as soon as its route is there
 * (`parts/settlement-places.ts`).
 */
export const settlementScreens: Screen[] = [
  {
    path: '/settlement',
    name: 'settlement',
    title: 'settlementScreens.nav',
    component: () => import('./board/BoardScreen.vue'),
    nav: { order: 46, icon: Finished },
    permission: 'settlement.view',
    keywords: 'settlementScreens.keywords',
  },
  {
    path: '/settlement/charts',
    name: 'settlement.charts',
    title: 'settlementScreens.charts.title',
    component: () => import('./board/ChartsScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementScreens.charts.keywords',
  },
  {
    path: '/settlement/reconciliations',
    name: 'settlement.reconciliations',
    title: 'settlementScreens.list.title',
    component: () => import('./reconcile/ReconciliationsScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementScreens.list.keywords',
  },
  {
    path: '/settlement/reconciliations/:id',
    name: 'settlement.reconciliation',
    title: 'settlementScreens.detail.title',
    component: () => import('./reconcile/ReconciliationScreen.vue'),
    permission: 'settlement.view',
  },
  {
    path: '/settlement/reconciliations/:id/entries',
    name: 'settlement.entries',
    title: 'settlementScreens.entries.screen',
    component: () => import('./entries/EntriesScreen.vue'),
    permission: 'settlement.view',
  },
  {
    path: '/settlement/reconciliations/:id/pairs',
    name: 'settlement.pairs',
    title: 'settlementScreens.pairs.title',
    component: () => import('./pairs/PairsScreen.vue'),
    permission: 'settlement.view',
  },
  {
    path: '/settlement/differences',
    name: 'settlement.differences',
    title: 'settlementScreens.differences.title',
    component: () => import('./differences/DifferencesScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementScreens.differences.keywords',
  },
  {
    path: '/settlement/rules',
    name: 'settlement.rules',
    title: 'settlementScreens.rules.title',
    component: () => import('./rules/RulesScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementScreens.rules.keywords',
  },
  {
    path: '/settlement/arrivals',
    name: 'settlement.arrivals',
    title: 'settlementScreens.arrivals.title',
    component: () => import('./reconcile/ArrivalsScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementScreens.arrivals.keywords',
  },
  ...billScreens,
  ...feeScreens,
  ...depositScreens,
  ...closingScreens,
  ...fileScreens,
]

/** The row of the screens of settlement, for what stands beside them. */
export const SettlementFrame = defineAsyncComponent(() => import('./parts/SettlementFrame.vue'))
