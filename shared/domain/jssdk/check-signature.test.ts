import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { mismatchCodes } from './causes'
import { checkSignature } from './check-signature'
import type { OtherTicket } from './mistakes'
import { signatureOf } from './signature'
import { maskTicket, stringToSign } from './string-to-sign'

/** The official example (wechat-links-qr §1.6). */
const official = {
  ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
  nonceStr: 'Wm3WZYTPz0wzccnW',
  timestamp: '1414587457',
  url: 'http://mp.weixin.qq.com?params=value',
}
const page = { ...official, url: 'https://h5.example.com/sale/spring?id=12&from=singlemessage#/room' }
const signed = 'https://h5.example.com/sale/spring?id=12&from=singlemessage'

/** Signs by hand, with Node's own SHA-1: what a page's server would send. */
const sha1 = (text: string) => createHash('sha1').update(text, 'utf8').digest('hex')
const byHand = ({ ticket, nonceStr, timestamp, url }: typeof page) =>
  sha1(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`)

const others: OtherTicket[] = [
  { kind: 'staleTicket', value: 'ticket-of-an-hour-ago' },
  { kind: 'otherAccountTicket', value: 'ticket-of-another', name: '云栖会员号' },
  { kind: 'accessToken', value: 'an-access-token' },
  { kind: 'cardTicket', value: 'a-card-ticket' },
]
const causesOf = (given: string, parts = page) => {
  const check = checkSignature({ given, parts, others })
  return check.outcome === 'explained' ? check.explanations.map((one) => one.map(({ code }) => code)) : check.outcome
}

describe('the signature', () => {
  it('of the official example', () => {
    expect(signatureOf(official)).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed')
    expect(stringToSign(official)).toBe(
      `jsapi_ticket=${official.ticket}&noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url=http://mp.weixin.qq.com?params=value`,
    )
  })

  it('ends the address at the fragment and escapes nothing', () => {
    expect(signatureOf(page)).toBe(byHand({ ...page, url: signed }))
    const chinese = { ...page, url: 'https://h5.example.com/客房?名=值' }
    expect(signatureOf(chinese)).toBe(byHand(chinese))
  })

  it('is shown without its ticket', () => {
    expect(maskTicket(official.ticket)).toBe('sM4A****P7qg')
    expect(maskTicket('short')).toBe('****')
  })
})

describe('a signature that fits', () => {
  it('says so, blanks around it or not', () => {
    expect(causesOf(` ${byHand({ ...page, url: signed })}\n`)).toBe('match')
  })
})

