import type { StandInRequest } from '../http/server'
import { WechatRefusal } from './refusal'

export type JsonObject = Record<string, unknown>

/**
 * The JSON object of a request body. Throws 44002 (empty) and 47001: not UTF-8, not JSON, not an object, or a form
 * post (wechat-links-qr §0).
 */
export function jsonBody(request: StandInRequest): JsonObject {
  if (request.body.length === 0) throw new WechatRefusal(44002)
  const type = request.headers['content-type'] ?? ''
  if (/^\s*(application\/x-www-form-urlencoded|multipart\/)/i.test(type)) throw new WechatRefusal(47001)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.body))
  } catch {
    throw new WechatRefusal(47001)
  }
  if (!isObject(value)) throw new WechatRefusal(47001)
  return value
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own properties only: `{"__proto__": …}` or a field named like a method of objects must not be taken for input. */
function field(body: JsonObject, name: string): unknown {
  return Object.hasOwn(body, name) ? body[name] : undefined
}

function optional<T>(body: JsonObject, name: string, is: (value: unknown) => value is T): T | undefined {
  const value = field(body, name)
  if (value === undefined) return undefined
  if (!is(value)) throw new WechatRefusal(47001)
  return value
}

/** A field that may be missing; another JSON type, also null, is 47001 (wechat-links-qr §0). */
export const optionalString = (body: JsonObject, name: string): string | undefined =>
  optional(body, name, (value) => typeof value === 'string')
export const optionalNumber = (body: JsonObject, name: string): number | undefined =>
  optional(body, name, (value) => typeof value === 'number')
export const optionalBoolean = (body: JsonObject, name: string): boolean | undefined =>
  optional(body, name, (value) => typeof value === 'boolean')
export const optionalObject = (body: JsonObject, name: string): JsonObject | undefined =>
  optional(body, name, isObject)
