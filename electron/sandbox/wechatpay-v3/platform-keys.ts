import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { z } from 'zod'

const generate = promisify(generateKeyPair)
const fiveYearsMs = 5 * 365 * 86_400_000
const dayMs = 86_400_000

/** A platform certificate with its private key; PEM texts. */
export const PlatformCertificate = z.strictObject({ serial: z.string(), pem: z.string(), privateKey: z.string(), fromMs: z.int(), toMs: z.int() })
export type PlatformCertificate = z.infer<typeof PlatformCertificate>

export const SavedPlatformKeys = z.strictObject({
  certificates: z.array(PlatformCertificate).min(1),
  publicKey: z.strictObject({ id: z.string(), pem: z.string(), privateKey: z.string() }),
})
export type SavedPlatformKeys = z.infer<typeof SavedPlatformKeys>

/** What WeChat Pay signs with: platform certificates, the newest last, and the "WeChat Pay public key". */
export class PlatformKeys {
  readonly #saved: SavedPlatformKeys
  readonly #private = new Map<string, KeyObject>()

  constructor(saved: SavedPlatformKeys) {
    this.#saved = saved
  }

  static async make(nowMs: number, digits: (count: number) => string): Promise<PlatformKeys> {
    const publicKey = await pair()
    const pem = createPublicKey(publicKey.privateKey).export({ type: 'spki', format: 'pem' }).toString()
    return new PlatformKeys({
      certificates: [await certificate(nowMs, digits)],
      publicKey: { id: `PUB_KEY_ID_${digits(30)}`, pem, privateKey: publicKey.privateKey },
    })
  }

  /** One more certificate beside those there are. */
  async rotate(nowMs: number, digits: (count: number) => string): Promise<void> {
    this.#saved.certificates.push(await certificate(nowMs, digits))
  }

  active(nowMs: number): PlatformCertificate[] {
    return this.#saved.certificates.filter(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs)
  }

  get publicKey(): { id: string; pem: string } {
    const { id, pem } = this.#saved.publicKey
    return { id, pem }
  }

  /** Name and private key: the public key, the certificate asked for, or the newest one. */
  signer(serial: string | undefined, nowMs: number): { serial: string; key: KeyObject } {
    const { publicKey } = this.#saved
    if (serial === publicKey.id) return { serial, key: this.#keyOf(publicKey.privateKey) }
    const active = this.active(nowMs)
    const found = active.find((one) => one.serial === serial) ?? active.at(-1) ?? this.#saved.certificates[0]
    if (!found) throw new Error('no platform certificate')
    return { serial: found.serial, key: this.#keyOf(found.privateKey) }
  }

  #keyOf(pem: string): KeyObject {
    const key = this.#private.get(pem) ?? createPrivateKey(pem)
    this.#private.set(pem, key)
    return key
  }

  snapshot(): SavedPlatformKeys {
    return this.#saved
  }
}

async function pair(): Promise<{ publicKey: string; privateKey: string }> {
  return generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}

async function certificate(nowMs: number, digits: (count: number) => string): Promise<PlatformCertificate> {
  const { publicKey, privateKey } = await pair()
  // A certificate names seconds only.
  const fromMs = Math.floor((nowMs - dayMs) / 1000) * 1000
  const toMs = fromMs + fiveYearsMs
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.publicKeyFromPem(publicKey)
  made.serialNumber = `5${digits(39)}`
  made.validity.notBefore = new Date(fromMs)
  made.validity.notAfter = new Date(toMs)
  made.setSubject([
    { shortName: 'C', value: 'CN' },
    { shortName: 'O', value: 'Tenpay.com' },
    { shortName: 'CN', value: 'Tenpay.com sign (MiniDesk practice)' },
  ])
  made.setIssuer([{ shortName: 'CN', value: 'MiniDesk practice CA' }])
  made.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return { serial: made.serialNumber.toUpperCase(), pem: forge.pki.certificateToPem(made).replaceAll('\r\n', '\n'), privateKey, fromMs, toMs }
}
