import type { Datum } from '@shared/contract/geocoding-values'
import type { OutCell } from '../../../platform/files/spreadsheet'
import { textFor } from '../../../platform/texts/texts'
import type { ExportRow } from './export.repository'

type Locale = 'zh-CN' | 'en'

/** What is added to a sheet, in this order. */
const columns = ['asked', 'lat', 'lng', 'datum', 'confidence', 'precision', 'source', 'label', 'state', 'reason', 'time', 'term'] as const

/** Titles of the added columns; one that the sheet has already gets a number behind it. */
export function exportTitles(headers: readonly string[], locale: Locale): string[] {
  return unlike(headers, columns.map((column) => textFor(locale, `geocodingBatches.export.${column}`)))
}

/** The names with a number where the other list has them already. */
export function unlike(taken: readonly string[], names: readonly string[], join = ' '): string[] {
  const seen = new Set(taken)
  return names.map((name) => {
    let free = name
    for (let number = 2; seen.has(free); number++) free = `${name}${join}${number}`
    seen.add(free)
    return free
  })
}

/** Degrees with a hundredth of a metre, without zeros behind. */
export const degrees = (value: number): string => value.toFixed(7).replace(/\.?0+$/u, '').replace(/^-0$/u, '0')

/** Why a row is as it is, in words. */
export function reasonText({ reasons }: Pick<ExportRow, 'reasons'>, locale: Locale): string {
  return reasons.map(({ code, params }) => textFor(locale, `geocodingBatches.reasons.${code}`, worded(params, locale))).join(locale === 'en' ? '; ' : '；')
}

/** As people call it; one that a later version knew keeps its own name. */
function providerName(provider: string, locale: Locale): string {
  const key = `geocoding.providers.${provider}.name`
  const name = textFor(locale, key)
  return name === key ? provider : name
}

/** Codes among the params in words. */
function worded(params: ExportRow['reasons'][number]['params'], locale: Locale): typeof params {
  const said: typeof params = { ...params }
  for (const name of ['provider', 'a', 'b']) if (typeof params[name] === 'string') said[name] = providerName(params[name], locale)
  if (typeof params['error'] === 'string') said['error'] = textFor(locale, `errors.${params['error']}`, params)
  return said
}

export function resultCells(row: ExportRow, datum: Datum | 'source', locale: Locale): OutCell[] {
  const { chosen } = row
  const state = textFor(locale, `geocodingBatches.states.${row.state}`)
  const reason = reasonText(row, locale)
  if (!chosen) return [row.address, '', '', '', '', '', '', '', state, reason, row.at ?? '', '']
  const at = datum === 'source' ? chosen.position : chosen.positions[datum]
  return [
    row.address,
    { kind: 'number', text: degrees(at.lat) },
    { kind: 'number', text: degrees(at.lng) },
    textFor(locale, `geocodingBatches.datums.${at.datum}`),
    { kind: 'number', text: String(chosen.confidence) },
    textFor(locale, `geocodingBatches.precisions.${chosen.precision}`),
    chosen.source === 'manual' ? textFor(locale, 'geocodingBatches.export.manual') : providerName(chosen.source, locale),
    chosen.label,
    state,
    reason,
    row.at ?? '',
    chosen.expiresAt === undefined
      ? textFor(locale, 'geocodingBatches.export.forever')
      : textFor(locale, 'geocodingBatches.export.until', { at: chosen.expiresAt.slice(0, 10) }),
  ]
}
