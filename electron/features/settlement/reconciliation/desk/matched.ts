import { beijingDay } from '@shared/domain/beijing-time'
import type { ReportCell } from '../../../reports'
import type { OpenRun } from './open-run'

/** Rows of a report's table of matched rows, by {@link matchedColumns}. */
export interface MatchedAnswer {
  rows: ReportCell[][]
  next: number | null
}

/** `rule` is the id of the rule; `leftAt` and `rightAt` say where the row stands: file and line. */
export const matchedColumns = ['rule', 'number', 'day', 'currency', 'leftMinor', 'rightMinor', 'leftRows', 'rightRows', 'leftAt', 'rightAt'] as const

/** What is matched without a difference, in the order of the left side's rows, from a place on. */
export function matched(run: OpenRun, input: { after: number; limit: number }): MatchedAnswer {
  const rows: ReportCell[][] = []
  const { group } = run.left
  for (let place = input.after + 1; place < group.length; place += 1) {
    const of = group[place] ?? -1
    if (of < 0 || run.file.groupClean[of] !== 1 || !run.isFirst(place)) continue
    if (rows.length === input.limit) return { rows, next: place - 1 }
    rows.push(rowOf(run, of))
  }
  return { rows, next: null }
}

function rowOf(run: OpenRun, group: number): ReportCell[] {
  const left = run.rowsOf('left', group)
  const right = run.rowsOf('right', group)
  const sum = (side: 'left' | 'right', places: readonly number[]) =>
    places.reduce((total, place) => {
      const { pack, row } = run[side].at(place)
      return total + (pack.amountMinor[row] ?? 0)
    }, 0)
  const { pack, row } = run.left.at(left[0] ?? 0)
  const at = pack.atMs[row] ?? NaN
  const number = (['merchantNo', 'providerNo', 'wechatNo', 'refundNo', 'group'] as const).map((column) => pack.text(column, row)).find((text) => text !== '')
  const currency = pack.currencies[pack.currency[row] ?? 0] ?? ''
  return [run.ruleOf(group), number ?? '', Number.isNaN(at) ? null : beijingDay(at), currency, sum('left', left), sum('right', right), left.length, right.length, whereOf(run, 'left', left), whereOf(run, 'right', right)]
}

/** Our own orders stand in no file. */
function whereOf(run: OpenRun, side: 'left' | 'right', places: readonly number[]): string {
  const { pack, row, source } = run[side].at(places[0] ?? 0)
  return source.name === '' ? '' : `${source.name}:${pack.line[row] ?? 0}`
}
