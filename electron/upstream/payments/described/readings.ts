import type { DescribedCall, ProviderTraits } from '@shared/contract/payment-providers'
import { isOrderState } from '@shared/domain/payments'
import { told, toldCurrency, toldInstant, toldMajor } from '../told'
import type { OrderReading, RefundReading } from '../types'
import type { DescribedAnswer } from './read'

/**
 * The currency that an answer names; where the description reads none and the kind has but one, that one. Where it reads
 * one that is not there, there is none.
 */
function currencyOf(traits: ProviderTraits, { answer }: DescribedCall, values: Record<string, string>): string | undefined {
  const path = answer.map['currency'] ?? ''
  if (path !== '') return toldCurrency(values['currency'] ?? '')
  return traits.currencies.length === 1 ? traits.currencies[0] : undefined
}

function amountOf(traits: ProviderTraits, text: string | undefined, currency: string | undefined): number | undefined {
  if (text === undefined || currency === undefined) return undefined
  if (traits.amountUnit === 'major') return toldMajor(text, currency)
  return /^\d{1,15}$/u.test(text) ? Number(text) : undefined
}

export function orderReading(traits: ProviderTraits, call: DescribedCall, answer: DescribedAnswer, raw: string): OrderReading {
  const { values } = answer
  const currency = currencyOf(traits, call, values)
  const amountMinor = amountOf(traits, values['amount'], currency)
  const named = answer.state !== undefined && isOrderState(answer.state) ? answer.state : 'unknown'
  // A payment without amount and currency cannot be compared with the order: then it is not said to be paid.
  const state = named === 'paid' && amountMinor === undefined ? 'unknown' : named
  return told<OrderReading>({
    state,
    rawState: values['state'] ?? '—',
    merchantNo: values['merchantNo'],
    providerNo: values['providerNo'],
    wechatNo: values['wechatNo'],
    amountMinor,
    currency,
    receivedMinor: state === 'paid' ? (amountOf(traits, values['received'], currency) ?? amountMinor) : undefined,
    refundedMinor: amountOf(traits, values['refunded'], currency),
    rate: values['rate'],
    paidAt: toldInstant(values['paidAt'] ?? ''),
    merchantId: values['merchantId'],
    message: answer.message,
    raw,
  })
}

const refundStates: readonly string[] = ['processing', 'succeeded', 'failed', 'needsManual', 'unknown'] satisfies RefundReading['state'][]

function isRefundReading(text: string | undefined): text is RefundReading['state'] {
  return text !== undefined && refundStates.includes(text)
}

export function refundReading(traits: ProviderTraits, call: DescribedCall, answer: DescribedAnswer, raw: string): RefundReading {
  const { values } = answer
  const currency = currencyOf(traits, call, values)
  return told<RefundReading>({
    state: isRefundReading(answer.state) ? answer.state : 'unknown',
    rawState: values['state'] ?? 'accepted',
    refundNo: values['refundNo'],
    providerRefundNo: values['providerRefundNo'],
    merchantNo: values['merchantNo'],
    providerNo: values['providerNo'],
    wechatNo: values['wechatNo'],
    amountMinor: amountOf(traits, values['amount'], currency),
    currency,
    message: answer.message,
    raw,
  })
}

/**
 * A refund seen in its order's refunded sum (payment-providers §3.4). Grown by exactly its amount: done. Unchanged: says
 * nothing, it may still come. Anything else: somebody refunded beside us, and a person must look.
 */
export function refundFromOrder(order: OrderReading, asked: { amountMinor: number; refundedBeforeMinor?: number }): RefundReading {
  const { refundedMinor } = order
  const before = asked.refundedBeforeMinor
  const base = { rawState: `refunded ${refundedMinor ?? '?'}`, raw: order.raw, ...told<Pick<RefundReading, 'merchantNo' | 'providerNo' | 'currency'>>({ merchantNo: order.merchantNo, providerNo: order.providerNo, currency: order.currency }) }
  if (refundedMinor === undefined || before === undefined || refundedMinor === before) return { ...base, state: 'unknown' }
  return refundedMinor === before + asked.amountMinor ? { ...base, state: 'succeeded', amountMinor: asked.amountMinor } : { ...base, state: 'needsManual' }
}
