import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paymentProviders } from '../../electron/upstream/payments'
import { bundle, type Bundled } from '../support/bundle-workers'
import { type ChaosOptions, type ChaosResult, chaosKinds, runChaos } from './refunds/run'

let built: Bundled
beforeAll(async () => {
  built = await bundle({ chaos: 'test/chaos/refunds/child.ts', store: 'electron/store-worker.ts' })
}, 60_000)
afterAll(() => built.remove())

const long = process.env['MINIDESK_CHAOS'] === 'long'
const seed = Number(process.env['MINIDESK_SEED'] ?? '0') || Number(String(performance.timeOrigin).replace('.', '').slice(-9))
const short: ChaosOptions = { seed, ordersPerKind: 2, refundsPerOrder: 3, kills: 3, factor: 240 }
const whole: ChaosOptions = { seed, ordersPerKind: 30, refundsPerOrder: 4, kills: 40, factor: 120 }

describe(`kill -9 in the middle of refunds, seed ${seed}`, () => {
  it('no refund happens twice, none is forgotten, and the books agree to the minor unit', async () => {
    const result = await runChaos(long ? whole : short, built)
    try {
      check(result)
    } finally {
      if (long || process.env['MINIDESK_CHAOS']) process.stdout.write(`${summary(result)}\n`)
    }
  }, long ? 900_000 : 90_000)
})

function check({ plan, calm, settled, refunds, orders }: ChaosResult): void {
  // No kind is left out.
  expect(chaosKinds()).toEqual(paymentProviders.map(({ kind }) => kind))
  // Every one that was planned was asked for once and stands where a person sees it.
  const notes = settled.refunds.filter(({ source }) => source === 'here').map(({ note }) => note)
  expect(notes.toSorted()).toEqual(plan.refunds.map(({ note }) => note).toSorted())
  expect(settled.refunds.filter(({ state }) => !['succeeded', 'failed', 'returned'].includes(state))).toEqual([])
  // At the provider: each number at most once, and nothing that is not ours.
  const numbers = new Map<string, number>()
  for (const { refundNo, state } of refunds) if (state !== 'failed') numbers.set(refundNo, (numbers.get(refundNo) ?? 0) + 1)
  expect([...numbers].filter(([, count]) => count > 1)).toEqual([])
  const ours = settled.refunds.filter(({ state }) => state === 'succeeded').map(({ refundNo }) => refundNo)
  expect([...numbers.keys()].toSorted()).toEqual(ours.toSorted())
  // Order by order, to the minor unit.
  for (const { merchantNo, refunded, inFlight, total } of settled.sums) {
    const order = orders.find((one) => one.merchantNo === merchantNo)
    const upstream = refunds.filter(({ orderKey, state }) => orderKey.includes(JSON.stringify(merchantNo)) && state !== 'failed')
    expect({ merchantNo, refunded, inFlight }).toEqual({ merchantNo, refunded: upstream.reduce((sum, { amountMinor }) => sum + amountMinor, 0), inFlight: 0 })
    expect(total).toBe(order?.paidMinor)
    expect(refunded).toBeLessThanOrEqual(total)
  }
  // Only what no query can find was left to people.
  const byNumber = new Set(['v3', 'v3sp', 'v2', 'v2sp', 'cloudpay'])
  expect(calm.refunds.filter(({ kind, state }) => state === 'review' && byNumber.has(kind))).toEqual([])
  expect(calm.audit).toBe(true)
  expect(settled.audit).toBe(true)
  expect(new Set(settled.refunds.filter(({ state }) => state === 'succeeded').map(({ kind }) => kind))).toEqual(new Set(chaosKinds()))
}

function summary({ plan, kills, calm, settled, calls }: ChaosResult): string {
  const count = (rows: { state: string }[]) => JSON.stringify(Object.fromEntries(Object.entries(Object.groupBy(rows, ({ state }) => state)).map(([state, all]) => [state, all?.length ?? 0])))
  const why = (rows: { kind: string; state: string; error: string }[]) => JSON.stringify(Object.fromEntries(Object.entries(Object.groupBy(rows.filter(({ state }) => state === 'failed'), ({ kind, error }) => `${kind} ${error}`)).map(([error, all]) => [error, all?.length ?? 0])))
  const again = settled.refunds.filter(({ sends }) => sends > 1).length
  return [
    `seed ${plan.seed}: ${plan.refunds.length} refunds on ${plan.orders.length} orders of ${chaosKinds().length} kinds, ${kills} kills`,
    `before anybody looked into a portal: ${count(calm.refunds)}, failed because of ${why(calm.refunds)}`,
    `at the end: ${count(settled.refunds)}; ${again} were sent under their number more than once; ${settled.entries} audit entries verified`,
    `calls at the stand-ins: ${Object.values(calls).reduce((sum, one) => sum + one, 0)}`,
  ].join('\n')
}
