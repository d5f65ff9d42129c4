import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { compareIn, labRecipes, recipeOf, signIn } from './lab'

const typed = (secret: string) => ({ secret, verifiers: [], own: false })
const key = '192006250b4c09247ec02edce69f6a2d'
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

describe('the signature laboratory', () => {
  it.each(labRecipes().filter(({ vector }) => vector))('gives what is published for $id', ({ id, fields, vector, algorithms }) => {
    const example = Object.fromEntries(fields.map(({ name, example: value }) => [name, value]))
    expect(signIn(recipeOf(id), algorithms[0] ?? '', example, typed(vector?.withKey ?? '')).signature).toBe(vector?.signature)
  })

  it('shows the key as a mark and never itself, in the text and in its steps', () => {
    for (const { id, fields, algorithms, key: sort } of labRecipes()) {
      if (sort !== 'shared') continue
      const example = Object.fromEntries(fields.map(({ name, example: value }) => [name, value]))
      const result = signIn(recipeOf(id), algorithms[0] ?? '', example, typed(key))
      expect(JSON.stringify({ canonical: result.canonical, steps: result.steps })).not.toContain(key)
      expect(result.steps.length).toBeGreaterThan(0)
    }
  })

  it('gives no signature away that could be sent, where the key is an account’s', () => {
    const own = { secret: key, verifiers: [], own: true }
    const fields = { appid: 'wx1', mch_id: '1', out_refund_no: 'R1', refund_fee: '100' }
    const whole = signIn(recipeOf('v2.request'), 'MD5', fields, typed(key)).signature ?? ''
    expect(signIn(recipeOf('v2.request'), 'MD5', fields, own).signature).toBe(`${whole.slice(0, 8)}…`)
    const xml = `<xml>${Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}<sign>${'0'.repeat(32)}</sign></xml>`
    const compared = compareIn(recipeOf('v2.request'), xml, {}, own)
    expect(compared.ours).toBe(`${whole.slice(0, 8)}…`)
    expect(JSON.stringify(compared)).not.toContain(whole)
  })

  it.each([
    ['sorted as pairs', 'order', (f: Record<string, string>) => `${Object.entries(f).filter(([, b]) => b !== '').map(([a, b]) => `${a}=${b}`).toSorted().join('&')}&key=${key}`],
    ['an empty field kept', 'empty', (f: Record<string, string>) => `${Object.entries(f).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([a, b]) => `${a}=${b}`).join('&')}&key=${key}`],
    ['values URL-encoded', 'encoding', (f: Record<string, string>) => `${Object.entries(f).filter(([, b]) => b !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([a, b]) => `${a}=${encodeURIComponent(b)}`).join('&')}&key=${key}`],
    ['without the key', 'key', (f: Record<string, string>) => Object.entries(f).filter(([, b]) => b !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([a, b]) => `${a}=${b}`).join('&')],
  ])('finds the mistake of a foreign v2 request: %s', (_, kind, text) => {
    // By name `fee` comes before `fee1`, as pairs the other way round.
    const fields: Record<string, string> = { fee: 'x y', fee1: '1', attach: '', body: '茶' }
    const xml = `<xml>${Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}<sign>${md5(text(fields)).toUpperCase()}</sign></xml>`
    const result = compareIn(recipeOf('v2.request'), xml, {}, typed(key))
    expect(result.verdict).toBe('differs')
    expect(result.differences[0]?.kind).toBe(kind)
  })

  it('names the field that was altered after signing', () => {
    const right = createHmac('sha256', 'k').update('amount=24.99&currency=EUR&method=m&order_id=A1&time=1&user=u').digest('hex')
    const foreign = JSON.stringify({ user: 'u', method: 'm', time: '1', sign: right, data: { order_id: 'A1', amount: '2.99', currency: 'EUR' } })
    const expected = { user: 'u', method: 'm', time: '1', order_id: 'A1', amount: '24.99', currency: 'EUR' }
    const result = compareIn(recipeOf('yaband.request'), foreign, expected, typed('k'))
    expect(result.verdict).toBe('differs')
    expect(result.differences).toContainEqual({ kind: 'value', field: 'amount', ours: '24.99', theirs: '2.99' })
    expect(result.tried[0]).toEqual({ variant: 'expectedValue:amount', matches: true })
  })

  it('finds what is wrong with a v3 request by its public key alone', () => {
    const body = '{"mchid": "1900000001"}'
    const of = (text: string) => sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64')
    const request = (signature: string) =>
      `POST /v3/pay/transactions/native HTTP/1.1\nAuthorization: WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="N",signature="${signature}",timestamp="1700000000",serial_no="AA"\nContent-Type: application/json\n\n${body}`
    const text = (sent: string) => `POST\n/v3/pay/transactions/native\n1700000000\nN\n${sent}\n`
    const keys = { verifiers: [publicKey], own: true }
    const compare = (signature: string) => compareIn(recipeOf('v3.request'), request(signature), {}, keys)
    expect(compare(of(text(body))).verdict).toBe('same')
    expect(compare(of(text(body.replace(': ', ':')))).differences[0]).toMatchObject({ kind: 'value', field: 'body' })
    expect(compare(of(text(body).slice(0, -1))).differences[0]).toMatchObject({ kind: 'whitespace' })
    expect(compare(of('something else'))).toMatchObject({ verdict: 'differs', differences: [] })
  })

  it('says so where there is nothing to compare with, or nothing to read', () => {
    expect(compareIn(recipeOf('v2.request'), '<xml><a>1</a><sign>X</sign></xml>', {}, { verifiers: [], own: false }).verdict).toBe('noKey')
    for (const hostile of ['', 'hello', '{'.repeat(50_000), '<!DOCTYPE x [<!ENTITY a "b">]><xml><a>&a;</a></xml>', '{"__proto__":{"x":1}'])
      expect(compareIn(recipeOf('yaband.request'), hostile, {}, typed('k')).verdict).toBe('unreadable')
    expect(compareIn(recipeOf('v2.request'), '<!DOCTYPE x><xml><a>1</a></xml>', {}, typed('k')).verdict).toBe('unreadable')
    expect(() => signIn(recipeOf('v3.request'), 'RSA-SHA256', {}, typed('no key'))).toThrowError(expect.objectContaining({ code: 'payments.labKeyUnreadable' }))
  })

  it('compares a pasted string to sign line by line', () => {
    const expected = { method: 'GET', url: '/v3/certificates', timestamp: '1', nonce: 'N', body: '' }
    const result = compareIn(recipeOf('v3.request'), 'GET\n/v3/certificates?x=1\n1\nN\n\n', expected, { verifiers: [], own: false })
    expect(result.differences).toEqual([{ kind: 'value', field: '2', ours: '/v3/certificates', theirs: '/v3/certificates?x=1' }])
  })
})