describe('a signature that does not fit names the mistake', () => {
  const withUrl = (url: string) => byHand({ ...page, url })
  const right = `jsapi_ticket=${page.ticket}&noncestr=${page.nonceStr}&timestamp=${page.timestamp}&url=${signed}`
  const cases: [string, string, string][] = [
    ['the fragment was signed too', 'fragmentKept', withUrl(page.url)],
    ['encodeURIComponent', 'urlEncoded', withUrl(encodeURIComponent(signed))],
    ['&amp; from a template', 'urlHtmlEscaped', withUrl(signed.replaceAll('&', '&amp;'))],
    ['http instead of https', 'schemeHttp', withUrl(signed.replace('https', 'http'))],
    ['a slash too many', 'trailingSlash', withUrl('https://h5.example.com/sale/spring/?id=12&from=singlemessage')],
    ['origin and path without the query', 'queryMissing', withUrl('https://h5.example.com/sale/spring')],
    ['without what WeChat added', 'addedByWechat', withUrl('https://h5.example.com/sale/spring?id=12')],
    ['location.origin', 'originOnly', withUrl('https://h5.example.com')],
    ['host and path only', 'urlWithoutScheme', withUrl(signed.slice('https://'.length))],
    ['milliseconds', 'timestampMilliseconds', byHand({ ...page, url: signed, timestamp: '1414587457000' })],
    ['a timestamp in quotes', 'timestampQuoted', byHand({ ...page, url: signed, timestamp: '"1414587457"' })],
    ['a float', 'timestampFraction', byHand({ ...page, url: signed, timestamp: '1414587457.0' })],
    ['nonceStr as in wx.config', 'wrongName', sha1(right.replace('noncestr', 'nonceStr'))],
    ['another order', 'wrongOrder', sha1(`url=${signed}&timestamp=${page.timestamp}&noncestr=${page.nonceStr}&jsapi_ticket=${page.ticket}`)],
    ['the former ticket', 'staleTicket', byHand({ ...page, url: signed, ticket: 'ticket-of-an-hour-ago' })],
    ['another account’s ticket', 'otherAccountTicket', byHand({ ...page, url: signed, ticket: 'ticket-of-another' })],
    ['the access token', 'accessToken', byHand({ ...page, url: signed, ticket: 'an-access-token' })],
    ['the card ticket', 'cardTicket', byHand({ ...page, url: signed, ticket: 'a-card-ticket' })],
    ['upper case', 'upperCase', sha1(right).toUpperCase()],
    ['Base64', 'base64', createHash('sha1').update(right).digest('base64')],
    ['MD5', 'wrongHash', createHash('md5').update(right).digest('hex')],
    ['SHA-256', 'wrongHash', createHash('sha256').update(right).digest('hex')],
  ]
  it.each(cases)('%s: %s', (_, code, given) => expect(causesOf(given)).toEqual([[code]]))

  it('of a bare host, of an https page signed for http, of an encoded page, of a timestamp in milliseconds', () => {
    const bare = { ...page, url: 'https://h5.example.com/' }
    expect(causesOf(byHand({ ...bare, url: 'https://h5.example.com' }), bare)).toEqual([['bareHost']])
    const http = { ...page, url: 'http://h5.example.com/a' }
    expect(causesOf(byHand({ ...http, url: 'https://h5.example.com/a' }), http)).toEqual([['schemeHttps']])
    const encoded = { ...page, url: 'https://h5.example.com/%E5%AE%A2' }
    expect(causesOf(byHand({ ...encoded, url: 'https://h5.example.com/客' }), encoded)).toEqual([['urlDecoded']])
    const long = { ...page, url: signed, timestamp: '1414587457123' }
    expect(causesOf(byHand({ ...long, timestamp: '1414587457' }), long)).toEqual([['timestampSeconds']])
  })

  it('covers every cause by a case', () => {
    const covered = new Set([...cases.map(([, code]) => code), 'bareHost', 'schemeHttps', 'urlDecoded', 'timestampSeconds'])
    expect(mismatchCodes.filter((code) => !covered.has(code))).toEqual([])
  })

  it('finds two mistakes made together, and upper case on top', () => {
    const both = byHand({ ...page, ticket: 'ticket-of-another', url: page.url })
    expect(causesOf(both)).toEqual([['otherAccountTicket', 'fragmentKept']])
    expect(causesOf(withUrl(page.url).toUpperCase())).toEqual([['fragmentKept', 'upperCase']])
  })

  it('lists every mistake that fits when more than one does', () => {
    const same: OtherTicket[] = [
      { kind: 'staleTicket', value: 'shared' },
      { kind: 'otherAccountTicket', value: 'shared', name: '云栖会员号' },
    ]
    const given = byHand({ ...page, url: signed, ticket: 'shared' })
    const check = checkSignature({ given, parts: page, others: same })
    expect(check).toEqual({
      outcome: 'explained',
      explanations: [
        [{ code: 'staleTicket', params: {} }],
        [{ code: 'otherAccountTicket', params: { name: '云栖会员号' } }],
      ],
    })
  })

  it('says what is ruled out when nothing fits, and nothing that was not tried', () => {
    const check = checkSignature({ given: 'f'.repeat(40), parts: { ...page, url: signed }, others: [] })
    if (check.outcome !== 'unexplained') throw new Error(check.outcome)
    expect(check.ruledOut).toEqual(expect.arrayContaining(['urlEncoded', 'wrongOrder', 'wrongName', 'upperCase']))
    // There was no fragment to keep, and no other ticket to try.
    for (const code of ['fragmentKept', 'staleTicket', 'accessToken', 'urlDecoded'])
      expect(check.ruledOut).not.toContain(code)
  })

  it('bears what is no address at all', () => {
    for (const url of ['', 'x', '\ud800', '%', 'https://'])
      expect(causesOf('0'.repeat(40), { ...page, url })).toBe('unexplained')
  })
})
