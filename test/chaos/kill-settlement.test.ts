import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle, type Bundled, workerEntries } from '../support/bundle-workers'
import { runSettlementChaos, type SettlementChaos } from './settlement/run'

let built: Bundled
beforeAll(async () => {
  built = await bundle({ child: 'test/chaos/settlement/child.ts', ...workerEntries })
}, 60_000)
afterAll(() => built.remove())

const long = process.env['MINIDESK_CHAOS'] === 'long'
const seed = Number(process.env['MINIDESK_SEED'] ?? '0') || Number(String(performance.timeOrigin).replace('.', '').slice(-9))
const short: SettlementChaos = { seed, rows: 5_000, kills: { read: 1, check: 1, match: 1 } }
const whole: SettlementChaos = { seed, rows: 1_000_000, kills: { read: 3, check: 3, load: 1, match: 4 } }

describe(`kill -9 in the middle of an import and a reconciliation, seed ${seed}`, () => {
  it('resumed, rows, totals, differences and pairs are those of the undisturbed one', async () => {
    const { expected, calm, killed, kills } = await runSettlementChaos(long ? whole : short, built)
    if (long) process.stdout.write(`seed ${seed}: ${kills.length} kills (${kills.join(', ')}), ${calm.pairs.count} pairs, ${calm.differences.count} differences\n`)
    expect(killed).toEqual(calm)
    // And they are what the files were made with.
    const { equal, amount, onlyBill, onlyOrders } = expected
    expect({ pairs: calm.pairs.count + calm.differences.count }).toEqual({ pairs: equal + amount + onlyBill + onlyOrders })
    expect(calm.files).toMatchObject([{ step: 'loaded', rows: equal + amount + onlyBill, problems: 0, control: { state: 'agrees' } }, { step: 'loaded', rows: equal + amount + onlyOrders, problems: 0 }])
    // One run and no half of another.
    expect(calm.runs).toBe(1)
    expect(kills.length).toBeGreaterThan(0)
  }, long ? 1_800_000 : 120_000)
})
