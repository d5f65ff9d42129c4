import type { LinkFilter, LinkState } from '@shared/contract/links'
import { isDay, isZone } from '@shared/domain/days'
import type { LocationQuery } from 'vue-router'

/** The filter as it stands in the address, so that a list can be reloaded, kept and passed on. */
export type FilterQuery = Record<string, string>

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Address key of each plain field, and what is accepted there. */
const plain = {
  text: { key: 'q', fits: (text: string) => text.trim() !== '' && text.length <= 100 },
  appId: { key: 'app', fits: (text: string) => id.test(text) },
  placeId: { key: 'place', fits: (text: string) => id.test(text) },
  kind: { key: 'kind', fits: (text: string) => /^\w{1,40}$/.test(text) },
  campaign: { key: 'campaign', fits: (text: string) => text !== '' && text.length <= 100 },
  tag: { key: 'tag', fits: (text: string) => text !== '' && text.length <= 100 },
  createdBy: { key: 'by', fits: (text: string) => text !== '' && text.length <= 40 },
  channel: { key: 'channel', fits: (text: string) => text !== '' && text.length <= 40 },
  batchId: { key: 'batch', fits: (text: string) => id.test(text) },
} as const
type PlainField = keyof typeof plain
/** All states, in the order in which the filter offers them. */
export const linkStates: readonly LinkState[] = ['valid', 'expired', 'archived']

const plainFields = Object.keys(plain) as PlainField[]

/**
 * The filter that an address names. What does not fit (typed by hand, from an older version) is passed over.
 * @param zone the person's zone, in which days count unless the address names another
 */
export function filterOfQuery(query: LocationQuery | FilterQuery, zone: string): LinkFilter {
  const of = (key: string): string | undefined => {
    const value = query[key]
    return typeof value === 'string' ? value : undefined
  }
  const filter: LinkFilter = {}
  for (const field of plainFields) {
    const value = of(plain[field].key)
    if (value !== undefined && plain[field].fits(value)) filter[field] = value
  }
  const state = linkStates.find((one) => one === of('state'))
  if (state !== undefined) filter.state = state
  const expiring = of('expiring')
  if (expiring !== undefined && /^\d{1,3}$/.test(expiring) && Number(expiring) <= 366)
    filter.expiringWithinDays = Number(expiring)
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
export function queryOfFilter(filter: LinkFilter): FilterQuery {
  const query: FilterQuery = {}
  for (const field of plainFields) {
    const value = filter[field]
    if (value !== undefined && plain[field].fits(value)) query[plain[field].key] = value
  }
  if (filter.state !== undefined) query['state'] = filter.state
  if (filter.expiringWithinDays !== undefined) query['expiring'] = String(filter.expiringWithinDays)
  if (filter.days?.fromDay !== undefined) query['from'] = filter.days.fromDay
  if (filter.days?.toDay !== undefined) query['to'] = filter.days.toDay
  if (filter.days && (filter.days.fromDay !== undefined || filter.days.toDay !== undefined))
    query['zone'] = filter.days.zone
  return query
}

/** Whether a saved value is an address of a filter. */
export function isFilterQuery(value: unknown): value is FilterQuery {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  )
}
