import { constants, createCipheriv, type KeyObject, sign, verify } from 'node:crypto'
import type { StandInRequest } from '../http/server'
import type { Merchant, Merchants } from './merchants'
import { V3Refusal, wrongField } from './refusal'

const windowSeconds = 300
const scheme = 'WECHATPAY2-SHA256-RSA2048 '
const parts = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const
type Authorization = Record<(typeof parts)[number], string>

/** Checks the header of every request (§8.2): form, certificate, time, nonce, and the signature over the wire's own text. */
export class Door {
  readonly #merchants: Merchants
  readonly #nonces = new Map<string, number>()

  constructor(merchants: Merchants) {
    this.#merchants = merchants
  }

  /** The merchant that signed. @throws V3Refusal */
  admit(request: StandInRequest, nowMs: number): Merchant {
    checkHeaders(request)
    const said = readAuthorization(request.headers.authorization ?? '')
    const merchant = this.#merchants.withCertificate(said.mchid, said.serial_no)
    const now = Math.floor(nowMs / 1000)
    if (Math.abs(Number(said.timestamp) - now) > windowSeconds) {
      throw new V3Refusal(401, 'SIGN_ERROR', 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟')
    }
    const text = [request.method, request.target, said.timestamp, said.nonce_str, request.body.toString('utf8'), ''].join('\n')
    if (!isRight(text, said.signature, merchant.publicKey)) throw wrongSignature(request, text)
    this.#spend(`${said.mchid} ${said.nonce_str}`, now)
    return merchant
  }

  #spend(nonce: string, now: number): void {
    for (const [old, at] of this.#nonces) if (now - at > 2 * windowSeconds) this.#nonces.delete(old)
    if (this.#nonces.has(nonce)) throw new V3Refusal(401, 'SIGN_ERROR', '请求重复：nonce_str已经使用过')
    this.#nonces.set(nonce, now)
  }
}

function checkHeaders({ method, headers, body }: StandInRequest): void {
  if (!/application\/json|\*\/\*/u.test(headers.accept ?? '')) throw wrongHeader(406, 'Accept', headers.accept)
  if ((headers['user-agent'] ?? '') === '') throw wrongHeader(403, 'User-Agent', '')
  if (method !== 'GET' && body.length > 0 && !/^application\/json\b/u.test(headers['content-type'] ?? '')) {
    throw wrongHeader(415, 'Content-Type', headers['content-type'])
  }
}

function wrongHeader(status: number, name: string, value: string | undefined): V3Refusal {
  const { message, detail } = wrongField(name, value, `请求头${name}不正确`, 'header')
  return new V3Refusal(status, 'PARAM_ERROR', message, detail)
}

function readAuthorization(header: string): Authorization {
  const said = new Map<string, string>()
  if (header.startsWith(scheme)) {
    for (const [, name = '', value = ''] of header.slice(scheme.length).matchAll(/(\w+)="([^"]*)"/gu)) said.set(name, value)
  }
  const read = Object.fromEntries(parts.map((name) => [name, said.get(name) ?? ''])) as Authorization
  if (Object.values(read).includes('') || said.size !== parts.length || !/^\d{10}$/u.test(read.timestamp)) {
    throw new V3Refusal(401, 'SIGN_ERROR', 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》')
  }
  return read
}

function isRight(text: string, signature: string, key: KeyObject | undefined): boolean {
  if (!key) return false
  return verify('sha256', Buffer.from(text), { key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(signature, 'base64'))
}

/** As the real one, it shows which text it expected, cut short. */
function wrongSignature({ method, target }: StandInRequest, text: string): V3Refusal {
  return new V3Refusal(401, 'SIGN_ERROR', '签名错误，请检查后再试', {
    field: 'signature',
    issue: 'sign not match',
    location: 'authorization',
    sign_information: { method, url: target, truncated_sign_message: text.slice(0, 100), sign_message_length: Buffer.byteLength(text) },
  })
}

export function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), { key, padding: constants.RSA_PKCS1_PADDING }).toString('base64')
}

/** The four headers of an answer or a callback (§8.3). */
export function signedHeaders(body: string, signer: { serial: string; key: KeyObject }, said: { seconds: number; nonce: string }): Record<string, string> {
  const signature = signText(`${said.seconds}\n${said.nonce}\n${body}\n`, signer.key)
  return {
    'wechatpay-timestamp': String(said.seconds),
    'wechatpay-nonce': said.nonce,
    'wechatpay-signature': signature,
    'wechatpay-serial': signer.serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** `AEAD_AES_256_GCM` (§8.3): the tag follows the text. `nonce`: 12 characters. */
export function seal(plain: string, key: Buffer, nonce: string, associatedData: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce))
  cipher.setAAD(Buffer.from(associatedData))
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}
