import { feeOf, scaled } from './rounding'
import type { AmountColumn, FeeOrder, FeePolicy, FeeRule, FeeWindow } from './types'

/** A payment (plus) or refund (minus) that counts in a month, with its own fee where each order is rounded. */
export interface OrderLine {
  kind: 'payment' | 'refund'
  atMs: number
  number: string
  amountMinor: number
  feeMinor: number
  /** A refund of an order that was paid before the month. */
  isEarlier: boolean
}

/** A refund's part of an amount of its order. Parts of all refunds add up: the last of a full refund takes the rest. */
export interface RefundPart {
  atMs: number
  number: string
  minor: number
}

/** What each refund takes of one amount of its order. */
export function refundParts(order: FeeOrder, column: AmountColumn): RefundPart[] {
  if (order.refundBasis <= 0) return []
  let [soFar, taken] = [0, 0]
  return order.refunds.map(({ number, atMs, minor }) => {
    soFar += minor
    const now = scaled(order[column], soFar, order.refundBasis)
    const part = now - taken
    taken = now
    return { number, atMs, minor: part }
  })
}

/** Whether an order counts by its scene: by its code where it has one and codes are agreed, else by its word. */
export function countsByScene({ scene, sceneCode }: Pick<FeeOrder, 'scene' | 'sceneCode'>, rule: Pick<FeeRule, 'scenes' | 'sceneCodes'>): boolean {
  if (sceneCode !== '' && rule.sceneCodes.length > 0) return rule.sceneCodes.includes(sceneCode)
  return rule.scenes.includes(scene)
}

/**
 * The lines of an order in a month. Refunds give fee back cumulatively (fee of what is left, rounded, less what it was
 * before: never more than was charged, 0 after a full refund) or each by itself (§4.2).
 */
export function orderLines(order: FeeOrder, rule: Omit<FeeRule, 'scenes' | 'sceneCodes' | 'level'>, { fromMs, untilMs }: FeeWindow): OrderLine[] {
  if (rule.policy === 'settled' && !order.redeemed) return []
  const amount = order[rule.amount]
  const fee = (minor: number) => feeOf(minor, rule.ratePpm, rule.rounding)
  const paidInMonth = order.paidAtMs >= fromMs && order.paidAtMs < untilMs
  const lines: OrderLine[] = []
  if (paidInMonth) lines.push({ kind: 'payment', atMs: order.paidAtMs, number: order.number, amountMinor: amount, feeMinor: fee(amount), isEarlier: false })
  if (!countsRefunds(rule.policy, paidInMonth, order.paidAtMs < fromMs)) return lines
  let left = amount
  for (const { atMs, number, minor } of refundParts(order, rule.amount)) {
    const before = left
    left -= minor
    if (atMs < fromMs || atMs >= untilMs) continue
    const feeMinor = rule.refundMethod === 'perRefund' ? -fee(minor) : fee(left) - fee(before)
    lines.push({ kind: 'refund', atMs, number, amountMinor: -minor, feeMinor: feeMinor + 0, isEarlier: !paidInMonth })
  }
  return lines
}

function countsRefunds(policy: FeePolicy, paidInMonth: boolean, paidBefore: boolean): boolean {
  if (policy === 'paidGross') return false
  return paidInMonth || (policy !== 'paidNetSameMonth' && paidBefore)
}
