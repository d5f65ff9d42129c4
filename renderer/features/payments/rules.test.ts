import type { DescribedCall } from '@shared/contract/payment-providers'
import { describe, expect, it } from 'vitest'
import { checkAccount, emptyAccount, fieldsOfDraft, ofKind } from './accounts/account-draft'
import { accountState, validityOf } from './accounts/key-validity'
import { differingCalls, namedValues, readDescription } from './descriptions/description-text'
import { checkOrder, emptyOrder, movedTo, requestOf } from './maker/draft'
import { filledDetails, newOrderDetails, wholeDetails } from './orders/details-draft'
import { asksForNumber, filterOfQuery, queryOfFilter, savedQuery } from './orders/filter-route'
import { closeBlocked, lacksRate, queryBlocked, refundBlocked } from './orders/order-rules'
import { account, accountId, order, traits } from './testing.fixture'

const now = Date.parse('2026-11-28T12:00:00.000Z')

describe('the filter of orders', () => {
  it('comes back from its address as it was', () => {
    const query = {
      q: '4200', account: accountId, state: 'pending,paid', refunds: 'some', currency: 'EUR', min: '100', max: '5000', scene: 'channels',
      redemption: 'redeemed', source: 'imported', flagged: '1', disputed: '1', from: '2026-11-01', to: '2026-11-28', zone: 'Europe/Paris', dayOf: 'paid',
    }
    expect(queryOfFilter(filterOfQuery(query, 'UTC'))).toEqual(query)
  })
  it('passes over what does not fit, and amounts without a currency', () => {
    const filter = filterOfQuery({ account: 'x', state: 'gone', min: '100', from: '2026-11-28', to: '2026-11-01' }, 'UTC')
    expect(filter).toEqual({ dayOf: 'created' })
  })
  it('is taken from a saved one without what no longer fits', () => {
    const saved = savedQuery({ scene: 'channels', state: 'paid', gone: 3, kind: 'not a kind!' })
    expect(queryOfFilter(filterOfQuery(saved, 'UTC'))).toEqual({ scene: 'channels', state: 'paid' })
  })
  it('knows a number when it sees one', () => {
    expect(['YQ2611281001', '`4200002481', "'0042", 'a|b*1-2'].map(asksForNumber)).toEqual([true, true, true, true])
    expect(['早餐', 'room 12', '12', 'Paris', undefined].map(asksForNumber)).toEqual([false, false, false, false, false])
  })
})

describe('a new order', () => {
  const draft = { ...emptyOrder, accountId, method: 'wechat_native', amount: '12.5', currency: 'CNY', description: '早餐' }
  const fieldsOf = (more: object) => checkOrder({ ...draft, ...more }, account(), traits()).map(({ field }) => field)

  it('is checked by the rules of its account and provider', () => {
    expect(fieldsOf({})).toEqual([])
    expect(fieldsOf({ amount: '12.505' })).toEqual(['amount'])
    expect(fieldsOf({ amount: '0' })).toEqual(['amount'])
    expect(fieldsOf({ currency: 'EUR', amount: '0.99' })).toEqual(['amount'])
    expect(fieldsOf({ currency: 'USD' })).toEqual(['currency'])
    expect(fieldsOf({ method: 'paypal' })).toEqual(['method'])
    expect(fieldsOf({ method: 'wechat_mini' })).toEqual(['asked.openid'])
    expect(fieldsOf({ merchantNo: 'with blank' })).toEqual(['merchantNo'])
    expect(fieldsOf({ validMinutes: '0' })).toEqual(['validMinutes'])
    expect(checkOrder(draft, undefined, undefined)).toEqual([{ field: 'accountId', key: 'errors.fields.required' }])
  })
  it('is asked for in minor units, with only what its method asks', () => {
    const [method] = traits().methods
    expect(method && requestOf({ ...draft, asked: { openid: 'left over' }, amount: '1,234.50' }, method)).toMatchObject({ amountMinor: 123_450, asked: {} })
  })
  it('moves to another account with the method and currency that are there', () => {
    const moved = movedTo({ ...draft, method: 'paypal', currency: 'JPY' }, account({ placeId: accountId }), traits({ currencies: ['EUR'] }))
    expect(moved).toMatchObject({ method: 'wechat_native', currency: 'EUR', details: { placeId: accountId } })
  })
  it('empties what was emptied, and leaves alone what many have of their own', () => {
    const emptied = { ...newOrderDetails, scene: '', redemption: '' }
    expect(filledDetails(emptied)).toEqual({})
    expect(wholeDetails(emptied)).toEqual({ placeId: null, sceneCode: '', channel: '', bookingNo: '', note: '' })
  })
})

