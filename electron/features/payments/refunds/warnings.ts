import type { RefundWarning } from '@shared/contract/payment-refunds'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { formatMoney } from '@shared/domain/money'
import { countingRefundStates, type RefundState } from '@shared/domain/payments'
import type { StoredFacts } from './facts.repository'
import { lastRefundMs, type OrderGround, type RefundLimits, stopsOf } from './order.repository'
import type { StoredRefund } from './rows.repository'

const soonMs = 7 * 86_400_000
const counting: readonly RefundState[] = countingRefundStates

export interface WarningGround extends StoredFacts {
  traits: ProviderTraits
  amountMinor: number | null
  /** Instant of the question, and since when something is "lately". */
  at: string
  since: string
  /** The refund itself, when it is being changed. */
  changed: StoredRefund | undefined
  restoredAt: string | undefined
}

export function limitsOf(traits: ProviderTraits): RefundLimits {
  return { maxRefunds: traits.maxRefunds, refundDays: traits.refundDays }
}

/** What can still be asked for; null where it is not known what was received. */
export function refundableMinor(order: OrderGround, changed?: StoredRefund): number | null {
  if (order.totalMinor === null) return null
  const own = changed && counting.includes(changed.state) ? changed.amountMinor : 0
  return Math.max(0, order.totalMinor - order.refundedMinor - order.inFlightMinor + own)
}

/** Everything that speaks against a refund, the strongest first. Codes under `payments.refundWarnings`. */
export function refundWarnings(ground: WarningGround): RefundWarning[] {
  const found = [...stops(ground), ...doubts(ground), ...notices(ground)]
  const rank = { stop: 0, warning: 1, notice: 2 }
  return found.toSorted((a, b) => rank[a.severity] - rank[b.severity])
}

type Params = RefundWarning['params']
const stop = (code: string, params: Params = {}): RefundWarning => ({ code, params, severity: 'stop' })
const warning = (code: string, params: Params = {}): RefundWarning => ({ code, params, severity: 'warning' })
const notice = (code: string, params: Params = {}): RefundWarning => ({ code, params, severity: 'notice' })

function stops({ order, traits, amountMinor, at, changed }: WarningGround): RefundWarning[] {
  const own = changed && counting.includes(changed.state) ? 1 : 0
  const found = stopsOf({ ...order, refundCount: order.refundCount - own }, limitsOf(traits), at).map(({ code, params }) =>
    stop(code.replace('payments.', ''), params),
  )
  if (traits.refund === 'no') found.push(stop('portalOnly'))
  const numbers = { merchant: order.merchantNo, provider: order.providerNo, wechat: order.wechatNo }
  if (traits.refundBy.length > 0 && !traits.refundBy.some((which) => numbers[which] !== '')) found.push(stop('numberMissing'))
  const left = refundableMinor(order, changed)
  if (left === 0) found.push(stop('nothingLeft'))
  else if (left !== null && amountMinor !== null && amountMinor > left)
    found.push(stop('exceeds', { amount: formatMoney(left, order.refundCurrency) }))
  return found
}

function doubts({ order, traits, sameOrder, sameAmount, since, restoredAt }: WarningGround): RefundWarning[] {
  const found: RefundWarning[] = []
  if (order.redemption === 'redeemed') found.push(warning('redeemed'))
  if (order.openDisputes > 0) found.push(warning('disputed', { count: order.openDisputes }))
  const lately = sameOrder.filter(({ state, requestedAt }) => counting.includes(state) && requestedAt >= since)
  if (lately.length > 0) found.push(warning('sameOrderLately', { count: lately.length }))
  if (sameAmount.length > 0) found.push(warning('sameAmountLately', { count: sameAmount.length }))
  for (const flag of order.flags) found.push(warning(`flag_${flag}`))
  // Only a list tells what was refunded between the backup and now.
  if (restoredAt !== undefined && !traits.refundList && order.paidAt !== null && order.paidAt <= restoredAt)
    found.push(warning('restored'))
  if (traits.refund === 'described') found.push(warning('described'))
  return found
}

function notices({ order, traits, at }: WarningGround): RefundWarning[] {
  const found: RefundWarning[] = []
  if (order.refundCurrency !== order.currency)
    found.push(notice('otherCurrency', { currency: order.refundCurrency, rate: order.rate ?? '—' }))
  if (order.inFlightMinor > 0) found.push(notice('inFlight', { amount: formatMoney(order.inFlightMinor, order.refundCurrency) }))
  const last = lastRefundMs(order.paidAt, limitsOf(traits))
  const left = last === undefined ? undefined : last - Date.parse(at)
  if (left !== undefined && left >= 0 && left < soonMs) found.push(notice('lastDaySoon', { days: Math.floor(left / 86_400_000) }))
  if (order.redemption === 'unset') found.push(notice('redemptionUnset'))
  if (!traits.refundIdempotent || traits.refundQuery === 'none') found.push(notice('noSafeRepeat'))
  return found
}
