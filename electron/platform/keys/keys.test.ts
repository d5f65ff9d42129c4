import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'
import { describe, expect, it } from 'vitest'
import { readCertificate, readPrivateKey, readPublicKey } from '.'

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

function certificatePem(): string {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  certificate.serialNumber = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567'
  certificate.validity.notBefore = new Date('2026-01-02T03:04:05.000Z')
  certificate.validity.notAfter = new Date('2031-01-01T03:04:05.000Z')
  certificate.setSubject([{ shortName: 'O', value: 'Tenpay.com' }])
  certificate.setIssuer([{ shortName: 'CN', value: 'Tenpay.com Root CA' }])
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}

describe('keys that were pasted', () => {
  it('tells serial, subject and validity of a certificate, whatever stands around it', () => {
    const pem = certificatePem()
    const read = readCertificate(`\ufeffBag Attributes\r\n${pem.replaceAll('\n', '\r\n')}\r\n`)
    expect(read).toMatchObject({
      serial: '0A1B2C3D4E5F60718293A4B5C6D7E8F901234567',
      notBefore: '2026-01-02T03:04:05.000Z',
      notAfter: '2031-01-01T03:04:05.000Z',
    })
    expect(read.subject).toContain('O=Tenpay.com')
    expect(readCertificate(read.pem)).toEqual(read)
  })

  it('reads RSA keys and tells one from the other', () => {
    expect(readPublicKey(`key:\n${pair.publicKey}`)).toEqual({ pem: pair.publicKey.trim(), bits: 2048 })
    expect(readPrivateKey(pair.privateKey)).toEqual({ pem: pair.publicKey.trim(), bits: 2048 })
    const certificate = certificatePem()
    for (const wrong of ['', 'abc', pair.privateKey, certificate])
      expect(() => readPublicKey(wrong)).toThrow('keys.publicKeyUnreadable')
    for (const wrong of ['', pair.publicKey, certificate, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'])
      expect(() => readPrivateKey(wrong)).toThrow('keys.privateKeyUnreadable')
    expect(() => readCertificate(pair.publicKey)).toThrow('keys.certificateUnreadable')
  })

  it('refuses a key of another kind or too short', () => {
    const spki = { type: 'spki', format: 'pem' } as const
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(spki).toString()
    expect(() => readPublicKey(curve)).toThrow('keys.publicKeyUnreadable')
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export(spki).toString()
    expect(() => readPublicKey(short)).toThrow('keys.keyTooShort')
  })
})
