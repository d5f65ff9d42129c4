import { describe, expect, it } from 'vitest'
import { readPasted } from './raw-text'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (body: Uint8Array) => new TextDecoder().decode(body)

describe('a pasted notification', () => {
  it('keeps the bytes of a body after headers, and stops where its length says', () => {
    const body = '{"id":"x", "n":1.0}'
    const read = readPasted(bytes(`POST /notify/v3?a=1 HTTP/1.1\r\nWechatpay-Serial: 5A\r\nContent-Length: ${body.length}\r\n\r\n${body}\n\n`))
    expect(read).toMatchObject({ method: 'POST', path: '/notify/v3', query: 'a=1' })
    expect(read.headers).toContainEqual(['wechatpay-serial', '5A'])
    expect(text(read.body)).toBe(body)
  })

  it('takes headers without a request line, and a body alone without what an editor added', () => {
    expect(readPasted(bytes('Wechatpay-Nonce: abc\nX: y\n\n{"a":1}\n'))).toMatchObject({ method: 'POST', headers: [['wechatpay-nonce', 'abc'], ['x', 'y']] })
    expect(text(readPasted(bytes('\ufeff\n <xml><a>1</a></xml>\r\n')).body)).toBe('<xml><a>1</a></xml>')
    // A JSON text whose first line looks like a header stays a body.
    expect(text(readPasted(bytes('{"a":\n"b: c"}')).body)).toBe('{"a":\n"b: c"}')
  })

  it('takes an address or its query', () => {
    expect(readPasted(bytes('https://shop.example/n?notice_id=1&token=ab'))).toMatchObject({ method: 'GET', query: 'notice_id=1&token=ab' })
    expect(readPasted(bytes('?notice_id=1&token=ab')).query).toBe('notice_id=1&token=ab')
    expect(readPasted(bytes('GET /n?notice_id=1 HTTP/1.1\nHost: x')).query).toBe('notice_id=1')
  })

  it('says so where there is nothing or nothing to read', () => {
    expect(() => readPasted(bytes(' \n '))).toThrowError(expect.objectContaining({ code: 'payments.pastedEmpty' }))
    expect(() => readPasted(bytes('你好'))).toThrowError(expect.objectContaining({ code: 'payments.pastedUnreadable' }))
    expect(() => readPasted(bytes('POST /x HTTP/1.1\nnot a header line\n\n{}'))).toThrowError(
      expect.objectContaining({ code: 'payments.pastedUnreadable' }),
    )
  })
})
