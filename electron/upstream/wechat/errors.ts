/**
 * What WeChat's error codes mean and what follows from them. Source: wechat-links-qr §0 (all endpoints), §1.1–1.4
 * (token endpoints), §2.8 (link family).
 */
import { isIP } from 'node:net'
import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'

/** A certain refusal: WeChat answered, and did not do it. */
export interface Refusal {
  errcode: number
  /** WeChat's words without the request id. */
  message: string
  /** `rid`, by which WeChat's support finds the call. */
  requestId: string | undefined
}

/** What a refusal says about the calls that would follow. */
type Reach =
  /** Only this call. */
  | 'call'
  /** Wait a little and repeat. */
  | 'wait'
  /** An amount is used up for the day, or for good. */
  | 'quota'
  /** Every call of this mini program, until a person has changed something. */
  | 'app'

interface Meaning {
  name: string
  reach: Reach
  /** The same call may be sent again once the text has been followed. */
  again?: true
}

const everywhere: Readonly<Record<number, Meaning>> = {
  [-1]: { name: 'busy', reach: 'wait', again: true },
  40001: { name: 'tokenRejected', reach: 'app', again: true },
  40002: { name: 'subjectNotAllowed', reach: 'app' },
  40013: { name: 'generationBanned', reach: 'app' },
  40014: { name: 'tokenRejected', reach: 'app', again: true },
  40066: { name: 'pageNotReleased', reach: 'call' },
  40097: { name: 'argumentRefused', reach: 'call' },
  40125: { name: 'secretWrong', reach: 'app' },
  40164: { name: 'ipNotWhitelisted', reach: 'app', again: true },
  40165: { name: 'pathRefused', reach: 'call' },
  40212: { name: 'queryRefused', reach: 'call' },
  40225: { name: 'titleRefused', reach: 'call' },
  40243: { name: 'secretFrozen', reach: 'app', again: true },
  41001: { name: 'tokenMissing', reach: 'call' },
  41002: { name: 'appIdMissing', reach: 'app' },
  41004: { name: 'secretMissing', reach: 'app' },
  42001: { name: 'tokenExpired', reach: 'app', again: true },
  43002: { name: 'methodRefused', reach: 'call' },
  43104: { name: 'shortLinkNotGranted', reach: 'app' },
  44002: { name: 'bodyMissing', reach: 'call' },
  44990: { name: 'tooManyThisSecond', reach: 'wait', again: true },
  44993: { name: 'dailyLinksUsedUp', reach: 'quota' },
  45009: { name: 'dailyCallsUsedUp', reach: 'quota' },
  45011: { name: 'tooManyThisMinute', reach: 'wait', again: true },
  47001: { name: 'bodyMalformed', reach: 'call' },
  48001: { name: 'interfaceNotGranted', reach: 'app' },
  50002: { name: 'accountRestricted', reach: 'app' },
  50004: { name: 'tokenForbidden', reach: 'app' },
  50007: { name: 'accountFrozen', reach: 'app' },
  85079: { name: 'neverReleased', reach: 'app' },
  85088: { name: 'cloudNotEnabled', reach: 'app' },
  85400: { name: 'permanentLinksUsedUp', reach: 'quota' },
  85401: { name: 'expiryOutOfRange', reach: 'call' },
  85402: { name: 'envVersionUnknown', reach: 'call' },
  85403: { name: 'linkNotFound', reach: 'call' },
  85405: { name: 'plainSchemeNotDeclared', reach: 'call' },
  85406: { name: 'dailyOpeningsUsedUp', reach: 'quota' },
  85407: { name: 'schemeNotGranted', reach: 'app' },
  85408: { name: 'appBanned', reach: 'app' },
  89503: { name: 'ipNeedsConfirmation', reach: 'app', again: true },
  89506: { name: 'ipRefusedForDay', reach: 'app' },
  89507: { name: 'ipRefusedForHour', reach: 'app' },
}

/** Where a token endpoint means something else by the same number. */
const onTokenCall: Readonly<Record<number, Meaning>> = {
  40001: { name: 'secretWrong', reach: 'app' },
  40002: { name: 'grantTypeRefused', reach: 'app' },
  40013: { name: 'appIdWrong', reach: 'app' },
}

/** Which endpoint refused. */
export type Endpoint = 'token' | 'link'

const codeOf = (name: string) => `wechat.${name}`
const codesOf = (reach: Reach) =>
  new Set(
    [...Object.values(everywhere), ...Object.values(onTokenCall)]
      .filter((meaning) => meaning.reach === reach)
      .map(({ name }) => codeOf(name)),
  )
const quotaStops = codesOf('quota')
// An address without its number in the text is the same refusal.
const appStops = codesOf('app').add('wechat.addressNotWhitelisted')

/**
 * Whether an amount is used up (45009, 44993, 85400, 85406): a batch stops here and keeps its other rows waiting
 * (wechat-links-qr §1.4). Takes a fault or an envelope.
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
  const named = [...Object.values(everywhere), ...Object.values(onTokenCall)].map(({ name }) => codeOf(name))
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
  const meaning = (endpoint === 'token' ? onTokenCall[errcode] : undefined) ?? everywhere[errcode]
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
