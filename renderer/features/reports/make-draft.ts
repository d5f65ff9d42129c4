import type { ReportFormat } from '@shared/contract/reports'

export const reportFormats: readonly ReportFormat[] = ['html', 'xlsx', 'csv', 'pdf', 'archive']

/** What the form holds while it is filled in. */
export interface MakeDraft {
  kind: string
  asks: 'month' | 'range' | 'subject'
  month: string
  fromDay: string
  toDay: string
  zone: string
  /** Which of the subjects, by its place in their list. */
  subject: string
  formats: ReportFormat[]
}

const isMonth = (text: string) => /^\d{4}-(?:0[1-9]|1[0-2])$/u.test(text)
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/u.test(text)

/** What the maker is told; undefined while something is missing. */
export function paramsOf(draft: MakeDraft, subjects: readonly { params: Record<string, string> }[]): Record<string, string> | undefined {
  if (draft.asks === 'subject') return subjects[Number(draft.subject)]?.params
  if (draft.asks === 'month') return isMonth(draft.month) ? { month: draft.month, zone: draft.zone } : undefined
  const { fromDay, toDay, zone } = draft
  return isDay(fromDay) && isDay(toDay) && fromDay <= toDay ? { fromDay, toDay, zone } : undefined
}

/** The month before the one that a day is in: what is reported about first. */
export function lastMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
}
