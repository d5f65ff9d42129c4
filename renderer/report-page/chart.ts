import { formatMoney } from '@shared/domain/money'
import { countText, type ReportChart } from '@shared/domain/reports'
import { drawn, element } from './dom'
import type { Reading } from './filter'
import type { TableStore } from './table-store'
import { both, t } from './texts'

const size = { width: 720, height: 260, left: 92, right: 12, top: 14, bottom: 46 }
const inks = ['#1f5fbf', '#2c7a4b', '#8a5a00', '#7a3fb0', '#a33b3b']
/** More than so many bars cannot be told apart; the others stand in the table. */
const mostPoints = 62

interface Series {
  name: string
  currency: string
  values: Map<string, number>
}

/** Draws a chart of the rows that are chosen now; a picture of its own for each currency. */
export function drawChart(chart: ReportChart, table: TableStore, reading: Reading): HTMLElement {
  const series = seriesOf(chart, table, reading)
  const currencies = [...new Set(series.map(({ currency }) => currency))].sort()
  return element(
    'figure',
    { class: 'chart' },
    element('figcaption', { text: both(chart.title) }),
    ...currencies.map((currency) => picture(chart, currency, series.filter((one) => one.currency === currency))),
  )
}

/** Sums by label, for each value column and each of its currencies. */
function seriesOf({ label, values }: ReportChart, table: TableStore, { locale, clock }: Reading): Series[] {
  const labels = table.columns.find(({ column }) => column.key === label)
  if (!labels) return []
  const words = labels.isNumber ? undefined : labels.shown(locale, clock)
  return values.flatMap((key) => {
    const at = table.head.columns.findIndex((column) => column.key === key)
    const store = table.columns[at]
    if (!store) return []
    const byCurrency = new Map<string, Series>()
    for (const row of table.view) {
      const value = store.numbers[row]
      if (value === undefined || Number.isNaN(value)) continue
      const currency = table.currencyAt(at, row)
      let one = byCurrency.get(currency)
      if (!one) byCurrency.set(currency, (one = { name: both(store.column.label), currency, values: new Map() }))
      const word = words ? (words[labels.codes[row] ?? 0] ?? '') : String(labels.cell(row) ?? '')
      one.values.set(word, (one.values.get(word) ?? 0) + value)
    }
    return [...byCurrency.values()]
  })
}

function picture({ kind, title }: ReportChart, currency: string, series: Series[]): HTMLElement {
  const all = [...new Set(series.flatMap(({ values }) => [...values.keys()]))]
  const labels = all.slice(0, mostPoints)
  const numbers = series.flatMap(({ values }) => labels.map((label) => values.get(label) ?? 0))
  const top = niceTop(Math.max(1, ...numbers))
  const bottom = Math.min(0, ...numbers) < 0 ? -niceTop(-Math.min(0, ...numbers)) : 0
  const { width, height, left, right } = size
  const inner = { width: width - left - right, height: height - size.top - size.bottom }
  const yOf = (value: number) => size.top + ((top - value) / (top - bottom)) * inner.height
  const step = inner.width / Math.max(1, labels.length)
  const axis = [top, (top + bottom) / 2, bottom].flatMap((value) => [
    drawn('line', { x1: left, x2: width - right, y1: yOf(value), y2: yOf(value), class: 'axis' }),
    drawn('text', { x: left - 6, y: yOf(value) + 4, 'text-anchor': 'end' }, amount(Math.round(value), currency)),
  ])
  const every = Math.ceil(labels.length / 10)
  const names = labels.flatMap((label, at) =>
    at % every === 0 ? [drawn('text', { x: left + step * (at + 0.5), y: height - 26, 'text-anchor': 'middle' }, label.length > 11 ? `${label.slice(0, 10)}…` : label)] : [],
  )
  const marks = series.flatMap((one, number) => marksOf({ kind, one, labels, step, yOf, number, count: series.length }))
  const svg = drawn('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${both(title)} ${currency}` }, ...axis, ...names, ...marks, ...legend(series, currency))
  const holder = element('div')
  holder.append(svg)
  if (all.length > labels.length) holder.append(element('p', { class: 'note', text: t('chart.more', { shown: labels.length, all: all.length }) }))
  return holder
}

interface Marks {
  kind: ReportChart['kind']
  one: Series
  labels: string[]
  step: number
  yOf: (value: number) => number
  number: number
  count: number
}

function marksOf({ kind, one, labels, step, yOf, number, count }: Marks): SVGElement[] {
  const ink = inks[number % inks.length] ?? '#1f5fbf'
  const told = (label: string, value: number) => drawn('title', {}, `${label} ${one.name} ${amount(value, one.currency)}`)
  if (kind === 'line') {
    const points = labels.map((label, at) => ({ label, value: one.values.get(label) ?? 0, x: size.left + step * (at + 0.5) }))
    const path = points.map(({ x, value }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${yOf(value).toFixed(1)}`).join('')
    return [
      drawn('path', { d: path, fill: 'none', stroke: ink, 'stroke-width': 2 }),
      ...points.map(({ label, x, value }) => drawn('circle', { cx: x, cy: yOf(value), r: 3, fill: ink }, told(label, value))),
    ]
  }
  const width = (step * 0.7) / count
  return labels.map((label, at) => {
    const value = one.values.get(label) ?? 0
    const y = Math.min(yOf(value), yOf(0))
    const x = size.left + step * at + step * 0.15 + width * number
    return drawn('rect', { x, y, width: Math.max(1, width - 1), height: Math.abs(yOf(value) - yOf(0)), fill: ink }, told(label, value))
  })
}

function legend(series: Series[], currency: string): SVGElement[] {
  return series.flatMap(({ name }, at) => {
    const x = size.left + at * 150
    const ink = inks[at % inks.length] ?? ''
    return [
      drawn('rect', { x, y: size.height - 14, width: 10, height: 10, fill: ink }),
      drawn('text', { x: x + 15, y: size.height - 5 }, `${name}${currency === '' ? '' : ` (${currency})`}`),
    ]
  })
}

const amount = (value: number, currency: string) => (currency === '' ? countText(value) : formatMoney(value, currency))

/** The next round number above: 1, 2 or 5 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power
}
