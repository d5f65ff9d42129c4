import { DescribedCall, ProviderDescription, ProviderTraits } from '@shared/contract/payment-providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { practiceDescription, startSupayStandIn } from '../../../sandbox/supay'
import { description as supayDescription } from '../../supay/description'
import { supay } from '../../supay'
import { twoPayNow } from '../../twopaynow'
import { vrPayment } from '../../vr-payment'
import { traits as yabandTraits } from '../../yabandpay/traits'
import { call, setUp } from '../overseas.fixture'
import { buildCall } from './build'
import { checkDescription } from './check'
import { patternOf } from './patterns'
import { readAnswer } from './read'
import { askingProblems } from './asks'
import { tryDescription } from './try'
import type { DescribedValue } from './values'

const described = (more: object = {}): DescribedCall =>
  DescribedCall.parse({
    enabled: true,
    method: 'GET',
    path: '/pay',
    content: 'query',
    fields: [{ name: 'amount', from: 'order.amount', format: 'major', optional: false }],
    sign: { algorithm: 'md5', field: 'sign', parts: ['order.amount', 'secret'], separator: '&', case: 'upper' },
    answer: { type: 'json', success: { path: 'code', equals: ['0'] }, map: { state: 'data.state' }, states: { OK: 'paid', [String.raw`^9\d\d`]: 'failed' }, errorText: 'msg' },
    ...more,
  })
const values = (more: [string, DescribedValue][] = []) => new Map<string, DescribedValue>([['order.amount', { minor: 500, currency: 'JPY' }], ...more])
const build = (one: DescribedCall, more: [string, DescribedValue][] = []) => buildCall(one, { base: 'https://pay.example/api', values: values(more), secret: 'S3CRET' })

describe('a described call', () => {
  it('signs the text that it sends, in the form it asks for', () => {
    const built = build(described())
    // Yen have no decimals: 500, in the field and in the text to sign.
    expect(built).toMatchObject({ method: 'GET', url: expect.stringMatching(/^https:\/\/pay\.example\/api\/pay\?amount=500&sign=[0-9A-F]{32}$/u) as string, body: '' })
    expect(built.canonical.text).toMatch(/^500&.$/u)
    expect(JSON.stringify(built.canonical)).not.toContain('S3CRET')
    const hmac = build(described({ method: 'POST', content: 'json', sign: { algorithm: 'hmac-sha256', field: 'sign', parts: ['order.amount'], separator: '', case: 'lower' } }))
    expect(JSON.parse(hmac.body)).toEqual({ amount: '500', sign: expect.stringMatching(/^[0-9a-f]{64}$/u) as string })
  })

  it('never leaves its host or its path, whatever a value is', () => {
    const path = described({ path: '/pay/{order.merchantNo}/x' })
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('..', '.', '//evil.example', '/../../x', '\\evil', '@evil.example', '%2e%2e', '?a#b', '')), (merchantNo) => {
        let url: URL
        try {
          url = new URL(build(path, [['order.merchantNo', merchantNo]]).url)
        } catch (error) {
          expect(error).toMatchObject({ code: 'payments.valueMissing' })
          return
        }
        expect([url.origin, url.pathname.split('/').length]).toEqual(['https://pay.example', 5])
      }),
    )
    for (const bad of ['//evil.example/x', '/a/../b', '/a\\b', '/a#b', 'https://evil.example/', '/a/%2e%2e/b', '/a b']) expect(() => build(described({ path: bad }))).toThrow()
  })

  it('with a value that is missing is not built', () => {
    const named = described({ fields: [{ name: 'no', from: 'order.providerNo', format: 'text', optional: false }] })
    expect(() => build(named)).toThrow('payments.valueMissing')
    expect(build(described({ fields: [{ name: 'no', from: 'order.providerNo', format: 'text', optional: true }] })).url).not.toContain('no=')
  })
})

