import type { FeeOrder, FeeRule, FeeWindow, RoundingMode } from './types'

/**
 * The definitions of settlement-reconciliation §4.1 and §4.2 once more, slowly, with fractions of big integers and
 * without any code of the program: a shared mistake would prove itself right.
 */
export function oracle(orders: readonly FeeOrder[], rule: FeeRule, { fromMs, untilMs }: FeeWindow): { base: bigint; fee: bigint } {
  let [paid, refunded, fee] = [0n, 0n, 0n]
  for (const order of orders) {
    const coded = order.sceneCode !== '' && rule.sceneCodes.length > 0
    if (coded ? !rule.sceneCodes.includes(order.sceneCode) : !rule.scenes.includes(order.scene)) continue
    if (rule.policy === 'settled' && !order.redeemed) continue
    const amount = BigInt(order[rule.amount])
    const leftAfter = (count: number) => {
      const back = order.refunds.slice(0, count).reduce((sum, { minor }) => sum + BigInt(minor), 0n)
      return order.refundBasis === 0 ? amount : amount - round(amount * back, BigInt(order.refundBasis), 'halfUp')
    }
    const inMonth = order.paidAtMs >= fromMs && order.paidAtMs < untilMs
    if (inMonth) {
      paid += amount
      fee += feeFor(amount, rule)
    }
    order.refunds.forEach(({ atMs }, index) => {
      if (atMs < fromMs || atMs >= untilMs || order.refundBasis === 0 || order.paidAtMs >= untilMs) return
      if (rule.policy === 'paidGross' || (rule.policy === 'paidNetSameMonth' && !inMonth)) return
      const part = leftAfter(index) - leftAfter(index + 1)
      refunded += part
      fee -= rule.refundMethod === 'perRefund' ? feeFor(part, rule) : feeFor(leftAfter(index), rule) - feeFor(leftAfter(index + 1), rule)
    })
  }
  if (rule.level === 'perOrder') return { base: paid - refunded, fee }
  return { base: paid - refunded, fee: rule.refundMethod === 'cumulative' ? feeFor(paid - refunded, rule) : feeFor(paid, rule) - feeFor(refunded, rule) }
}

function feeFor(amount: bigint, rule: FeeRule): bigint {
  return amount < 0n ? -round(-amount * BigInt(rule.ratePpm), 1_000_000n, rule.rounding) : round(amount * BigInt(rule.ratePpm), 1_000_000n, rule.rounding)
}

function round(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const down = numerator / denominator
  const twice = (numerator - down * denominator) * 2n
  if (twice === 0n || mode === 'floor') return down
  if (mode === 'ceil' || twice > denominator) return down + 1n
  if (twice < denominator) return down
  return mode === 'halfUp' || down % 2n === 1n ? down + 1n : down
}
