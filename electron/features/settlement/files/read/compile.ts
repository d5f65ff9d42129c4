import type { FileMapping, FileOptions } from '@shared/contract/settlement-files'
import type { SourceKind } from '@shared/contract/settlement-values'
import type { AmountPlan, Decided, ExtractPlan, RowShape, TimePlan, WordTable } from '../../engine/scan-types'
import { genericShapes, type Profile, type ProfileField, type Shape } from '../profiles'
import type { Amount, ByWords, When } from '../profiles/types'
import { currencyWords } from './currency-words'
import { headerIndex, headerName } from './header-name'

/** What a profile becomes for one file. */
export interface Ground {
  profile: Profile
  source: SourceKind
  headers: readonly string[]
  /** Given by a person, or remembered; ready mappings find their columns themselves. */
  mapping: FileMapping
  options: FileOptions
  timeForm: TimePlan['form']
  sheet: string
  /** Merchant numbers that rows may name; empty: not checked. */
  owners: readonly string[]
}

export type Columns = ReadonlyMap<ProfileField, readonly number[]>

/** Where each field stands in a file: every column that may hold it, the best first. */
export function columnsOf({ profile, headers, mapping }: Pick<Ground, 'profile' | 'headers' | 'mapping'>): Columns {
  const index = headerIndex(headers)
  const found = new Map<ProfileField, number[]>()
  const take = (field: ProfileField, names: readonly string[]) => {
    const columns = names.flatMap((name) => index.get(headerName(name)) ?? [])
    if (columns.length > 0) found.set(field, [...new Set([...columns, ...(found.get(field) ?? [])])])
  }
  if (profile.suggestion !== true) for (const [field, names] of Object.entries(profile.columns)) take(field as ProfileField, names)
  // What a person points at goes before what the profile knows.
  for (const [field, header] of Object.entries(mapping)) if (header !== '') take(field as ProfileField, [header])
  return found
}

/** A profile compiled for the header of one file. */
export function compile(ground: Ground): ExtractPlan {
  const { profile, headers, sheet } = ground
  const columns = columnsOf(ground)
  const free = (profile.freeText ?? []).map((name) => headerIndex(headers).get(headerName(name))).find((column) => column !== undefined)
  return {
    width: headers.length,
    ...(free === undefined ? {} : { freeText: free }),
    shapes: shapesOf(ground, columns),
    footerStarts: footerStarts(profile),
    skipStarts: [...(profile.skipStarts ?? []), ...(profile.ending.form === 'marker' ? [] : ['#'])],
    sheet,
  }
}

/** Words with which a table of any origin sums itself up. */
const sums = ['合计', '总计', '总合计', 'Total', 'TOTAL', 'Grand total']

function footerStarts({ ending }: Profile): string[] {
  switch (ending.form) {
    case 'marker':
      // The line of the marker begins with dashes of any number.
      return ending.starts.some((start) => start.startsWith('#')) ? ['#'] : [...ending.starts]
    case 'none':
      return sums
    case 'records':
      return []
    default:
      return [...ending.starts]
  }
}

function shapesOf(ground: Ground, columns: Columns): RowShape[] {
  const { profile, source } = ground
  const shapes = profile.suggestion === true ? genericShapes(source, new Set(columns.keys())) : profile.shapes
  return shapes.map((shape, at) => compileShape(ground, columns, shape, at === 0))
}

function compileShape(ground: Ground, columns: Columns, shape: Shape, first: boolean): RowShape {
  const when = [
    // Asked of every row, because the first shape is: a row of another merchant is a problem, not another shape.
    ...(first ? ownerTable(ground, columns) : []),
    ...(shape.when ?? []).flatMap((condition) => whenTable(condition, columns)),
  ]
  const currencyField = shape.texts?.currency?.[0] ?? 'currency'
  const { texts } = shape
  const settledCurrency = columns.get('settledCurrency')
  return {
    ...(when.length === 0 ? {} : { when }),
    ...(shape.skip === true ? { skip: true } : {}),
    kind: decided(shape.kind, columns, 'other'),
    outcome: decided(shape.outcome, columns, 'done'),
    at: timePlan(ground, columns, shape),
    currency: currencyPlan(columns.get(currencyField) ?? [], ground.options.currency),
    amount: amountPlan(shape.amount, columns, ground) ?? nothing,
    ...optional('fee', shape.fee && amountPlan(shape.fee, columns, ground)),
    ...optional('settled', shape.settled && amountPlan(shape.settled, columns, ground)),
    ...(settledCurrency === undefined ? {} : { settledCurrency: currencyPlan(settledCurrency, ground.options.currency) }),
    ...optional('balance', columns.has('balance') ? amountPlan({ fields: ['balance'], sign: 'asIs' }, columns, { ...ground, options: { ...ground.options, sign: 'asIs' } }) : undefined),
    texts: textColumns(columns, texts),
  }
}

