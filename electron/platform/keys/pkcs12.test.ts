import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fault } from '../errors/fault'
import { readClientCertificate } from './pkcs12'

const folder = resolve(import.meta.dirname, '../../../test/fixtures/pkcs12')
const file = (name: string) => readFileSync(join(folder, name))
const password = '1900000109'

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown)
  if (!(error instanceof Fault)) throw new Error('no fault', { cause: error })
  return error.code
}

describe('a client certificate', () => {
  it.each([
    ['legacy-rc2.p12', password],
    ['legacy-3des.p12', password],
    ['modern-aes.p12', password],
    ['modern-without-mac.p12', password],
    ['empty-password.p12', ''],
    ['plain.pem', ''],
    ['encrypted.pem', 'secret'],
  ])('is read from %s, byte for byte', async (name, secret) => {
    const plain = file('plain.pem').toString('utf8')
    const read = await readClientCertificate(file(name), secret)
    expect(read).toMatchObject({
      serial: '5F1E2D3C4B5A69788796A5B4C3D2E1F001122334',
      subject: 'C=CN, O=Yunqi Hotel Test, CN=1900000109',
      notBefore: '2026-11-28T11:21:16.000Z',
      notAfter: '2126-11-04T11:21:16.000Z',
    })
    expect(new X509Certificate(read.certificatePem).raw).toEqual(new X509Certificate(plain).raw)
    expect(createPrivateKey(read.privateKeyPem).equals(createPrivateKey(plain))).toBe(true)
  })

  it('with an elliptic key is the one among several that belongs to it', async () => {
    const read = await readClientCertificate(file('modern-elliptic.p12'), password)
    expect(read.subject).toBe('CN=ec')
    expect(new X509Certificate(read.certificatePem).checkPrivateKey(createPrivateKey(read.privateKeyPem))).toBe(true)
  })

  it.each(['legacy-rc2.p12', 'legacy-3des.p12', 'modern-aes.p12', 'modern-without-mac.p12', 'encrypted.pem'])('%s with a wrong password says so', async (name) => {
    expect(await codeOf(readClientCertificate(file(name), 'wrong'))).toBe('keys.wrongPassword')
  })

  it('says what is missing', async () => {
    expect(await codeOf(readClientCertificate(file('certificate-only.p12'), password))).toBe('keys.noPrivateKey')
    expect(await codeOf(readClientCertificate(file('encrypted.pem'), ''))).toBe('keys.passwordMissing')
    const [certificate = '', key = ''] = file('plain.pem').toString('utf8').split(/(?=-----BEGIN (?:RSA )?PRIVATE)/u)
    expect(await codeOf(readClientCertificate(Buffer.from(certificate), ''))).toBe('keys.noPrivateKey')
    expect(await codeOf(readClientCertificate(Buffer.from(key), ''))).toBe('keys.noCertificate')
    const foreign = (await readClientCertificate(file('modern-elliptic.p12'), password)).privateKeyPem
    expect(await codeOf(readClientCertificate(Buffer.from(certificate + foreign), ''))).toBe('keys.keyMismatch')
  })

  it('that is damaged or no such file is told apart from a wrong password', async () => {
    const whole = file('legacy-rc2.p12')
    for (const damaged of [Buffer.alloc(0), Buffer.from('<html>'), whole.subarray(0, 900), Buffer.alloc(70_000, 0x30)])
      expect(await codeOf(readClientCertificate(damaged, password))).toBe('keys.damaged')
  })

  it('never fails in another way, whatever byte is changed, and tells no secret', async () => {
    const whole = file('modern-aes.p12')
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(whole)
        changed[at] = (changed[at] ?? 0) ^ change
        const error: unknown = await readClientCertificate(changed, password).catch((thrown: unknown) => thrown)
        if (error instanceof Error) expect(error).toBeInstanceOf(Fault)
      }),
      { numRuns: 25 },
    )
  })
})
