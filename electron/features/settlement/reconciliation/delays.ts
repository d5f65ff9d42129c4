import type { SettlementDelay } from '@shared/contract/settlement-reconciliation'

/**
 * Days from payment to money, as shipped; every company's contract may say otherwise, so all of them can be changed with
 * a source and from a day on. None of them is certain [U].
 */
const shipped: readonly Omit<SettlementDelay, 'by'>[] = [
  // Overseas: the pool of day T is exchanged on T+1 every calendar day (settlement-reconciliation §4.3).
  { kind: 'wechatpay-v3', fromDay: '2020-01-01', days: 1, source: 'https://pay.weixin.qq.com/wiki/doc/api/wxpay/en/guide/pos/SettlementAndBill.shtml [U]' },
  { kind: 'wechatpay-v2', fromDay: '2020-01-01', days: 1, source: 'https://pay.weixin.qq.com/wiki/doc/api/wxpay/en/guide/pos/SettlementAndBill.shtml [U]' },
]

/** For kinds about which nothing is known: what payment service providers abroad usually say [U]. */
const usual = { fromDay: '2020-01-01', days: 3, source: '[U]', by: '' }

/** Shipped values and what people set, by kind and day. */
export function allDelays(saved: readonly SettlementDelay[], kinds: readonly string[]): SettlementDelay[] {
  const known = new Map<string, SettlementDelay>()
  for (const one of [...shipped.map((delay) => ({ ...delay, by: '' })), ...saved]) known.set(`${one.kind} ${one.fromDay}`, one)
  const missing = kinds.filter((kind) => ![...known.values()].some((one) => one.kind === kind && one.fromDay <= usual.fromDay))
  const all = [...known.values(), ...missing.map((kind) => ({ ...usual, kind }))]
  return all.sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.fromDay < b.fromDay ? -1 : 1))
}

/** The delay of a kind on a day. */
export function delayOn(all: readonly SettlementDelay[], kind: string, day: string): number {
  const found = all.filter((one) => one.kind === kind && one.fromDay <= day).at(-1)
  return found?.days ?? usual.days
}
