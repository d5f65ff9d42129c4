import type { Binding, Company, LedgerAccount } from '@shared/contract/ledger-values'
import { describe, expect, it } from 'vitest'
import { holdersOf, standingByPair, targetRows } from './bindings/matrix'
import { filterCompanies, noFilter } from './companies/filter'
import { pastedList } from './companies/pasted-list'
import { daysUntil } from './parts/days'
import { targetChoices, withDraft } from './plan/wishes'

const account = (id: string, kind: LedgerAccount['kind'], changes: Partial<LedgerAccount> = {}): LedgerAccount => ({
  id,
  kind,
  name: id,
  appId: '',
  originalId: '',
  administrator: '',
  certifiedOn: '',
  certifiedUntil: '',
  certified: false,
  state: 'normal',
  note: '',
  rev: 1,
  ...changes,
})
const binding = (holderId: string, targetId: string, unboundOn?: string): Binding => ({
  id: `${holderId}-${targetId}`,
  kind: 'link',
  holderId,
  targetId,
  relation: 'same',
  relationSure: true,
  throughApi: false,
  boundOn: '2026-11-01',
  note: '',
  createdBy: '王芳',
  ...(unboundOn ? { unboundOn } : {}),
})
const company = (id: string, changes: Partial<Company> = {}): Company => ({
  id,
  name: id,
  entityType: 'company',
  region: 'mainland',
  group: '',
  note: '',
  gauge: { used: 0, limit: 50, tone: 'room' },
  otherAccounts: 0,
  expiring: 0,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
  ...changes,
})

const accounts = [
  account('服务号', 'officialAccount'),
  account('旧号', 'officialAccount', { state: 'cancelled' }),
  account('更旧的号', 'officialAccount', { state: 'cancelled' }),
  account('甲', 'miniProgram', { companyId: 'c1', appId: 'wx0123456789abcdef' }),
  account('乙', 'miniProgram'),
  account('注销的', 'miniProgram', { state: 'cancelled' }),
  account('官网', 'webApp'),
]
const bindings = [binding('服务号', '甲'), binding('旧号', '乙'), binding('更旧的号', '乙', '2026-11-02')]

describe('the matrix of bindings', () => {
  it('has a column for each account that can bind, cancelled ones only while something is bound', () => {
    expect(holdersOf(accounts, bindings, 'link').map(({ id }) => id)).toEqual(['服务号', '旧号'])
  })
  it('has a row for each account that can be bound and is found by name, id and company', () => {
    const rows = (text: string, onlyBound = false) =>
      targetRows(accounts, bindings, new Map([['c1', company('c1', { name: '云栖公司' })]]), { text, kind: 'link', onlyBound }).map(({ id }) => id)
    expect(rows('')).toEqual(['甲', '乙'])
    expect(rows('云栖 ＷＸ0123')).toEqual(['甲'])
    expect(rows('', true)).toEqual(['甲', '乙'])
    expect(targetRows(accounts, [], new Map(), { text: '', kind: 'open', onlyBound: false }).map(({ id }) => id)).toContain('官网')
  })
  it('shows only what stands', () => {
    expect([...standingByPair(bindings, 'link').keys()]).toEqual(['服务号 甲', '旧号 乙'])
  })
})

describe('wishes', () => {
  const draft = { kind: 'link', holderId: '服务号' } as const
  it('are of what is not bound to be had, and of what is bound to be dropped', () => {
    const names = (want: 'have' | 'drop') => targetChoices(accounts, bindings, { ...draft, want, targetIds: [] }).map(({ id }) => id)
    expect(names('have')).toEqual(['乙'])
    expect(names('drop')).toEqual(['甲'])
  })
  it('have one word about two accounts: the newest', () => {
    const first = withDraft([], { ...draft, want: 'have', targetIds: ['甲', '乙'] })
    const second = withDraft(first, { ...draft, want: 'drop', targetIds: ['甲'] })
    expect(second.map(({ want, targetId }) => `${want} ${targetId}`)).toEqual(['have 乙', 'drop 甲'])
  })
})

describe('companies', () => {
  it('are found by their accounts too', () => {
    const rows = [company('c1'), company('c2', { entityType: 'soleTrader', group: '集团' })]
    expect(filterCompanies(rows, accounts, { ...noFilter, text: 'WX0123456789ABCDEF' }).map(({ id }) => id)).toEqual(['c1'])
    expect(filterCompanies(rows, accounts, { text: '集团', type: 'soleTrader' }).map(({ id }) => id)).toEqual(['c2'])
    expect(filterCompanies(rows, accounts, { text: '', type: 'individual' })).toEqual([])
  })
})

describe('a pasted list', () => {
  it('keeps its header, and gets one where it is a column of names alone', () => {
    expect(pastedList('小程序名称\tAppID\n甲\twx1\n', '名称')).toBe('小程序名称\tAppID\n甲\twx1')
    expect(pastedList('\n甲店\n乙店\n', '名称')).toBe('名称\n甲店\n乙店')
    expect(pastedList('名称\n甲店', '名称')).toBe('名称\n甲店')
    expect(pastedList(' \n ', '名称')).toBeUndefined()
  })
})

describe('days', () => {
  it('are counted by the calendar', () => {
    expect(daysUntil('2026-12-22', '2026-11-22')).toBe(30)
    expect(daysUntil('2026-11-21', '2026-11-22')).toBe(-1)
    expect(daysUntil('2027-01-01', '2026-12-31')).toBe(1)
  })
})
