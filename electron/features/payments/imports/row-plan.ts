import type { MessageParams } from '@shared/contract/error'
import type { OrderImportDefaults } from '@shared/contract/payment-orders'
import type { OrderScene, Redemption } from '@shared/contract/payment-values'
import { parseMajor } from '@shared/domain/money'
import type { OrderState } from '@shared/domain/payments'
import { comparableHeader } from '@shared/domain/cells/headers'
import { billRefund, type ImportField, ownerHeaders } from './field-synonyms'
import { parseTime } from './times'
import { currencyOf, redemptionOf, sceneOf, stateOf } from './value-synonyms'

export interface RowIssue {
  field: string
  code: string
  params: MessageParams
}

/** What a row says about an order. Empty and null: it says nothing about it. */
export interface OrderPlan {
  merchantNo: string
  providerNo: string
  wechatNo: string
  currency: string
  orderedMinor: number
  receivedMinor: number | null
  state: OrderState
  rawState: string
  method: string
  createdAt: string | null
  paidAt: string | null
  description: string
  placeId: string | null
  scene: OrderScene
  /** Absent in rows that were checked before it was read. */
  sceneCode?: string | undefined
  channel: string
  bookingNo: string
  redemption: Redemption
  /** A refund row of a bill: what it says about the refund; the order itself stands in another row. */
  refund: RefundPlan | null
}

export interface RefundPlan {
  refundNo: string
  providerRefundNo: string
  amountMinor: number
  rawState: string
  createdAt: string | null
  completedAt: string | null
  /** The order that it belongs to stands in the same file. */
  orderInFile: boolean
}

/** What rows are read with: a snapshot taken when the check begins. */
export interface PlanContext {
  headers: string[]
  /** Field → header. */
  mapping: Record<string, string>
  defaults: OrderImportDefaults
  /** A bill of WeChat Pay: main units, GMT+8, refund rows of their own. */
  bill: boolean
  places: { id: string; code: string; name: string }[]
  /** How the chosen account is called and numbered: a row of another one would be booked at the wrong merchant. */
  owner: string[]
}

const billZone = 'Asia/Shanghai'

/** Reads a row through the mapping. Every issue refuses the row. */
export function planRow(cells: readonly string[], context: PlanContext): { issues: RowIssue[]; plan: OrderPlan | null } {
  const issues: RowIssue[] = []
  const refuse = (field: string, code: string, params: MessageParams = {}) => issues.push({ field, code, params })
  const at = (header: string | undefined) => (header === undefined ? '' : plainCell(cells[context.headers.indexOf(header)] ?? ''))
  const cell = (field: ImportField) => at(context.mapping[field])
  const number = (field: ImportField) => numberOf(cell(field), (code) => refuse(field, code, { text: excerpt(cell(field)) }))
  const word = <T>(field: ImportField, read: (text: string) => T | undefined, otherwise: T, code: string): T => {
    const text = cell(field)
    if (text === '') return otherwise
    const value = read(text)
    if (value === undefined) refuse(field, code, { text: excerpt(text) })
    return value ?? otherwise
  }
  const { defaults, bill } = context
  const zone = bill ? billZone : defaults.zone
  const time = (field: 'createdAt' | 'paidAt') => word<string | null>(field, (text) => parseTime(text, zone), null, 'orderImport.timeUnreadable')
  const currency = word('currency', currencyOf, defaults.currency, 'orderImport.currencyUnknown')
  const amount = (field: string, text: string) => amountOf(text, currency, bill ? 'major' : defaults.unit, (code) => refuse(field, code, { text: excerpt(text) }))

  const foreign = foreignOwner(context, at)
  if (foreign !== '') refuse('account', 'orderImport.otherAccount', { text: excerpt(foreign) })

  const numbers = { merchantNo: number('merchantNo'), providerNo: number('providerNo'), wechatNo: number('wechatNo') }
  if (Object.values(numbers).every((one) => one === '') && issues.length === 0) refuse('merchantNo', 'orderImport.numberMissing')
  const refund = bill ? refundOf(at, amount, zone) : null
  if (cell('amount') === '' && !refund) refuse('amount', 'required')
  const ordered = refund ? 0 : amount('amount', cell('amount'))
  const receivedText = cell('received')
  const received = receivedText === '' ? null : amount('received', receivedText)
  const state = word('state', stateOf, defaults.state, 'orderImport.stateUnknown')
  const plan: OrderPlan = {
    ...numbers,
    currency,
    orderedMinor: ordered ?? 0,
    receivedMinor: received ?? null,
    state,
    rawState: cell('state').slice(0, 60),
    method: (cell('method') || defaults.method).slice(0, 40),
    createdAt: time('createdAt'),
    paidAt: time('paidAt'),
    description: cell('description').slice(0, 120),
    placeId: word<string | null>('place', (text) => placeOf(text, context.places), null, 'orderImport.placeUnknown'),
    scene: word('scene', sceneOf, defaults.scene, 'orderImport.sceneUnknown'),
    sceneCode: sceneCode(cell('sceneCode'), () => refuse('sceneCode', 'orderImport.sceneCodeUnknown', { text: excerpt(cell('sceneCode')) })),
    channel: cell('channel').slice(0, 40),
    bookingNo: number('bookingNo').slice(0, 64),
    redemption: word<Redemption>('redemption', redemptionOf, 'unset', 'orderImport.redemptionUnknown'),
    refund,
  }
  if (ordered === 0 && !refund && issues.length === 0) refuse('amount', 'orderImport.amountZero')
  return { issues, plan: issues.length === 0 ? plan : null }
}

