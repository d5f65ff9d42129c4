import { createPublicKey, randomBytes, sign } from 'node:crypto'

const oids = { sha256WithRsa: '2a864886f70d01010b', commonName: '550403', organization: '55040a' }

/**
 * A certificate of a practice merchant, signed by its own key (RFC 5280 in its shortest form). Written by hand, because
 * a library for it would make the first start of the program noticeably longer.
 * @param days how long it is valid from `nowMs`
 */
export function practiceCertificate(privateKeyPem: string, merchant: string, { nowMs, days }: { nowMs: number; days: number }): string {
  const spki = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' })
  const algorithm = sequence(der(0x06, Buffer.from(oids.sha256WithRsa, 'hex')), der(0x05, Buffer.alloc(0)))
  const name = sequence(part(oids.organization, 'MiniDesk practice'), part(oids.commonName, merchant))
  const validity = sequence(time(nowMs - 86_400_000), time(nowMs + days * 86_400_000))
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const body = sequence(version, der(0x02, serial()), algorithm, name, validity, name, spki)
  const signature = sign('sha256', body, privateKeyPem)
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/gu) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** Tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content])
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts))

/** One part of a name. */
const part = (oid: string, text: string) =>
  der(0x31, sequence(der(0x06, Buffer.from(oid, 'hex')), der(0x0c, Buffer.from(text, 'utf8'))))

/** GeneralizedTime, `YYYYMMDDHHMMSSZ`. */
const time = (ms: number) => der(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:T]/gu, '')}Z`, 'ascii'))

/** 20 random bytes, positive. */
function serial(): Buffer {
  const bytes = randomBytes(20)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}
