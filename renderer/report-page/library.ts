import { formatMoney } from '@shared/domain/money'
import { compareFigures, countText, type BothTexts, type ReportFigure, wallClock } from '@shared/domain/reports'
import { element, embedded } from './dom'
import { both, language, setLanguage, t } from './texts'

/** A report as the list in the folder tells of it. */
interface Entry {
  id: string
  folder: string
  kind: string
  title: BothTexts
  month?: string
  subject: string
  practice: boolean
  zone: string
  madeAt: string
  madeBy: string
  rows: number
  figures: ReportFigure[]
  files: { name: string; format?: string }[]
}

const root = document.getElementById('page') ?? document.body
const entries = JSON.parse(embedded('data')) as Entry[]
const state = { text: '', before: '', after: '' }

/** The list of the reports in this folder, with search, links to their files, and figures month against month. */
function draw(): void {
  document.title = t('title')
  const search = element('input', { type: 'search', class: 'search', 'aria-label': t('search'), placeholder: t('search') })
  search.value = state.text
  const body = element('tbody')
  const hits = element('span', { class: 'hits', role: 'status' })
  const list = () => {
    const found = entries.filter(fits)
    hits.textContent = t('hits', { count: found.length })
    body.replaceChildren(...found.map(row))
  }
  search.addEventListener('input', () => {
    state.text = search.value
    list()
  })
  const heads = ['report', 'month', 'madeAt', 'figures', 'files'].map((key) => element('th', { scope: 'col', text: t(`columns.${key}`) }))
  root.replaceChildren(
    entries.some(({ practice }) => practice) ? element('p', { class: 'practice', text: t('practice') }) : '',
    element('header', {}, element('div', {}, element('h1', { text: t('title') }), element('p', { class: 'sub', text: t('about') })), languages()),
    element('div', { class: 'bar' }, search, hits),
    element('table', { class: 'list', 'aria-label': t('title') }, element('thead', {}, element('tr', {}, ...heads)), body),
    comparison(),
  )
  list()
}

const wordsOf = ({ title, subject, month = '', madeBy, figures, kind }: Entry) =>
  [title['zh-CN'], title.en, subject, month, madeBy, kind, ...figures.map(figureText)].join(' ').toLowerCase()

const fits = (entry: Entry) => state.text.toLowerCase().split(/\s+/u).every((word) => wordsOf(entry).includes(word))

const figureText = ({ minor, currency, count }: Pick<ReportFigure, 'minor' | 'currency' | 'count'>) =>
  minor === undefined ? countText(count ?? 0) : currency ? formatMoney(minor, currency) : countText(minor)

function row(entry: Entry): HTMLElement {
  const place = (name: string) => `./${encodeURIComponent(entry.folder)}/${encodeURIComponent(name)}`
  const links = entry.files.map(({ name }) => element('li', {}, element('a', { href: place(name), text: name })))
  return element(
    'tr',
    {},
    element('td', {}, element('strong', { text: both(entry.title) }), element('div', { class: 'sub', text: entry.subject })),
    element('td', { text: entry.month ?? '' }),
    element('td', { text: `${wallClock(entry.zone)(entry.madeAt)} · ${entry.madeBy}` }),
    element('td', {}, ...entry.figures.map((figure) => element('div', { text: `${both(figure.label)} ${figureText(figure)}` }))),
    element('td', {}, element('ul', {}, ...links)),
  )
}

function languages(): HTMLElement {
  const button = (locale: 'zh-CN' | 'en', text: string) =>
    element('button', {
      type: 'button',
      text,
      lang: locale,
      'aria-pressed': String(language.locale === locale),
      on: {
        click: () => {
          setLanguage(locale)
          draw()
        },
      },
    })
  return element('div', { class: 'languages', role: 'group', 'aria-label': t('language') }, button('zh-CN', t('chinese')), button('en', t('english')))
}

/** Two reports of a kind side by side. */
function comparison(): HTMLElement {
  const result = element('div', { 'aria-live': 'polite' })
  const nameOf = ({ title, month = '', madeAt, subject }: Entry) => `${both(title)} ${month} ${subject} ${madeAt.slice(0, 10)}`
  const choice = (which: 'before' | 'after') => {
    const select = element('select', { 'aria-label': t(`compare.${which}`) }, element('option', { value: '', text: t(`compare.${which}`) }), ...entries.map((entry) => element('option', { value: entry.id, text: nameOf(entry) })))
    select.value = state[which]
    select.addEventListener('change', () => {
      state[which] = select.value
      show()
    })
    return select
  }
  const show = () => {
    const before = entries.find(({ id }) => id === state.before)
    const after = entries.find(({ id }) => id === state.after)
    if (!before || !after) return
    if (before.kind !== after.kind) return result.replaceChildren(element('p', { text: t('compare.otherKind') }))
    const lines = compareFigures(before.figures, after.figures).map(({ label, currency = '', before: was, after: is }) => {
      const text = (value: number | undefined) => (value === undefined ? '—' : currency === '' ? countText(value) : formatMoney(value, currency))
      const change = was === undefined || is === undefined ? undefined : is - was
      return element('tr', {}, element('th', { scope: 'row', text: both(label) }), element('td', { text: text(was) }), element('td', { text: text(is) }), element('td', { text: text(change) }))
    })
    const heads = ['figure', 'before', 'after', 'difference'].map((key) => element('th', { scope: 'col', text: t(`compare.${key}`) }))
    result.replaceChildren(element('table', { class: 'list', 'aria-label': t('compare.title') }, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...lines)))
  }
  const section = element('section', {}, element('h2', { text: t('compare.title') }), element('div', { class: 'compare' }, choice('before'), choice('after')), result)
  show()
  return section
}

draw()
