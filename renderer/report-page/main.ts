import { formatMoney } from '@shared/domain/money'
import { countText, type ReportFigure, type ReportHead, type StoredLine, wallClock } from '@shared/domain/reports'
import { drawChart } from './chart'
import { element, embedded, metaOf, nextFrame } from './dom'
import type { Reading } from './filter'
import { rowDialog } from './row-dialog'
import { sha256 } from './sha256'
import { TableStore } from './table-store'
import { TableView } from './table-view'
import { both, language, setLanguage, t } from './texts'
import { bytesOf, canUnpack, linesOf } from './unpack'

type Verdict = { state: 'checking' } | { state: 'same' | 'differs'; hash: string }

/** The report as it was unpacked, and what is drawn of it. */
interface Page {
  head: ReportHead
  tables: TableStore[]
  views: TableView[]
  complete: boolean
  verdict: Verdict
  clock: (instant: string) => string
}

const root = document.getElementById('page') ?? document.body

async function start(): Promise<void> {
  if (!canUnpack()) return fail(t('state.oldBrowser'))
  fail(t('state.loading'))
  const expected = metaOf('minidesk-data-sha256')
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = bytesOf(embedded('data'))
  } catch {
    return fail(t('state.damaged'), expected)
  }
  const hashed = sha256(bytes)
  let page: Page | undefined
  try {
    for await (const line of linesOf(bytes)) page = await take(page, line)
    if (!page?.complete) throw new SyntaxError('cut off')
  } catch {
    // What was read before the damage is not shown: half a report would pass for a whole one.
    return fail(t('state.damaged'), expected, await hashed)
  }
  for (const [at, table] of page.tables.entries()) {
    table.ready()
    page.views[at]?.complete()
  }
  drawCharts(page)
  const shown = page
  addEventListener('beforeprint', () => shown.views.forEach((view) => view.print(true)))
  addEventListener('afterprint', () => shown.views.forEach((view) => view.print(false)))
  const hash = await hashed
  page.verdict = { state: hash === expected ? 'same' : 'differs', hash }
  drawVerdict(page)
  performance.mark('report-complete')
  await nextFrame()
  for (const table of page.tables) table.warmUp(readingOf(page))
}

/** Takes a line in. The head is drawn at once, and the first rows as soon as they are there. */
async function take(page: Page | undefined, line: StoredLine): Promise<Page> {
  if ('head' in line) {
    const { head } = line
    const made: Page = { head, tables: head.tables.map((table) => new TableStore(table)), views: [], complete: false, verdict: { state: 'checking' }, clock: wallClock(head.zone) }
    draw(made)
    await nextFrame()
    return made
  }
  if (!page) throw new SyntaxError('no head')
  if ('end' in line) {
    const rows = page.tables.reduce((sum, table) => sum + table.rows, 0)
    page.complete = rows === line.rows
    return page
  }
  const at = page.head.tables.findIndex(({ key }) => key === line.t)
  const table = page.tables[at]
  const isFirst = table?.rows === 0
  table?.append(line.c)
  if (table && isFirst) {
    table.ready()
    page.views[at]?.refresh()
    performance.mark('report-first-rows')
    await nextFrame()
  }
  return page
}

/** Says why there is no report, with both hashes where the data is not what was written. */
function fail(text: string, expected?: string, hash?: string): void {
  const mismatch = expected !== undefined && hash !== expected
  root.replaceChildren(
    element('h1', { text: document.title }),
    element('p', { id: 'state', role: mismatch ? 'alert' : 'status', class: mismatch ? 'verdict differs' : '', text }),
    mismatch ? element('p', { class: 'hash', text: `${t('integrity.expected')} ${expected}` }) : '',
    mismatch && hash !== undefined ? element('p', { class: 'hash', text: `${t('integrity.found')} ${hash}` }) : '',
  )
}

const readingOf = ({ clock }: Page): Reading => ({ locale: language.locale, clock })