describe('what can be done to an order', () => {
  it('is closed only while open, where the provider can, and after its wait', () => {
    const pending = order({ state: 'pending', createdAt: '2026-11-28T11:58:00.000Z' })
    expect(closeBlocked(pending, traits(), now)).toBe('')
    expect(closeBlocked(pending, traits({ closeAfterMinutes: 5 }), now)).toBe('closeSoon')
    expect(closeBlocked(pending, traits({ close: false }), now)).toBe('closeNever')
    expect(closeBlocked(order(), traits(), now)).toBe('closeOver')
  })
  it('is refunded only when money came and some is left', () => {
    const { received: _received, ...unpaid } = order()
    expect(refundBlocked(unpaid)).toBe('refundUnpaid')
    expect(refundBlocked(order({ refundable: { minor: 0, currency: 'CNY' } }))).toBe('refundDone')
    const { refundable: _refundable, ...foreign } = order({ refunded: { minor: 0, currency: 'EUR' } })
    expect([lacksRate(foreign), lacksRate(order())]).toEqual([true, false])
  })
  it('is asked about by a number that the provider takes', () => {
    expect(queryBlocked(order(), traits({ orderQuery: ['provider'] }))).toBe('queryNoNumber')
    expect(queryBlocked(order(), traits({ orderQuery: [] }))).toBe('queryNever')
    expect(queryBlocked(order(), traits())).toBe('')
  })
})

describe('an account', () => {
  it('begins with the fields of its kind and is checked by their forms', () => {
    const draft = { ...ofKind(emptyAccount, traits({ currencies: ['EUR'] })), name: '左岸店' }
    expect(draft).toMatchObject({ values: { mchid: '' }, currencies: ['EUR'] })
    expect(checkAccount(draft, traits()).map(({ path, code }) => `${path} ${code}`)).toEqual(['values.mchid required'])
    expect(checkAccount({ ...draft, values: { mchid: 'abc' }, notifyUrl: 'http://x' }, traits()).map(({ path }) => path)).toEqual(['values.mchid', 'notifyUrl'])
    // What was typed for another kind, a secret least of all, is not sent.
    expect(fieldsOfDraft({ ...draft, values: { mchid: ' 123456 ', apiV3Key: 'x'.repeat(32) } }, traits()).values).toEqual({ mchid: '123456' })
  })
  it('warns of a certificate that ends, unless a newer one stands beside it', () => {
    const ending = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-12-10T00:00:00.000Z' }
    const key = { id: 'k', kind: 'platformCertificate', serial: '5B', subject: '', from: 'fetched', addedAt: ending.notBefore } as const
    expect(validityOf(ending, now)).toBe('soon')
    expect(accountState(account({ keys: [{ ...key, ...ending }] }), now)).toBe('soon')
    expect(accountState(account({ keys: [{ ...key, ...ending }, { ...key, id: 'n', notAfter: '2030-01-01T00:00:00.000Z' }] }), now)).toBe('ready')
    expect(accountState(account({ keys: [{ ...key, notAfter: ending.notBefore }] }), now)).toBe('ended')
    expect(accountState(account({ missing: ['apiV3Key'] }), now)).toBe('missing')
  })
})

describe('a description', () => {
  const query: DescribedCall = {
    enabled: true,
    method: 'GET',
    path: '/v1/{order.providerNo}',
    content: 'query',
    fields: [{ name: 'mid', from: 'account.mid', format: 'text', optional: false }],
    sign: { algorithm: 'md5', field: 'sign', parts: ['order.merchantNo', 'secret'], separator: '', case: 'lower' },
    answer: { type: 'json', success: { path: 'code', equals: ['0'] }, map: { state: 'data.status' }, states: { PAID: 'paid' }, errorText: 'msg' },
  }
  const typed = (more: object) => readDescription(JSON.stringify({ version: 1, calls: { query: { ...query, ...more } } }))

  it('is read as JSON, each mistake at its path', () => {
    expect(typed({}).ok).toBe(true)
    expect(readDescription('{')).toEqual({ ok: false, problems: [{ path: '', code: 'notJson' }] })
    expect(typed({ method: 'PUT', fields: [{ name: 'a', from: 1, format: 'text' }] })).toEqual({
      ok: false,
      problems: [
        { path: 'calls.query.method', code: 'choice' },
        { path: 'calls.query.fields.0.from', code: 'text' },
        { path: 'calls.query.fields.0.optional', code: 'missing' },
      ],
    })
  })
  it('names the values that a call needs, and what differs from the shipped form', () => {
    expect(namedValues(query)).toEqual(['order.providerNo', 'account.mid', 'order.merchantNo'])
    const shipped = { version: 1, calls: { query } }
    expect([...differingCalls(shipped, { version: 2, calls: { query: { ...query, enabled: false }, close: query } })]).toEqual(['query', 'close'])
  })
})