describe('an answer', () => {
  const read = (text: string, status = 200, more: object = {}) => readAnswer(described(more), { status, location: '', text })
  it('is a success by its rule, a refusal only with a reason, and else unclear', () => {
    expect(read('{"code":0,"data":{"state":"OK"}}')).toMatchObject({ verdict: 'worked', state: 'paid' })
    expect(read('{"code":"17","msg":"no money"}')).toMatchObject({ verdict: 'refused', message: 'no money' })
    // Without the value that tells, an error's text is a refusal only where nothing hangs on it.
    expect([read('{"msg":"no"}').verdict, readAnswer(described(), { status: 200, location: '', text: '{"msg":"no"}' }, true).verdict]).toEqual(['unclear', 'refused'])
    for (const [text, status] of [['{"code":17}', 200], ['{}', 200], ['', 200], ['<html>', 403], ['{"code":0}', 500], ['{"code":0}', 429], ['{"code":0}', 404], ['[]', 400], ['null', 200], ['{"code":{"a":1},"msg":"x"}', 200]] as const) expect(read(text, status).verdict, text).toBe('unclear')
  })

  it('without a success rule goes by its status, if it is one of the provider', () => {
    const byStatus = { answer: { type: 'json', success: { path: '', equals: [] }, map: {}, states: {}, errorText: '' } }
    expect([200, 400, 404, 503, 302].map((status) => read('{}', status, byStatus).verdict)).toEqual(['worked', 'refused', 'refused', 'unclear', 'unclear'])
    expect(read('<h1>Proxy</h1>', 403, byStatus).verdict).toBe('unclear')
  })

  it('has the state that the table says, the exact text first, and none by chance', () => {
    const state = (text: string) => read(JSON.stringify({ code: 0, data: { state: text } })).state
    expect([state('OK'), state('912'), state('ok'), state('constructor'), state('^9\\d\\d'), state('')]).toEqual(['paid', 'failed', 'unknown', 'unknown', 'unknown', 'unknown'])
  })

  it.each(['['.repeat(200_000), `{"code":${'{"a":'.repeat(9_999)}`, `{"code":0,"x":"${'y'.repeat(400_000)}"}`, '{"code":0,"__proto__":{"state":"OK"}}', '{"code":1e999}', '\u0000', '{"code":0,"code":1}'])('that is hostile changes nothing (%#)', (text) => {
    const { verdict, state } = read(text)
    expect(verdict === 'worked' ? state : verdict).toMatch(/^(?:unclear|unknown)$/u)
  })

  it('of a redirect is its address and nothing that is none', () => {
    const redirect = described({ answer: { type: 'redirect', success: { path: '', equals: [] }, map: {}, states: {}, errorText: '' } })
    const at = (location: string, status = 307) => readAnswer(redirect, { status, location, text: '' })
    expect(at('https://pay.example/x')).toMatchObject({ verdict: 'worked', values: { url: 'https://pay.example/x' } })
    for (const bad of ['', 'javascript:alert(1)', '/relative', 'https://a b/']) expect(at(bad).verdict).toBe('unclear')
    expect(at('https://pay.example/x', 200).verdict).toBe('unclear')
  })
})

describe('the check of a description', () => {
  it('finds nothing wrong with the shipped ones', () => {
    for (const { description, traits } of [twoPayNow, supay, vrPayment]) {
      const shipped = ProviderDescription.parse(description)
      expect(ProviderTraits.parse(traits)).toEqual(traits)
      expect(checkDescription(shipped, traits), traits.kind).toEqual([])
      for (const { id } of traits.methods) expect(shipped.calls[`create.${id}`], `${traits.kind} ${id}`).toBeDefined()
    }
  })

  it('has traits of the form that forms ask for, at YabandPay too', () => {
    expect(ProviderTraits.parse(yabandTraits)).toEqual(yabandTraits)
  })

  it('names each mistake where it is', () => {
    const wrong = described({
      path: '//evil.example/{order.nothing}',
      content: 'form',
      fields: [{ name: 'a', from: 'process.env', format: 'text', optional: false }],
      sign: { algorithm: 'md5', field: '', parts: [], separator: '', case: 'lower' },
      answer: { type: 'json', success: { path: 'a..b', equals: [] }, map: { shoe: 'x', state: 'a b' }, states: { '^(a+)+$': 'paid', x: 'processing' }, errorText: '' },
    })
    const codes = checkDescription({ version: 1, calls: { refund: wrong, 'drop.tables': described() } }, supay.traits).map(({ path, code }) => `${path} ${code.replace('payments.described', '')}`)
    expect(codes).toEqual([
      'calls.refund.path PathForm',
      'calls.refund.path ValueUnknown',
      'calls.refund.content BodyWithGet',
      'calls.refund.fields.0.from ValueUnknown',
      'calls.refund.sign.field SignField',
      'calls.refund.sign.parts SignParts',
      'calls.refund.answer.map.shoe MapUnknown',
      'calls.refund.answer.map.state JsonPath',
      'calls.refund.answer.success.path JsonPath',
      'calls.refund.answer.success.equals Success',
      'calls.refund.answer.states.^(a+)+$ Pattern',
      'calls.refund.answer.states.^(a+)+$ State',
      'calls.refund.fields AmountMissing',
      'calls.refund.fields NumberMissing',
      'calls.drop.tables CallUnknown',
    ])
  })

  it('takes the patterns of result codes and none that could run long', () => {
    expect(patternOf(String.raw`^(000\.000\.|000\.100\.1|000\.[36])`)?.test('000.310.000')).toBe(true)
    expect(patternOf(String.raw`^(000\.400\.0[^3]|000\.400\.100)`)?.test('000.400.030')).toBe(false)
    for (const bad of ['^(a+)+$', '^a*', '^a{9}', '^a?a?', '^(?:a)', '^(?=a)', String.raw`^(a)\1`, '^(', '^[', 'a', '', '^(((((a)))))', String.raw`^\p{L}`]) expect(patternOf(bad), bad).toBeUndefined()
  })
})