/** Draws everything anew, in the language that is read. */
function draw(page: Page): void {
  const { head } = page
  document.title = `${head.practice ? `${t('practice')} ` : ''}${both(head.title)}${head.month ? ` ${head.month}` : ''}`
  page.views = page.tables.map(
    (store) => new TableView({ store, reading: () => readingOf(page), changed: () => page.complete && drawCharts(page), openRow: (row) => rowDialog(page, store, row, readingOf(page)) }),
  )
  root.replaceChildren(
    head.practice ? element('p', { class: 'practice', text: t('practiceBanner') }) : '',
    element(
      'header',
      {},
      element('div', {}, element('h1', { text: both(head.title) }), element('p', { class: 'sub', text: [head.subject, head.month].filter(Boolean).join(' · ') })),
      languageSwitch(page),
    ),
    element('div', { id: 'verdict' }),
    factList(head.facts.map(({ label, value }) => [both(label), both(value)])),
    element('dl', { class: 'figures' }, ...head.figures.map(figure)),
    element('div', { id: 'charts' }),
    ...page.views.map(({ root: view }) => view),
    ...head.notes.map((note) => element('p', { class: 'note', text: both(note) })),
    signatures(head),
    element('footer', {}, element('h2', { text: t('made.title') }), factList(makingOf(page))),
  )
  drawVerdict(page)
}

function languageSwitch(page: Page): HTMLElement {
  const button = (locale: 'zh-CN' | 'en', text: string) =>
    element('button', {
      type: 'button',
      text,
      lang: locale,
      'aria-pressed': String(language.locale === locale),
      on: {
        click: () => {
          setLanguage(locale)
          draw(page)
          for (const view of page.views) view.refresh()
          root.querySelector<HTMLElement>('.languages [aria-pressed="true"]')?.focus()
        },
      },
    })
  const print = element('button', { type: 'button', text: t('print'), on: { click: () => window.print() } })
  return element('div', { class: 'languages', role: 'group', 'aria-label': t('language') }, button('zh-CN', t('chinese')), button('en', t('english')), print)
}

const factList = (facts: [string, string][]) =>
  facts.length === 0 ? '' : element('dl', { class: 'facts' }, ...facts.map(([label, value]) => element('div', {}, element('dt', { text: label }), element('dd', { text: value }))))

function figure({ label, minor, currency, count }: ReportFigure): HTMLElement {
  const text = minor === undefined ? countText(count ?? 0) : currency ? formatMoney(minor, currency) : countText(minor)
  return element('div', {}, element('dt', { text: both(label) }), element('dd', { text }))
}

function makingOf({ head: { made, zone, kind }, clock }: Page): [string, string][] {
  return [
    [t('made.at'), `${clock(made.at)} (${zone})`],
    [t('made.by'), made.by],
    [t('made.program'), made.program],
    [t('made.id'), made.id],
    [t('made.kind'), kind],
    [t('made.audit'), `${made.audit.seq} · ${made.audit.mac}`],
    [t('made.hash'), metaOf('minidesk-data-sha256')],
    ...Object.entries(made.params).map(([name, value]): [string, string] => [`${t('made.param')} ${name}`, value]),
  ]
}

function signatures({ signatures: boxes }: ReportHead): HTMLElement | '' {
  if (boxes.length === 0) return ''
  return element('div', { class: 'signatures print-only' }, ...boxes.map((box) => element('div', {}, element('span', { text: both(box) }), element('i'))))
}

function drawVerdict({ verdict }: Page): void {
  const place = document.getElementById('verdict')
  if (!place) return
  const differs = verdict.state === 'differs'
  const line = element(
    'p',
    { class: `verdict ${verdict.state}`, role: differs ? 'alert' : 'status' },
    element('strong', { text: t(`integrity.${verdict.state}`) }),
    ' ',
    element('span', { class: 'hash', text: verdict.state === 'checking' ? '' : `SHA-256 ${verdict.hash}` }),
  )
  place.replaceChildren(line, differs ? element('p', { class: 'hash', text: `${t('integrity.expected')} ${metaOf('minidesk-data-sha256')}` }) : '')
}

function drawCharts(page: Page): void {
  const place = document.getElementById('charts')
  place?.replaceChildren(
    ...page.head.charts.flatMap((chart) => {
      const table = page.tables.find(({ head }) => head.key === chart.table)
      return table ? [drawChart(chart, table, readingOf(page))] : []
    }),
  )
}

void start()
