import type { StandInRequest } from '../http/server'
import { WechatRefusal } from './refusal'
import type { EnvVersion, SandboxApp } from './types'

const daySeconds = 86_400
const maximumDays = 30

/** Digits, letters and the listed signs; everything else has to be percent-encoded by the caller (§2.2). */
const queryCharacters = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%`]*$/

export const queryLimits = { encrypted: 1024, plain: 512, appended: 256 } as const

/** Path without its one permitted leading slash. */
export function pageOf(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path
}

export function pagesOf(app: SandboxApp, envVersion: EnvVersion): readonly string[] {
  if (envVersion === 'trial') return app.trialPages
  if (envVersion === 'develop') return app.developPages
  return app.released ? app.releasedPages : []
}

/** `release` when missing; throws 85402 for an unknown version (wechat-links-qr §2.2). */
export function checkEnvVersion(value: string | undefined): EnvVersion {
  if (value === undefined) return 'release'
  if (value === 'release' || value === 'trial' || value === 'develop') return value
  throw new WechatRefusal(85402)
}

/** Throws 40165 for a path that carries a query or is no page path at all. */
export function checkPathForm(path: string): void {
  if (!/^\/?[0-9A-Za-z_\-./]+$/.test(path) || path.startsWith('//')) throw new WechatRefusal(40165)
}

/** Throws 40165 unless the page is empty (home page) or part of the wanted version (wechat-links-qr §2.2). */
export function checkPage(app: SandboxApp, path: string, envVersion: EnvVersion): void {
  if (path === '') return
  checkPathForm(path)
  if (!pagesOf(app, envVersion).includes(pageOf(path))) throw new WechatRefusal(40165)
}

/** Why a query would be refused, or nothing. `maximum` in characters. */
export function queryFlaw(query: string, maximum: number): 'length' | 'characters' | 'shape' | undefined {
  if (query.length > maximum) return 'length'
  if (!queryCharacters.test(query)) return 'characters'
  if (query !== '' && !query.split('&').every((pair) => /^[^=]+=/.test(pair))) return 'shape'
  return undefined
}

/** Throws 40212 unless the query is `k1=v1&k2=v2` in permitted characters (wechat-links-qr §2.8). */
export function checkQuery(query: string, maximum: number): void {
  if (queryFlaw(query, maximum)) throw new WechatRefusal(40212)
}

/**
 * Throws 40212 for a query whose `&` was sent as `\\u0026`: refused so in the field for URL Links, taken for the
 * others too (§0, uncertain).
 */
export function checkEscapes(request: StandInRequest, query: string): void {
  if (query.includes('&') && request.body.includes('\\u0026')) throw new WechatRefusal(40212)
}

export interface ExpiryFields {
  isExpire: boolean | undefined
  expireType: number | undefined
  expireTime: number | undefined
  expireInterval: number | undefined
}

/**
 * The moment a scheme ends, in Unix seconds. Throws 85401 (wechat-links-qr §2.2, §7): a moment up to 60 s or from
 * 30 days ahead, days outside 1–30, fractions, a missing value of the chosen type, an unknown type. `is_expire: false`
 * asks for a permanent link, which has not existed since 2022-04 (§2.10); leaving it out is let through (uncertain).
 */
export function expiryOf(fields: ExpiryFields, nowSeconds: number): number {
  const { isExpire, expireType = 0, expireTime, expireInterval } = fields
  if (isExpire === false) throw new WechatRefusal(85401)
  if (expireType === 0) {
    if (!Number.isSafeInteger(expireTime) || expireTime === undefined) throw new WechatRefusal(85401)
    const ahead = expireTime - nowSeconds
    if (ahead <= 60 || ahead >= maximumDays * daySeconds) throw new WechatRefusal(85401)
    return expireTime
  }
  if (expireType !== 1 || !Number.isSafeInteger(expireInterval) || expireInterval === undefined) {
    throw new WechatRefusal(85401)
  }
  if (expireInterval < 1 || expireInterval > maximumDays) throw new WechatRefusal(85401)
  return nowSeconds + expireInterval * daySeconds
}
