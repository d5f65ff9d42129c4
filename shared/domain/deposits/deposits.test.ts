import { describe, expect, it } from 'vitest'
import { type DepositMovement, depositRateOn, depositStandings } from './index'

const rates = [
  { kind: 'selfOperated' as const, amountMinor: 3_000_000, currency: 'CNY', fromDay: '2023-04-21' },
  { kind: 'promoter' as const, amountMinor: 10_000, currency: 'CNY', fromDay: '2023-04-21' },
  { kind: 'promoter' as const, amountMinor: 20_000, currency: 'CNY', fromDay: '2026-12-01' },
]
const entry = (action: DepositMovement['action'], minor: number, more: Partial<DepositMovement> = {}): DepositMovement => ({ day: '2026-11-01', kind: 'promoter', holder: '小王', action, minor, currency: 'CNY', ...more })

describe('deposits', () => {
  it('take the rate of the day', () => {
    expect(depositRateOn(rates, 'promoter', '2026-11-30')?.amountMinor).toBe(10_000)
    expect(depositRateOn(rates, 'promoter', '2026-12-01')?.amountMinor).toBe(20_000)
    expect(depositRateOn(rates, 'promoter', '2020-01-01')).toBeUndefined()
  })
  it('stand per holder: a deduction makes one short again, and late once its day is over', () => {
    const entries = [
      entry('required', 10_000, { dueDay: '2026-11-10' }), entry('paid', 10_000), entry('deducted', 2_500), entry('corrected', -500),
      entry('paid', 3_000_000, { kind: 'selfOperated', holder: '云栖酒店' }),
    ]
    expect(depositStandings(entries, rates, '2026-11-28')).toEqual([
      { kind: 'selfOperated', holder: '云栖酒店', currency: 'CNY', requiredMinor: 3_000_000, paidMinor: 3_000_000, shortMinor: 0, overdue: false },
      { kind: 'promoter', holder: '小王', currency: 'CNY', requiredMinor: 10_000, paidMinor: 7_000, shortMinor: 3_000, dueDay: '2026-11-10', overdue: true },
    ])
  })
})