/** A required amount of no column: every row is told. */
const nothing: AmountPlan = { columns: [], sign: 'asIs', unit: 'major', decimals: 'refuse', required: true }

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>)
}

function ownerTable({ owners }: Ground, columns: Columns): WordTable<boolean>[] {
  const column = columns.get('owner')?.[0]
  if (column === undefined || owners.length === 0) return []
  return [{ column, words: new Map(['0', ...owners].map((owner) => [owner, true])), empty: true }]
}

function whenTable({ field, words, not = false }: When, columns: Columns): WordTable<boolean>[] {
  const column = columns.get(field)?.[0]
  // A column that is not there holds nothing: its condition says what it says of an empty cell.
  if (column === undefined) return words.includes('') !== not ? [] : [{ column: 0, words: new Map(), empty: false, otherwise: false }]
  return [{ column, words: new Map(variants(words).map((word) => [word, !not])), empty: words.includes('') !== not, otherwise: not }]
}

function decided<T extends string>(rule: T | ByWords<T>, columns: Columns, missing: T): Decided<T> {
  if (typeof rule === 'string') return rule
  const column = columns.get(rule.field)?.[0]
  if (column === undefined) return rule.otherwise ?? rule.empty ?? missing
  const words = new Map<string, T>()
  for (const [value, texts] of Object.entries(rule.words) as [T, readonly string[]][]) for (const text of variants(texts)) if (!words.has(text)) words.set(text, value)
  return { column, words, ...optional('empty', rule.empty), ...optional('otherwise', rule.otherwise) }
}

/** Words as files write them: as given, small, capital. */
function variants(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => [word, word.toLowerCase(), word.toUpperCase(), word.replaceAll('(', '（').replaceAll(')', '）')]))]
}

function timePlan({ options, timeForm }: Ground, columns: Columns, { at }: Shape): TimePlan {
  const time = columns.get('time')?.[0]
  return {
    columns: (at ?? ['at']).flatMap((field) => columns.get(field) ?? []),
    ...(time === undefined ? {} : { timeOfDay: time }),
    form: timeForm,
    zone: options.zone,
    required: true,
  }
}

function currencyPlan(columns: readonly number[], fixed: string): RowShape['currency'] {
  const [column] = columns
  return column === undefined ? fixed : { column, words: currencyWords, empty: fixed }
}

function amountPlan({ fields, less, sign, required = false, round = false }: Amount, columns: Columns, { options }: Ground): AmountPlan | undefined {
  const found = fields.flatMap((field) => columns.get(field) ?? [])
  const minus = less === undefined ? undefined : columns.get(less)?.[0]
  if (found.length === 0 && minus === undefined) return undefined
  const shared = { unit: options.unit, decimals: round ? ('round' as const) : ('refuse' as const), required }
  const turned = turn(decided(sign, columns, 'asIs'), options.sign === 'minusIsIn')
  // Money out alone: its column is all that there is.
  if (found.length === 0 && minus !== undefined) return { columns: [minus], sign: turned === 'negated' ? 'asIs' : 'negated', ...shared }
  return { columns: found, ...(minus === undefined ? {} : { minus }), sign: turned, ...shared }
}

/** Files that show money coming in as negative; what words decide needs no turning. */
function turn(sign: AmountPlan['sign'], negate: boolean): AmountPlan['sign'] {
  return negate && sign === 'asIs' ? 'negated' : sign
}

const plainTexts = ['merchantNo', 'providerNo', 'wechatNo', 'refundNo', 'providerRefundNo', 'group', 'scene', 'place', 'title', 'orderId'] as const

function textColumns(columns: Columns, changed: Shape['texts'] = {}): RowShape['texts'] {
  const of = (field: ProfileField, usual: readonly ProfileField[] = [field]) => (changed[field] ?? usual).flatMap((from) => columns.get(from) ?? [])
  const texts: RowShape['texts'] = {}
  for (const field of plainTexts) {
    const found = of(field)
    if (found.length > 0) texts[field] = found
  }
  const state = of('state', ['state', 'kind'])
  if (state.length > 0) texts.rawState = state
  return texts
}
