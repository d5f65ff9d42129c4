import type { DescribedCall } from '@shared/contract/payment-providers'
import { type CanonicalText, secretMark, type SigningStep, withSecret } from '@shared/domain/signatures'
import hex from 'crypto-js/enc-hex'
import hmacSha256 from 'crypto-js/hmac-sha256'
import md5 from 'crypto-js/md5'
import { Fault } from '../../../platform/errors/fault'
import { type DescribedValues, formatted } from './values'

/** A described call with everything filled in. */
export interface BuiltCall {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  /** Empty: none. */
  body: string
  canonical: CanonicalText
  signature: string
  /** Names of the fields that carry the key or the signature: no log shows them. */
  secretNames: string[]
}

export interface BuildWith {
  /** Where the account's requests go; the call cannot lead elsewhere. */
  base: string
  values: DescribedValues
  secret: string
}

const constant = /^'([^']*)'$/u
const placeholder = /\{([A-Za-z.]+)\}/gu

/** @throws Fault `payments.valueMissing`, `payments.describedPathLeads` */
export function buildCall(call: DescribedCall, { base, values, secret }: BuildWith): BuiltCall {
  const unsigned = call.fields.map((field) => ({ field, text: textOf(field.from, values, secret, field.format) }))
  const textByName = new Map(unsigned.map(({ field, text }) => [field.from, text]))
  const canonical = canonicalOf(call, (name) => textByName.get(name) ?? formatted(values.get(name), 'text'))
  const signature = digest(call, canonical, secret)
  const fields = unsigned.map(({ field, text }) => ({ field, text: field.from === 'sign' ? signature : text }))
  const missing = fields.find(({ field, text }) => text === '' && !field.optional)
  if (missing) throw new Fault('payments.valueMissing', { params: { value: missing.field.from } })
  const sent = fields.filter(({ text }) => text !== '').map(({ field, text }): [string, string] => [field.name, text])
  const carried = call.sign.field !== '' && signature !== '' && !sent.some(([name]) => name === call.sign.field)
  const all = carried ? [...sent, [call.sign.field, signature] as [string, string]] : sent
  const url = addressOf(call, base, values, signature)
  if (call.content === 'query') for (const [name, value] of all) url.search += `${url.search === '' ? '?' : '&'}${encoded(name, value)}`
  return {
    method: call.method,
    url: url.href,
    headers: headersOf(call, secret),
    body: bodyOf(call, all),
    canonical,
    signature,
    secretNames: [call.sign.field, ...call.fields.filter(({ from }) => from === 'secret' || from === 'sign').map(({ name }) => name)].filter((name) => name !== ''),
  }
}

function textOf(from: string, values: DescribedValues, secret: string, format: DescribedCall['fields'][number]['format']): string {
  const text = constant.exec(from)?.[1]
  if (text !== undefined) return text
  return from === 'secret' ? secret : formatted(values.get(from), format)
}

/** The parts in their order. A part that is sent too is signed as it is sent: the texts must not differ (§4.2). */
function canonicalOf({ sign }: DescribedCall, valueOf: (name: string) => string): CanonicalText {
  const steps: SigningStep[] = []
  const parts = sign.parts.map((part) => {
    const text = constant.exec(part)?.[1]
    if (part === 'secret') {
      steps.push({ rule: 'described.secret' })
      return secretMark
    }
    const value = text ?? valueOf(part)
    steps.push({ rule: text === undefined ? 'described.value' : 'described.constant', field: part, value })
    return value
  })
  if (sign.separator !== '') steps.push({ rule: 'described.separator', value: sign.separator })
  steps.push({ rule: 'described.algorithm', value: sign.algorithm }, { rule: `described.${sign.case}` })
  return { text: parts.join(sign.separator), steps }
}

function digest({ sign }: DescribedCall, canonical: CanonicalText, secret: string): string {
  if (sign.algorithm === 'none' || sign.algorithm === 'bearer') return ''
  const text = withSecret(canonical, secret).toWellFormed()
  const lower = sign.algorithm === 'md5' ? md5(text).toString(hex) : hmacSha256(text, secret).toString(hex)
  return sign.case === 'upper' ? lower.toUpperCase() : lower
}

function headersOf(call: DescribedCall, secret: string): Record<string, string> {
  const types = { query: undefined, form: 'application/x-www-form-urlencoded; charset=UTF-8', json: 'application/json' } as const
  const type = types[call.content]
  return { ...(type === undefined ? {} : { 'content-type': type }), ...(call.sign.algorithm === 'bearer' ? { authorization: `Bearer ${secret}` } : {}) }
}

const encoded = (name: string, value: string) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`

function bodyOf({ content }: DescribedCall, fields: readonly (readonly [string, string])[]): string {
  if (content === 'json') return JSON.stringify(Object.fromEntries(fields))
  return content === 'form' ? fields.map(([name, value]) => encoded(name, value)).join('&') : ''
}

/** The path on the account's own host; a value in it can be one segment, never a step up or another host. */
function addressOf(call: DescribedCall, base: string, values: DescribedValues, signature: string): URL {
  const path = call.path.replaceAll(placeholder, (_all, name: string) => {
    const text = name === 'sign' ? signature : formatted(values.get(name), 'text')
    if (text === '' || /^\.{1,2}$/u.test(text)) throw new Fault('payments.valueMissing', { params: { value: name } })
    return encodeURIComponent(text.toWellFormed())
  })
  const text = `${base.replace(/\/+$/u, '')}${path}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!isPlainPath(call.path) || url?.origin !== new URL(base).origin) throw new Fault('payments.describedPathLeads')
  return url
}

/** Starts with one slash; no step up, no backslash, no fragment. */
export function isPlainPath(path: string): boolean {
  return /^\/(?!\/)[^\s\\#]*$/u.test(path) && !/\/\.{1,2}(?:[/?]|$)/u.test(path) && !/%2e/iu.test(path)
}
