import type { OrderFilter } from '@shared/contract/payment-orders'
import { isDay, isZone } from '@shared/domain/days'
import { isCurrency } from '@shared/domain/money'
import { orderStates } from '@shared/domain/payments'
import type { LocationQuery } from 'vue-router'
import { orderScenes, orderSources, redemptions, refundShares } from '../parts/order-values'

/** The filter as it stands in the address, so that a list can be reloaded, kept and passed on. */
export type FilterQuery = Record<string, string>

export const noFilter: OrderFilter = { dayOf: 'created' }

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const wholeNumber = /^\d{1,15}$/

/** Address key of each field that is a text, and what is accepted there. */
const texts = {
  text: { key: 'q', fits: (value: string) => value.trim() !== '' && value.length <= 200 },
  accountId: { key: 'account', fits: (value: string) => id.test(value) },
  kind: { key: 'kind', fits: (value: string) => /^[\w-]{1,40}$/.test(value) },
  currency: { key: 'currency', fits: isCurrency },
  placeId: { key: 'place', fits: (value: string) => id.test(value) },
  channel: { key: 'channel', fits: (value: string) => value !== '' && value.length <= 40 },
} as const
type TextField = keyof typeof texts
const textFields = Object.keys(texts) as TextField[]

const oneOf = <T extends string>(among: readonly T[], value: string | undefined): T | undefined => among.find((one) => one === value)

/**
 * The filter that an address names. What does not fit (typed by hand, from an older version) is passed over.
 * @param zone the person's zone, in which days count unless the address names another
 */
export function filterOfQuery(query: LocationQuery | FilterQuery, zone: string): OrderFilter {
  const of = (key: string): string | undefined => {
    const value = query[key]
    return typeof value === 'string' ? value : undefined
  }
  const filter: OrderFilter = { dayOf: of('dayOf') === 'paid' ? 'paid' : 'created' }
  for (const field of textFields) {
    const value = of(texts[field].key)
    if (value !== undefined && texts[field].fits(value)) filter[field] = value
  }
  const states = orderStates.filter((state) => of('state')?.split(',').includes(state))
  if (states.length > 0) filter.states = states
  const scene = oneOf(orderScenes, of('scene'))
  if (scene) filter.scene = scene
  const redemption = oneOf(redemptions, of('redemption'))
  if (redemption) filter.redemption = redemption
  const source = oneOf(orderSources, of('source'))
  if (source) filter.source = source
  const refunds = oneOf(refundShares, of('refunds'))
  if (refunds) filter.refunds = refunds
  if (of('flagged') === '1') filter.flagged = true
  if (of('disputed') === '1') filter.disputed = true
  // Sums of two currencies cannot be compared: without a currency an amount says nothing.
  if (filter.currency !== undefined) {
    const [min, max] = [of('min'), of('max')]
    if (min !== undefined && wholeNumber.test(min)) filter.minMinor = Number(min)
    if (max !== undefined && wholeNumber.test(max)) filter.maxMinor = Number(max)
  }
  const days = daysOf(of('from'), of('to'), of('zone'), zone)
  if (days) filter.days = days
  return filter
}

function daysOf(from: string | undefined, to: string | undefined, named: string | undefined, own: string) {
  const fromDay = from !== undefined && isDay(from) ? from : undefined
  const toDay = to !== undefined && isDay(to) ? to : undefined
  if (fromDay === undefined && toDay === undefined) return undefined
  // Reversed, nothing could ever fit, and the reason would not show.
  if (fromDay !== undefined && toDay !== undefined && toDay < fromDay) return undefined
  return {
    ...(fromDay === undefined ? {} : { fromDay }),
    ...(toDay === undefined ? {} : { toDay }),
    zone: named !== undefined && isZone(named) ? named : own,
  }
}

/** The address of a filter; reading it back gives the same filter. */
export function queryOfFilter(filter: OrderFilter): FilterQuery {
  const query: FilterQuery = {}
  for (const field of textFields) {
    const value = filter[field]
    if (value !== undefined && texts[field].fits(value)) query[texts[field].key] = value
  }
  if (filter.states && filter.states.length > 0) query['state'] = filter.states.join(',')
  for (const field of ['scene', 'redemption', 'source', 'refunds'] as const) {
    const value = filter[field]
    if (value !== undefined) query[field] = value
  }
  if (filter.flagged) query['flagged'] = '1'
  if (filter.disputed) query['disputed'] = '1'
  if (filter.currency !== undefined) {
    if (filter.minMinor !== undefined) query['min'] = String(filter.minMinor)
    if (filter.maxMinor !== undefined) query['max'] = String(filter.maxMinor)
  }
  const { days } = filter
  if (days && (days.fromDay !== undefined || days.toDay !== undefined)) {
    if (days.fromDay !== undefined) query['from'] = days.fromDay
    if (days.toDay !== undefined) query['to'] = days.toDay
    query['zone'] = days.zone
    if (filter.dayOf === 'paid') query['dayOf'] = 'paid'
  }
  return query
}

/** A filter that was saved in the program, as an address; values of another kind are passed over. */
export function savedQuery(filter: Readonly<Record<string, unknown>>): FilterQuery {
  return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** Shorter beginnings are taken as words, as the store does. */
const shortestNumber = 4

/**
 * Whether a search looks for a number: then days do not narrow it, because an order outside of them must not look
 * missing. The same test as the store's: one word of at least four characters with a digit; a bill writes a backtick
 * before its numbers, a spreadsheet an apostrophe.
 */
export function asksForNumber(text: string | undefined): boolean {
  const plain = (text ?? '').trim().replace(/^[`']/u, '')
  return plain.length >= shortestNumber && /^[\w.|*@+-]+$/u.test(plain) && /\d/u.test(plain)
}
