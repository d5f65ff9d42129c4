import { describe, expect, it } from 'vitest'
import { defaultLinkLimits } from '../links/limits'
import { defaultLedgerLimits, defaultLedgerLimitValues, ledgerLimitKeys, ledgerLimitValues, ruleIds, rules } from './index'
import type { Edge } from './rules'

const edge = (changes: Partial<Edge>): Edge => ({
  kind: 'open',
  holderId: 'h',
  targetId: 't',
  targetKind: 'miniProgram',
  relation: 'same',
  certified: true,
  throughApi: false,
  ...changes,
})
/** Rule → its number for a certified and an uncertified holder; `no` is not supported. */
function published() {
  return Object.fromEntries(
    rules.map((rule) => {
      const value = (certified: boolean) => {
        const key = rule.limitOf({ certified })
        return key === undefined ? 'no' : defaultLedgerLimitValues[key]
      }
      return [rule.id, [value(true), value(false)]]
    }),
  )
}

describe('the published figures', () => {
  it('A25: 50 mini programs a company, 5 an individual or 个体户', () => {
    const { appsPerCompany, appsPerIndividual, appsPerSoleTrader } = defaultLedgerLimitValues
    expect([appsPerCompany, appsPerIndividual, appsPerSoleTrader]).toEqual([50, 5, 5])
  })

  it('A28: each rule with its number, certified and not', () => {
    expect(published()).toEqual({
      'A28-L-1': [10, 10],
      'A28-L-2': [3, 3],
      'A28-L-3': [500, 500],
      'A28-L-4': [500, 500],
      'A28-L-5': [10, 10],
      'A28-L-6': [3, 3],
      'A28-O-1': [50, 10],
      'A28-O-2': [10, 10],
      'A28-O-3': [50, 'no'],
      'A28-O-4': [5, 'no'],
      'A28-O-5': [5, 'no'],
      'A28-O-6': [5, 'no'],
      'A28-O-7': [50, 5],
      'A28-O-8': [5, 'no'],
      'A28-O-9': [5, 'no'],
      'A28-N-1': [1, 1],
      'A28-N-2': [100, 100],
      'A28-N-3': [5, 5],
    })
    expect(rules.map(({ id }) => id)).toEqual([...ruleIds])
  })

  it('which binding counts under which rules', () => {
    const idsOf = (one: Edge) => rules.filter((rule) => rule.kind === one.kind && rule.applies(one)).map(({ id }) => id)
    expect(idsOf(edge({ kind: 'link' }))).toEqual(['A28-L-1', 'A28-L-3', 'A28-L-4', 'A28-L-5'])
    expect(idsOf(edge({ kind: 'link', relation: 'related' }))).toEqual(['A28-L-1', 'A28-L-3', 'A28-L-4', 'A28-L-5'])
    expect(idsOf(edge({ kind: 'link', relation: 'other' }))).toEqual(['A28-L-2', 'A28-L-3', 'A28-L-4', 'A28-L-6'])
    expect(idsOf(edge({ targetKind: 'mobileApp' }))).toEqual(['A28-O-1'])
    expect(idsOf(edge({ targetKind: 'webApp' }))).toEqual(['A28-O-2'])
    expect(idsOf(edge({ targetKind: 'officialAccount' }))).toEqual(['A28-O-3'])
    expect(idsOf(edge({ targetKind: 'officialAccount', relation: 'other' }))).toEqual(['A28-O-4', 'A28-O-6'])
    expect(idsOf(edge({ targetKind: 'testAccount' }))).toEqual(['A28-O-5'])
    expect(idsOf(edge({}))).toEqual(['A28-O-7', 'A28-N-1'])
    expect(idsOf(edge({ relation: 'related', throughApi: true }))).toEqual(['A28-O-7', 'A28-N-1', 'A28-N-3'])
    expect(idsOf(edge({ relation: 'other' }))).toEqual(['A28-O-8', 'A28-O-9', 'A28-N-1'])
    expect(idsOf(edge({ targetKind: 'miniGame' }))).toEqual(['A28-N-1', 'A28-N-2'])
    expect(idsOf(edge({ targetKind: 'miniGame', certified: false }))).toEqual(['A28-O-7', 'A28-N-1', 'A28-N-2'])
  })

  it('are dated, with source, and keep the edition of 2018 where they were repeated in 2024', () => {
    for (const key of ledgerLimitKeys) {
      const record = defaultLedgerLimits[key]
      expect(record.asOf, key).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(record.source.length, key).toBeGreaterThan(5)
      expect(Object.keys(defaultLinkLimits), key).not.toContain(key)
    }
    const { openAppsSame, linksSame, appsPerCompany } = defaultLedgerLimits
    expect(openAppsSame).toMatchObject({ asOf: '2024-12-30', certain: true, earlier: [{ value: 50, asOf: '2018-03-26' }] })
    expect(linksSame).toMatchObject({ asOf: '2018-03-26', certain: false })
    expect(appsPerCompany).toMatchObject({ asOf: '2020-06-15', certain: false })
  })

  it('can be replaced one by one and are never switched off by a damaged setting', () => {
    expect(ledgerLimitValues({ linksOther: 4 })).toEqual({ ...defaultLedgerLimitValues, linksOther: 4 })
    expect(ledgerLimitValues({ linksOther: 0, linksSame: Number.NaN, openPerApp: -1 })).toEqual(defaultLedgerLimitValues)
  })
})
