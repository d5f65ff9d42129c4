import type { ProviderTraits } from '@shared/contract/payment-providers'
import { isCurrency, parseMajor, toMajor } from '@shared/domain/money'
import type { OpenAccount, OrderNumbers, OrderToCreate, RefundToSend } from '../types'

/** A value that a description can name: a text, an amount or an instant. */
export type DescribedValue = string | { minor: number; currency: string } | { instant: string }
export type DescribedValues = ReadonlyMap<string, DescribedValue>

export type ValueFormat = 'text' | 'major' | 'minor' | 'seconds' | 'milliseconds' | 'gmt'

const orderNames = ['merchantNo', 'providerNo', 'wechatNo', 'amount', 'currency', 'description', 'createdAt', 'expiresAt', 'lifetimeMinutes', 'lifetime', 'asJson', 'openid', 'appId', 'payerEmail']
const refundNames = ['refundNo', 'providerRefundNo', 'amount', 'currency', 'reason']
const callNames = ['timestamp', 'now', 'noticeId']

/** Every value that a description of a kind may name; `sign` and, for the key, `secret` beside them. */
export function valueNames(traits: ProviderTraits): string[] {
  const account = [...traits.fields.filter(({ secret }) => !secret).map(({ name }) => name), 'notifyUrl', 'refundCurrency']
  return [
    ...orderNames.map((name) => `order.${name}`),
    ...refundNames.map((name) => `refund.${name}`),
    ...account.map((name) => `account.${name}`),
    ...callNames.map((name) => `call.${name}`),
  ]
}

export function accountValues(account: OpenAccount, nowInstant: string): [string, DescribedValue][] {
  const own = Object.entries(account.values).map(([name, value]): [string, DescribedValue] => [`account.${name}`, value])
  const now = { instant: nowInstant }
  return [...own, ['account.notifyUrl', account.notifyUrl], ['account.refundCurrency', account.refundCurrency], ['call.timestamp', now], ['call.now', now]]
}

export function newOrderValues(order: OrderToCreate): [string, DescribedValue][] {
  const minutes = Math.max(1, Math.ceil((Date.parse(order.expiresAt) - Date.parse(order.createdAt)) / 60_000))
  return [
    ...Object.entries(order.asked).map(([name, value]): [string, DescribedValue] => [`order.${name}`, value]),
    ['order.merchantNo', order.merchantNo],
    ['order.amount', { minor: order.amountMinor, currency: order.currency }],
    ['order.currency', order.currency],
    ['order.description', order.description],
    ['order.createdAt', { instant: order.createdAt }],
    ['order.expiresAt', { instant: order.expiresAt }],
    ['order.lifetimeMinutes', String(minutes)],
    // As 2PayNow writes it: `30m`.
    ['order.lifetime', `${minutes}m`],
    ['order.asJson', JSON.stringify({ merchant_trade_no: order.merchantNo })],
  ]
}

export function numberValues({ merchantNo, providerNo, wechatNo }: OrderNumbers): [string, DescribedValue][] {
  return [
    ['order.merchantNo', merchantNo],
    ['order.providerNo', providerNo],
    ['order.wechatNo', wechatNo],
  ]
}

export function refundValues({ refundNo, amountMinor, currency, reason, order }: RefundToSend): [string, DescribedValue][] {
  return [
    ...numberValues(order),
    ['order.amount', { minor: order.amountMinor, currency: order.currency }],
    ['order.currency', order.currency],
    ['refund.refundNo', refundNo],
    ['refund.amount', { minor: amountMinor, currency }],
    ['refund.currency', currency],
    ['refund.reason', reason],
  ]
}

/** Values that a person typed on the test bench: amounts in main units, instants in ISO 8601. */
export function typedValues(given: Readonly<Record<string, string>>): [string, DescribedValue][] {
  return Object.entries(given).map(([name, text]) => [name, typed(name, text, given)])
}

function typed(name: string, text: string, given: Readonly<Record<string, string>>): DescribedValue {
  if (/^(?:order|refund)\.amount$/u.test(name)) {
    const currency = given[name.replace('amount', 'currency')] ?? given['order.currency'] ?? ''
    const amount = parseMajor(text, currency)
    return amount.ok && isCurrency(currency) ? { minor: amount.minor, currency } : text
  }
  const isTime = /^call\.(?:timestamp|now)$|^order\.(?:createdAt|expiresAt)$/u.test(name)
  return isTime && !Number.isNaN(Date.parse(text)) ? { instant: new Date(text).toISOString() } : text
}

/** A value as it is sent; empty where there is none. An amount without a format of its own stands in main units. */
export function formatted(value: DescribedValue | undefined, format: ValueFormat): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if ('minor' in value) return format === 'minor' ? String(value.minor) : toMajor(value.minor, value.currency)
  const time = Date.parse(value.instant)
  if (format === 'seconds') return String(Math.floor(time / 1000))
  if (format === 'milliseconds') return String(time)
  const iso = new Date(time).toISOString()
  return format === 'gmt' ? iso.slice(0, 19).replace('T', ' ') : iso
}
