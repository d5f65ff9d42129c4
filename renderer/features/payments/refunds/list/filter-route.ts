import type { RefundFilter } from '@shared/contract/payment-refunds'
import { isDay, isZone } from '@shared/domain/days'
import { isCurrency } from '@shared/domain/money'
import type { LocationQuery } from 'vue-router'
import { type RefundTab, refundTabNames, refundTabs } from '../parts/refund-values'

/** The filter as it stands in the address, so that a list can be reloaded, kept and passed on. */
export type FilterQuery = Record<string, string>

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Address key of each field that is a text, and what is accepted there. */
const texts = {
  text: { key: 'q', fits: (value: string) => value.trim() !== '' && value.length <= 200 },
  accountId: { key: 'account', fits: (value: string) => id.test(value) },
  batchId: { key: 'batch', fits: (value: string) => id.test(value) },
  orderId: { key: 'order', fits: (value: string) => id.test(value) },
  currency: { key: 'currency', fits: isCurrency },
} as const
const textFields = Object.keys(texts) as (keyof typeof texts)[]

export interface RefundView {
  tab: RefundTab
  /** What narrows besides the tab. */
  filter: RefundFilter
}

/**
 * Tab and filter that an address names. What does not fit (typed by hand, from an older version) is passed over.
 * @param zone the person's zone, in which days count unless the address names another
 */
export function viewOfQuery(query: LocationQuery | FilterQuery, zone: string): RefundView {
  const of = (key: string): string | undefined => {
    const value = query[key]
    return typeof value === 'string' ? value : undefined
  }
  const filter: RefundFilter = {}
  for (const field of textFields) {
    const value = of(texts[field].key)
    if (value !== undefined && texts[field].fits(value)) filter[field] = value
  }
  if (of('mine') === '1') filter.forMe = true
  const [fromDay, toDay, named] = [of('from'), of('to'), of('zone')]
  // Reversed, nothing could ever fit, and the reason would not show.
  if (fromDay !== undefined && toDay !== undefined && isDay(fromDay) && isDay(toDay) && fromDay <= toDay)
    filter.days = { fromDay, toDay, zone: named !== undefined && isZone(named) ? named : zone }
  return { tab: refundTabNames.find((tab) => tab === of('tab')) ?? 'all', filter }
}

/** The address of a tab and filter; reading it back gives the same. */
export function queryOfView({ tab, filter }: RefundView): FilterQuery {
  const query: FilterQuery = tab === 'all' ? {} : { tab }
  for (const field of textFields) {
    const value = filter[field]
    if (value !== undefined && texts[field].fits(value)) query[texts[field].key] = value
  }
  if (filter.forMe) query['mine'] = '1'
  const { days } = filter
  if (days?.fromDay !== undefined && days.toDay !== undefined) {
    query['from'] = days.fromDay
    query['to'] = days.toDay
    query['zone'] = days.zone
  }
  return query
}

/** What the program is asked: the filter with the states of the tab. */
export function askedFilter({ tab, filter }: RefundView): RefundFilter {
  const states = refundTabs[tab]
  return states.length === 0 ? filter : { ...filter, states: [...states] }
}

/** A filter that was saved in the program, as an address; values of another kind are passed over. */
export function savedQuery(filter: Readonly<Record<string, unknown>>): FilterQuery {
  return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