const ownerNames = new Set(ownerHeaders.map(comparableHeader))

/** What a row says about its owner where that is not the chosen account; empty where it says nothing else. */
function foreignOwner({ headers, owner }: PlanContext, at: (header: string) => string): string {
  const said = headers.filter((header) => ownerNames.has(comparableHeader(header))).map(at)
  // In bills of direct merchants the sub-merchant is 0 (payment-providers §9.2).
  return said.find((text) => text !== '' && text !== '0' && !owner.includes(text)) ?? ''
}

/** A cell without what exports put around a number so that spreadsheets leave it alone: `` ` ``, `'`, `="…"`. */
export function plainCell(text: string): string {
  const trimmed = text.trim()
  const formula = /^="(.*)"$/u.exec(trimmed)
  return (formula?.[1] ?? trimmed.replace(/^[`'](?=[^`'])/u, '')).trim()
}

/** A number as text; `0` stands for none in bills. One that a spreadsheet has rounded is worth nothing. */
function numberOf(text: string, refuse: (code: string) => void): string {
  if (text === '' || text === '0') return ''
  if (/^\d(?:\.\d+)?[eE]\+?\d+$/u.test(text)) refuse('orderImport.numberRounded')
  else if (!/^[\x21-\x7e]{1,128}$/u.test(text)) refuse('orderImport.numberUnreadable')
  else return text
  return ''
}

/** A launch scene is a number of up to six digits; spreadsheets like to write it as `1177.0`. */
function sceneCode(text: string, refuse: () => void): string {
  const plain = text.normalize('NFKC').replace(/\.0+$/u, '')
  if (/^\d{0,6}$/u.test(plain)) return plain
  refuse()
  return ''
}

function amountOf(text: string, currency: string, unit: 'major' | 'minor', refuse: (code: string) => void): number | undefined {
  if (text === '') return undefined
  if (unit === 'minor') {
    const minor = /^\d{1,16}$/u.test(text) ? Number(text) : Number.NaN
    if (Number.isSafeInteger(minor)) return minor
    refuse('orderImport.amountNotMinor')
    return undefined
  }
  const parsed = parseMajor(text.normalize('NFKC').replaceAll(/[¥€£$元\s]|^[A-Z]{3}(?=[\d\s])/gu, ''), currency)
  if (parsed.ok) return parsed.minor
  refuse(`orderImport.amount.${parsed.problem}`)
  return undefined
}

function refundOf(
  at: (header: string | undefined) => string,
  amount: (field: string, text: string) => number | undefined,
  zone: string,
): RefundPlan | null {
  const first = (names: readonly string[]) => names.map(at).find((text) => text !== '' && text !== '0') ?? ''
  const [refundNo, providerRefundNo] = [first(billRefund.refundNo), first(billRefund.providerRefundNo)]
  if (refundNo === '' && providerRefundNo === '') return null
  const amountMinor = amount('amount', first(billRefund.amount)) ?? 0
  const completed = first(billRefund.completedAt)
  return {
    refundNo,
    providerRefundNo,
    amountMinor,
    rawState: first(billRefund.state),
    createdAt: parseTime(first(billRefund.createdAt), zone) ?? null,
    completedAt: completed === '' ? null : (parseTime(completed, zone) ?? null),
    orderInFile: false,
  }
}

function placeOf(text: string, places: PlanContext['places']): string | undefined {
  const wanted = comparable(text)
  return places.find(({ code, name }) => comparable(code) === wanted || name === text || `${code} ${name}` === text)?.id
}

// People type ＨＺ０１ with a Chinese keyboard and mean HZ01.
const comparable = (text: string): string => text.normalize('NFKC').toLowerCase()
const excerpt = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
