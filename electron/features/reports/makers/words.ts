import { isDay, isZone } from '@shared/domain/days'
import { Fault } from '../../../platform/errors/fault'
import { textFor } from '../../../platform/texts/texts'
import type { BothTexts, ReportColumn, ReportFact } from '../data'

/** A text in both languages: a report is switched while it is read. */
export function bothTexts(key: string, params: Record<string, string | number> = {}): BothTexts {
  return { 'zh-CN': textFor('zh-CN', key, params), en: textFor('en', key, params) }
}

/** A column whose name is a text of the program. */
export function column(key: string, label: string, type: ReportColumn['type'], more: Partial<ReportColumn> = {}): ReportColumn {
  return { key, label: bothTexts(label), type, ...more }
}

/** What each of some values is called, by the beginning of its text's key. */
export function choicesOf(values: Iterable<string>, prefix: string): Record<string, BothTexts> {
  return Object.fromEntries([...new Set(values)].map((value) => [value, bothTexts(`${prefix}.${value}`)]))
}

export interface ReportRange {
  days: { fromDay: string; toDay: string; zone: string }
  /** Where it is exactly a month. */
  month?: string
  fact: ReportFact
}

/** The days that a report is of: a month, or from a day to a day, counted in a zone. @throws Fault `reports.rangeMissing` */
export function rangeOf(params: Record<string, string>): ReportRange {
  const zone = params['zone'] ?? 'Asia/Shanghai'
  const month = params['month']
  if (!isZone(zone)) throw new Fault('reports.rangeMissing')
  if (month !== undefined && /^\d{4}-(?:0[1-9]|1[0-2])$/u.test(month)) {
    const days = { fromDay: `${month}-01`, toDay: lastDay(month), zone }
    return { days, month, fact: factOf(days) }
  }
  const { fromDay = '', toDay = '' } = params
  if (!isDay(fromDay) || !isDay(toDay) || fromDay > toDay) throw new Fault('reports.rangeMissing')
  const days = { fromDay, toDay, zone }
  const whole = fromDay.endsWith('-01') && toDay === lastDay(fromDay.slice(0, 7)) ? { month: fromDay.slice(0, 7) } : {}
  return { days, ...whole, fact: factOf(days) }
}

const factOf = ({ fromDay, toDay, zone }: ReportRange['days']): ReportFact => ({ label: bothTexts('reports.facts.days'), value: `${fromDay} – ${toDay} (${zone})` })

function lastDay(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

/** All pages of a list, one after the other. */
export async function everyPage<Row>(page: (cursor: string | undefined) => Promise<{ rows: Row[]; nextCursor?: string | undefined }>): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const next = await page(cursor)
    for (const row of next.rows) rows.push(row)
    cursor = next.nextCursor
  } while (cursor !== undefined)
  return rows
}
