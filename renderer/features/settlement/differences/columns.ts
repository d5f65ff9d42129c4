import type { TableColumn } from '@renderer/ui/table/columns'
import type { Difference } from '@shared/contract/settlement-reconciliation'
import type { SettlementWords, Sources } from '../parts/useSettlementWords'

/**
 * The columns of the list of differences; it is narrow, so the first four say what it is.
 * @param money an amount as text; empty where there is none
 * @param sourcesOf the two sources of a difference's reconciliation, where they are known
 */
export function differenceColumns(
  t: (key: string, params?: Record<string, unknown>) => string,
  words: SettlementWords,
  money: (minor: number | undefined, currency: string) => string,
  sourcesOf: (row: Difference) => Sources | undefined,
): TableColumn<Difference>[] {
  const title = (key: string) => t(`settlementScreens.columns.${key}`)
  return [
    { key: 'number', title: title('number'), width: 152, mono: true },
    { key: 'difference', title: t('settlementScreens.columns.difference'), width: 108, numeric: true, text: (row) => money(row.differenceMinor, row.currency) },
    { key: 'class', title: title('class'), width: 136, text: (row) => words.differenceClass(row.class, sourcesOf(row)) },
    { key: 'state', title: title('state'), width: 96, text: ({ state }) => words.state(state) },
    { key: 'assignee', title: title('assignee'), width: 80 },
    { key: 'age', title: title('age'), width: 70, numeric: true, text: ({ ageDays }) => t('settlementScreens.charts.days', { count: ageDays }) },
    { key: 'day', title: title('day'), width: 100 },
    { key: 'cash', title: title('cash'), width: 80, text: ({ cash }) => (cash === 'none' ? '' : words.cash(cash)) },
    { key: 'kind', title: title('kind'), width: 90, hidden: true, text: ({ kind }) => words.kind(kind) },
    { key: 'left', title: title('leftAmount'), width: 116, numeric: true, hidden: true, text: (row) => money(row.leftMinor, row.currency) },
    { key: 'right', title: title('rightAmount'), width: 116, numeric: true, hidden: true, text: (row) => money(row.rightMinor, row.currency) },
    { key: 'ruleName', title: title('rule'), width: 130, hidden: true },
    { key: 'comments', title: title('comments'), width: 70, numeric: true, hidden: true, text: ({ comments }) => (comments === 0 ? '' : String(comments)) },
    { key: 'reason', title: title('reason'), width: 160, hidden: true },
    { key: 'month', title: title('month'), width: 80, hidden: true },
  ]
}
