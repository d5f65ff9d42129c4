import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wechatPayV3Message, wechatPayV3MiniProgram, wechatPayV3Request } from '.'

const request = {
  method: 'GET',
  url: '/v3/refund/domestic/refunds/123123123123',
  timestamp: '1554208460',
  nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
  body: '',
}

describe('texts that APIv3 signs', () => {
  it('a GET keeps the line feed of its empty body', () => {
    const { text, steps } = wechatPayV3Request(request)
    expect(text).toBe('GET\n/v3/refund/domestic/refunds/123123123123\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n')
    expect(steps.map(({ rule }) => rule)).toEqual([
      'v3.method',
      'v3.url',
      'v3.timestamp',
      'v3.nonce',
      'v3.emptyBody',
      'v3.lineFeeds',
    ])
  })

  it('a body, an answer without body and the parameters of wx.requestPayment', () => {
    const body = '{"a":"房间\\n"}'
    expect(wechatPayV3Request({ ...request, method: 'post', body }).text).toMatch(/^POST\n[\s\S]*\n\{"a":"房间\\n"\}\n$/u)
    expect(wechatPayV3Message({ timestamp: '1', nonce: 'n', body: '' }).text).toBe('1\nn\n\n')
    expect(
      wechatPayV3MiniProgram({ appId: 'wx8888888888888888', timestamp: '1414561699', nonce: '5K8264', prepayId: 'wx2014' }).text,
    ).toBe('wx8888888888888888\n1414561699\n5K8264\nprepay_id=wx2014\n')
  })

  it('whatever the body holds, its bytes stand unchanged between the head and one line feed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.webPath(), fc.nat(), fc.string(), (body, url, seconds, nonce) => {
        const timestamp = String(seconds)
        const sent = wechatPayV3Request({ method: 'POST', url, timestamp, nonce, body }).text
        expect(sent).toBe(`POST\n${url}\n${timestamp}\n${nonce}\n${body}\n`)
        const answered = wechatPayV3Message({ timestamp, nonce, body }).text
        expect(new TextEncoder().encode(answered)).toEqual(
          new Uint8Array([`${timestamp}\n${nonce}\n`, body, '\n'].flatMap((part) => [...new TextEncoder().encode(part)])),
        )
      }),
    )
  })

  it('no two requests without line feeds in their heads have the same text', () => {
    const line = fc.string().filter((text) => !text.includes('\n'))
    const record = fc.record({ method: fc.constantFrom('GET', 'POST'), url: line, timestamp: line, nonce: line, body: fc.string() })
    fc.assert(
      fc.property(record, record, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        expect(wechatPayV3Request(one).text).not.toBe(wechatPayV3Request(other).text)
      }),
    )
  })
})