describe('the test bench', () => {
  const account = { kind: 'supay', values: { merchantId: '71001' }, secrets: { authenticationCode: 'AUTHCODE0123456789' } }
  const open = async () => {
    const made = await setUp(supay, account, startSupayStandIn)
    const tools = { http: made.http, clock: made.clock, baseUrl: () => Promise.resolve(made.standIn.baseUrl), wechatToken: () => Promise.reject(new Error('none')), nonce: () => 'n' }
    const bench = (name: string, more: Partial<Parameters<typeof tryDescription>[0]> = {}) => tryDescription({ provider: supay, account: made.account, tools, name, description: practiceDescription(supayDescription), values: {}, send: false, call, ...more })
    return { ...made, bench }
  }

  it('shows request and text to sign without the key, and sends what only asks', async () => {
    const { bench, standIn } = await open()
    const asked = await bench('query.merchant', { values: { 'order.merchantNo': 'M-1' }, send: true })
    expect(asked).toMatchObject({ method: 'GET', canonical: 'merchant_id=71001&authentication_code=***&merchant_trade_no=M-1', status: 200, read: { verdict: 'refused', message: 'no such trade' }, problems: [] })
    expect(asked.url).toMatch(/token=[0-9a-f]{8}\*\*\*$/u)
    expect(JSON.stringify(asked)).not.toContain('AUTHCODE')
    expect(standIn.calls()).toEqual({ '/payment/bridge/get_payment_detail': 1 })
  })

  it('neither sends a refund nor shows one ready to be sent', async () => {
    const { bench, standIn } = await open()
    const values = { 'order.merchantNo': 'M-1', 'refund.refundNo': 'R-1', 'refund.amount': '10.50', 'refund.currency': 'AUD' }
    const shown = await bench('refund', { values })
    expect([shown.url.includes('total_amount=10.50'), /token=[0-9a-f]{8}\*\*\*$/u.test(shown.url)]).toEqual([true, true])
    await expect(bench('refund', { values, send: true })).rejects.toMatchObject({ code: 'payments.tryChangesSomething' })
    await expect(bench('create.wechat', { send: true })).rejects.toMatchObject({ code: 'payments.tryChangesSomething' })
    expect(standIn.calls()).toEqual({})
  })

  it('sends no refund under the name of a query, and shows no digest that could be one', async () => {
    const { bench, standIn } = await open()
    const shipped = practiceDescription(supayDescription)
    const values = { 'order.merchantNo': 'M-1', 'refund.refundNo': 'R-1', 'refund.amount': '10.50', 'refund.currency': 'AUD' }
    const named = (call: DescribedCall | undefined) => ({ ...shipped, calls: { ...shipped.calls, ...(call ? { 'query.merchant': call } : {}) } })
    const refund = shipped.calls['refund']
    for (const path of ['/payment/bridge/refund', '/payment/bridge//refund', '/payment/bridge/%72efund', '/payment/bridge/{order.merchantNo}'])
      await expect(bench('query.merchant', { description: named(refund && { ...refund, path }), values: { ...values, 'order.merchantNo': 'refund' }, send: true }), path).rejects.toMatchObject({ code: 'payments.tryChangesSomething' })
    const byValue = await bench('query.merchant', { values: { 'order.merchantNo': 'R-1&org_merchant_trade_no=M-1&total_amount=10.50' } })
    expect(byValue.url).toMatch(/token=[0-9a-f]{8}\*\*\*$/u)
    expect(standIn.calls()).toEqual({})
    expect(askingProblems(named(refund), supayDescription)).toEqual([{ path: 'calls.query.merchant.path', code: 'payments.describedAsksByEffect' }])
    for (const { description } of [twoPayNow, supay, vrPayment]) if (description) expect(askingProblems(description, description)).toEqual([])
    // One address for everything (2PayNow): the word in `function` decides, and no value takes its place.
    const word = (from: string) => ({ ...twoPayNow.description, calls: { ...twoPayNow.description?.calls, test: changed(twoPayNow.description?.calls['test'], from) } }) as ProviderDescription
    const changed = (call: DescribedCall | undefined, from: string) => call && { ...call, fields: call.fields.map((field) => (field.name === 'function' ? { ...field, from } : field)) }
    for (const from of [`'refund'`, `'cancel'`, 'order.merchantNo'])
      expect(askingProblems(word(from), twoPayNow.description ?? word(from)), from).toHaveLength(1)
  })

  it('reads a pasted answer and says what is wrong', async () => {
    const { bench } = await open()
    const answer = '{"query_success":"T","trade_status":"TRADE_FINISHED","total_amount":"10.50","currency":"AUD"}'
    expect(await bench('query.merchant', { values: { 'order.merchantNo': 'M-1' }, answer })).toMatchObject({ read: { verdict: 'worked', commonState: 'paid', amount: '10.50' } })
    expect(await bench('query.merchant')).toMatchObject({ problems: [{ path: 'calls.query.merchant', code: 'payments.describedValueMissing' }] })
    await expect(bench('close')).rejects.toMatchObject({ code: 'payments.callNotDescribed' })
  })
})
