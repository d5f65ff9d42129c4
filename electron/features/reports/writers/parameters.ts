import { columnSums, countText } from '@shared/domain/reports'
import type { WorkCell } from '../../../platform/files/spreadsheet'
import { textFor } from '../../../platform/texts/texts'
import type { Writing } from './writing'

/** How the report was made, as label and value: enough to make it again and to find it in the library. */
export function makingFacts({ data, made, locale }: Writing): { label: string; value: string }[] {
  const text = (key: string) => textFor(locale, `reportFiles.${key}`)
  return [
    { label: text('made.id'), value: made.id },
    { label: text('made.kind'), value: textFor(locale, `reports.kinds.${data.kind}`) },
    { label: text('made.subject'), value: data.subject },
    { label: text('made.month'), value: data.month ?? '' },
    { label: text('made.zone'), value: data.zone },
    { label: text('made.at'), value: made.at },
    { label: text('made.by'), value: made.by },
    { label: text('made.program'), value: made.program },
    { label: text('made.audit'), value: `${made.audit.seq} ${made.audit.mac}` },
    ...Object.entries(made.params).map(([name, value]) => ({ label: `${text('made.param')} ${name}`, value })),
  ].filter(({ value }) => value !== '')
}

export function* parameterRows(writing: Writing): Generator<WorkCell[]> {
  const { data, locale } = writing
  const text = (key: string) => textFor(locale, `reportFiles.${key}`)
  yield [{ kind: 'title', text: text('parameters') }]
  if (data.practice) yield [{ kind: 'mark', text: text('practice') }]
  for (const { label, value } of makingFacts(writing)) yield [{ kind: 'strong', text: label }, value]
  for (const { label, value } of data.facts) yield [{ kind: 'strong', text: label[locale] }, typeof value === 'string' ? value : value[locale]]
  for (const table of data.tables) {
    const sums = columnSums(table.columns, table.rows).length
    yield [{ kind: 'strong', text: table.title[locale] }, textFor(locale, 'reportFiles.tableSize', { rows: countText(table.rows.length), sums })]
  }
}
