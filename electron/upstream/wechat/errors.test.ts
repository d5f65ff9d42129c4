import { describe, expect, it } from 'vitest'
import en from '@shared/texts/en/wechat.json'
import zh from '@shared/texts/zh-CN/wechat.json'
import { addressIn, isAppStop, isQuotaStop, readErrmsg, refusalCodes, refusalFault } from './errors'
import type { Endpoint } from './errors'

const fault = (errcode: number, endpoint: Endpoint = 'link', message = 'words') =>
  refusalFault({ errcode, message, requestId: undefined }, endpoint, { appId: 'wx1', redact: (text) => text })

describe('error codes', () => {
  // wechat-links-qr §0, §1.1, §1.2, §2.4, §2.8, §4.1, §4.2, §5.
  const everyCode = [
    -1, 40001, 40014, 42001, 41001, 40002, 40013, 40097, 43002, 44002, 45009, 45011, 47001, 48001, 50002,
    40125, 40164, 40243, 41002, 41004, 50004, 50007, 89503, 89506, 89507,
    40066, 40165, 40212, 40225, 43104, 44990, 44993, 85079, 85088, 85400, 85401, 85402, 85403, 85405, 85406,
    85407, 85408, 9800003, 9800007, 9800008, 9800009, 9800010,
    40129, 40159, 40169, 40189, 41030, 45029, 45063, 85096,
    85066, 85068, 85069, 85070, 85071, 85072, 85073, 85074, 85075, 85076, 85095, 886000,
    48006, 76001, 76002, 76003, 76004, 76021, 76022,
  ]

  it.each(everyCode)('%i has a name of its own meaning', (errcode) => {
    for (const endpoint of ['token', 'link', 'nfc', 'account'] as const) {
      const made = fault(errcode, endpoint)
      expect(made.code).not.toBe('wechat.other')
      expect(made.upstream).toMatchObject({ system: 'wechat', code: String(errcode), message: 'words' })
      expect(made.params).toMatchObject({ appId: 'wx1', errcode })
    }
  })

  it('mean something else where a token is fetched', () => {
    const codes = [40001, 40002, 40013].map((errcode) => [fault(errcode, 'token').code, fault(errcode, 'link').code])
    expect(codes).toEqual([
      ['wechat.secretWrong', 'wechat.tokenRejected'],
      ['wechat.grantTypeRefused', 'wechat.subjectNotAllowed'],
      ['wechat.appIdWrong', 'wechat.generationBanned'],
    ])
  })

  it('mean something else for NFC, and for what makes no links', () => {
    expect([fault(40002, 'nfc'), fault(85400, 'nfc'), fault(85400, 'link')].map(({ code }) => code)).toEqual([
      'wechat.nfcNotGranted',
      'wechat.nfcSchemesUsedUp',
      'wechat.permanentLinksUsedUp',
    ])
    expect([fault(40002, 'account'), fault(40013, 'account')].map(({ code }) => code)).toEqual([
      'wechat.interfaceNotGranted',
      'wechat.appIdWrong',
    ])
  })

  it('of different meaning have different names', () => {
    const shared = [40014, 40125, 40002, 40013]
    const names = everyCode.filter((errcode) => !shared.includes(errcode)).map((errcode) => fault(errcode).code)
    expect(new Set(names).size).toBe(names.length)
  })

  it('that are unknown keep what WeChat said', () => {
    const unknown = fault(99999, 'link', 'something new')
    expect([unknown.code, unknown.params['message'], unknown.retry]).toEqual(['wechat.other', 'something new', 'no'])
  })

  it('have a text that says what to do, in both languages, with parameters that exist', () => {
    const unknown = ['wechat.outcomeUnknown', 'wechat.ruleOutcomeUnknown', 'wechat.clearOutcomeUnknown', 'wechat.credentialLost']
    const own = [...unknown, 'wechat.forceRefreshTooSoon']
    const names = [...refusalCodes(), ...own].map((code) => code.replace('wechat.', ''))
    for (const texts of [zh.errors.wechat, en.errors.wechat]) {
      expect(Object.keys(texts).toSorted()).toEqual(names.toSorted())
      for (const [name, text] of Object.entries<string>(texts)) {
        const parameters = [...text.matchAll(/\{(\w+)\}/gu)].map(([, parameter]) => parameter ?? '')
        const known: Record<string, string[]> = {
          ipNotWhitelisted: ['appId', 'ip'],
          other: ['errcode', 'message'],
          forceRefreshTooSoon: ['appId', 'seconds'],
        }
        for (const parameter of parameters) expect([...(known[name] ?? ['appId'])]).toContain(parameter)
        expect(text.length).toBeGreaterThan(12)
      }
    }
  })

  it('say whether a batch has to stop', () => {
    const codes = everyCode.filter((errcode) => isQuotaStop(fault(errcode)))
    expect(codes).toEqual([45009, 44993, 85400, 85406, 45029, 85073, 886000, 48006])
    expect(isQuotaStop(fault(45011)) || isQuotaStop(fault(44990)) || isQuotaStop({ code: 'http.timeout' })).toBe(false)
    expect([fault(40001, 'token'), fault(40164), fault(85079), fault(40002), fault(85075)].every(isAppStop)).toBe(true)
    expect([fault(40165), fault(40212), fault(85401), fault(-1), fault(45009), fault(40159)].some(isAppStop)).toBe(false)
  })
})

describe('what stands in errmsg', () => {
  it('request id', () => {
    expect(readErrmsg('invalid appid rid: 65a1b2c3-0d4e5f60-7a8b9c0d')).toEqual({
      message: 'invalid appid',
      requestId: '65a1b2c3-0d4e5f60-7a8b9c0d',
    })
    expect(readErrmsg('ok')).toEqual({ message: 'ok', requestId: undefined })
    expect(readErrmsg('hints: [grid: 1]')).toEqual({ message: 'hints: [grid: 1]', requestId: undefined })
  })

  it.each([
    ['invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist', '203.0.113.7'],
    ['invalid ip 203.0.113.7, not in whitelist', '203.0.113.7'],
    ['invalid ip ::ffff:203.0.113.7, not in whitelist', '203.0.113.7'],
    ['invalid ip 2001:db8:4:5::6 ipv6 2001:db8:4:5::6, not in whitelist', '2001:db8:4:5::6'],
    ['invalid ip  ipv6 2001:db8::6, not in whitelist', '2001:db8::6'],
    ['invalid ip 999.1.1.1, not in whitelist', undefined],
    ['not in whitelist', undefined],
  ])('address: %s', (message, ip) => {
    expect(addressIn(message)).toBe(ip)
    const made = fault(40164, 'token', message)
    expect([made.code, made.params['ip']]).toEqual(
      ip ? ['wechat.ipNotWhitelisted', ip] : ['wechat.addressNotWhitelisted', undefined],
    )
    expect(isAppStop(made)).toBe(true)
  })
})
