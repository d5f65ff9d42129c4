/** Faults for what WeChat refuses, and what follows from them. Source: wechat-links-qr §0, §1.3, §1.4. */
import { isIP } from 'node:net'
import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import { allMeanings, meaningOf } from './meanings'
import type { Endpoint, Reach } from './meanings'

export type { Endpoint } from './meanings'

/** A certain refusal: WeChat answered, and did not do it. */
export interface Refusal {
  errcode: number
  /** WeChat's words without the request id. */
  message: string
  /** `rid`, by which WeChat's support finds the call. */
  requestId: string | undefined
}

const codeOf = (name: string) => `wechat.${name}`
const codesOf = (reach: Reach) =>
  new Set(allMeanings.filter((meaning) => meaning.reach === reach).map(({ name }) => codeOf(name)))
const quotaStops = codesOf('quota')
// An address without its number in the text is the same refusal.
const appStops = codesOf('app').add('wechat.addressNotWhitelisted')

/**
 * Whether an amount is used up (45009, 44993, 45029, 85400, 85406 and those of rules): a batch stops here and keeps its
 * other rows waiting (wechat-links-qr §1.4). Takes a fault or an envelope.
 */
export function isQuotaStop(fault: { code: string }): boolean {
  return quotaStops.has(fault.code)
}

/** Whether every further call of this mini program would be refused for the same reason, such as a wrong secret. */
export function isAppStop(fault: { code: string }): boolean {
  return appStops.has(fault.code)
}

/** All codes that a Fault of {@link refusalFault} can have; each has a text under `errors`. */
export function refusalCodes(): string[] {
  const named = allMeanings.map(({ name }) => codeOf(name))
  return [...new Set([...named, 'wechat.addressNotWhitelisted', 'wechat.other'])]
}

/** Takes `rid: xxxxxxxx-xxxxxxxx-xxxxxxxx` out of an `errmsg` (wechat-links-qr §0). */
export function readErrmsg(errmsg: string): { message: string; requestId: string | undefined } {
  const rid = /\s*\brid:\s*([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})/iu.exec(errmsg)
  return { message: rid ? errmsg.replace(rid[0], '').trim() : errmsg.trim(), requestId: rid?.[1] }
}

/**
 * The public address in the text of 40164, `invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist`
 * (wechat-links-qr §1.3); an IPv4 address written as IPv6 is given as IPv4, as the whitelist wants it.
 */
export function addressIn(message: string): string | undefined {
  const found = /\binvalid ip\s+([0-9a-f.:]+)?(?:,?\s*ipv6\s+([0-9a-f.:]+))?/iu.exec(message)
  for (const written of [found?.[1], found?.[2]]) {
    const address = written?.replace(/^::ffff:(?=\d+\.)/iu, '')
    if (address !== undefined && isIP(address) !== 0) return address
  }
  return undefined
}

/** The fault for a certain refusal. `redact` cleans WeChat's own words, should they repeat what was sent. */
export function refusalFault(
  refusal: Refusal,
  endpoint: Endpoint,
  context: { appId: string; redact: (text: string) => string; cause?: unknown },
): Fault {
  const { errcode, requestId } = refusal
  const message = context.redact(refusal.message)
  const meaning = meaningOf(errcode, endpoint)
  const params: MessageParams = { appId: context.appId, errcode }
  let name = meaning?.name ?? 'other'
  if (!meaning) params['message'] = message
  if (errcode === 40164) {
    const ip = addressIn(message)
    if (ip === undefined) name = 'addressNotWhitelisted'
    else params['ip'] = ip
  }
  return new Fault(codeOf(name), {
    params,
    upstream: { system: 'wechat', code: String(errcode), message, ...(requestId ? { requestId } : {}) },
    retry: meaning?.again ? 'safe' : 'no',
  })
}
