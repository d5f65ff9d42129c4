import { describe, expect, it } from 'vitest'
import { diffLists, type ListedAccount, registrationGauge, defaultLedgerLimitValues, toneOf } from './index'

const entry = (changes: Partial<ListedAccount>): ListedAccount => ({
  name: '云栖酒店',
  appId: '',
  originalId: '',
  administrator: '',
  certifiedOn: '',
  certifiedUntil: '',
  state: '',
  ...changes,
})
const a = entry({ appId: 'wx0123456789abcdef', administrator: '王芳' })
const b = entry({ name: '云栖会员', originalId: 'gh_0123456789ab' })
const c = entry({ name: '云栖商城' })

describe('two lists of one company', () => {
  it('names what is new, gone and changed', () => {
    const now = [{ ...a, administrator: '李雷', name: '云栖酒店（新）' }, c, entry({ name: '云栖周边' })]
    expect(diffLists([a, b, c], now)).toEqual({
      fresh: [entry({ name: '云栖周边' })],
      gone: [b],
      changed: [
        {
          name: '云栖酒店（新）',
          appId: a.appId,
          fields: [
            { field: 'name', before: '云栖酒店', after: '云栖酒店（新）' },
            { field: 'administrator', before: '王芳', after: '李雷' },
          ],
        },
      ],
    })
  })

  it('finds an entry again that has its ids only now, and reads an empty cell as nothing said', () => {
    const now = [entry({ name: c.name, appId: 'wxaaaaaaaaaaaaaaaa' }), { ...a, administrator: '' }]
    expect(diffLists([a, c], now)).toEqual({
      fresh: [],
      gone: [],
      changed: [{ name: c.name, appId: 'wxaaaaaaaaaaaaaaaa', fields: [{ field: 'appId', before: '', after: 'wxaaaaaaaaaaaaaaaa' }] }],
    })
  })

  it('keeps two of the same name apart by their ids', () => {
    const twin = entry({ appId: 'wxbbbbbbbbbbbbbbbb' })
    expect(diffLists([a, twin], [a]).gone).toEqual([twin])
    expect(diffLists([a], [a, twin]).fresh).toEqual([twin])
  })

  it('says nothing about equal lists in another order, also of thousands', () => {
    const many = Array.from({ length: 5000 }, (_, n) => entry({ name: `店${n}`, appId: `wx${n.toString(16).padStart(16, '0')}` }))
    expect(diffLists(many, [...many].reverse())).toEqual({ fresh: [], gone: [], changed: [] })
  })
})

describe('the gauge of a company', () => {
  const apps = (count: number, state: 'normal' | 'cancelled' | 'frozen' | 'uncertain' = 'normal') =>
    Array.from({ length: count }, () => ({ kind: 'miniProgram' as const, state }))
  it('counts mini programs and mini games that are not cancelled', () => {
    const accounts = [...apps(2), ...apps(1, 'cancelled'), ...apps(1, 'frozen'), ...apps(1, 'uncertain'), { kind: 'miniGame' as const, state: 'normal' as const }, { kind: 'officialAccount' as const, state: 'normal' as const }]
    expect(registrationGauge('individual', accounts, defaultLedgerLimitValues)).toEqual({ used: 5, limit: 5, tone: 'full' })
    expect(registrationGauge('company', accounts, defaultLedgerLimitValues)).toEqual({ used: 5, limit: 50, tone: 'room' })
  })
  it('warns from four fifths on', () => {
    expect([toneOf(39, 50), toneOf(40, 50), toneOf(49, 50), toneOf(50, 50), toneOf(4, 5), toneOf(3, 5)]).toEqual(['room', 'near', 'near', 'full', 'near', 'room'])
  })
})
