import type { LinkAllowance } from '@shared/contract/links'
import { describe, expect, it } from 'vitest'
import { judge } from './forecast'

const allowance = (used: number): LinkAllowance => ({
  appId: 'a',
  counter: 'generated',
  period: 'day',
  periodOf: '2026-11-28',
  used,
  limit: 500_000,
  saved: 0,
  state: 'ok',
  limitKey: 'generatedPerDay',
})

describe('whether an allowance suffices for a run', () => {
  it.each([
    [0, 399_999, 'ok', 0],
    [0, 400_000, 'warn', 0],
    [499_000, 1000, 'warn', 0],
    [499_001, 1000, 'stop', 1],
    [500_000, 1000, 'stop', 1000],
  ] as const)('%i used and %i more: %s, %i too many', (used, adds, state, over) => {
    expect(judge({ allowance: allowance(used), adds })).toMatchObject({ state, over })
  })
})
