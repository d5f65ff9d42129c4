/** Reads an answer of APIv2 on its three levels, its signature first. Source: payment-providers §7.2, §7.4. */
import { timingSafeEqual } from 'node:crypto'
import { wechatPayV2Signature, wechatPayV2SignTypeOf, wechatPayV2Text } from '@shared/domain/signatures'
import { parseFlatXml } from '@shared/domain/xml-flat'
import { Fault } from '../../platform/errors/fault'
import { isOwn, type V2Account } from './account'
import type { Refusal } from './errors'

export type Fields = ReadonlyMap<string, string>

export type Answer = { ok: true; fields: Fields; raw: string } | { ok: false; refusal: Refusal }

/** More than ten refunds with coupons never come in one answer. */
const longestAnswer = 256 * 1024

/** Bytes as text; `undefined` where they are no UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Whether the fields carry the signature that the account's key gives; all of them count, also unknown ones. */
export function isSigned(fields: Fields, apiKey: string): boolean {
  const theirs = fields.get('sign') ?? ''
  const type = wechatPayV2SignTypeOf(theirs)
  if (type === undefined) return false
  const ours = wechatPayV2Signature(wechatPayV2Text(fields), apiKey, type)
  return timingSafeEqual(Buffer.from(ours, 'latin1'), Buffer.from(theirs, 'latin1'))
}

/**
 * @throws Fault `wechatpayV2.answerUnreadable`, `payments.answerUnsigned`, `wechatpayV2.answerOfOther`: then nobody
 *   knows what became of the call
 */
export function readAnswer(bytes: Uint8Array, account: V2Account): Answer {
  const raw = utf8(bytes)
  const parsed = raw === undefined ? undefined : parseFlatXml(raw, { maxLength: longestAnswer })
  if (raw === undefined || !parsed?.ok) throw unreadable(parsed?.problem ?? 'encoding')
  const { fields } = parsed
  const level = fields.get('return_code')
  if (level === 'FAIL') {
    const message = fields.get('return_msg') ?? ''
    return { ok: false, refusal: { level: 'transport', code: '', message } }
  }
  if (level !== 'SUCCESS') throw unreadable('return_code')
  if (!isSigned(fields, account.apiKey)) throw new Fault('payments.answerUnsigned', { retry: 'afterCheck' })
  if (!isOwn(account, fields)) throw new Fault('wechatpayV2.answerOfOther', { retry: 'afterCheck' })
  const result = fields.get('result_code')
  if (result === 'SUCCESS') return { ok: true, fields, raw }
  if (result !== 'FAIL') throw unreadable('result_code')
  const refusal = { level: 'business', code: fields.get('err_code') ?? '', message: fields.get('err_code_des') ?? '' } as const
  return { ok: false, refusal }
}

function unreadable(reason: string): Fault {
  return new Fault('wechatpayV2.answerUnreadable', { params: { reason }, retry: 'afterCheck' })
}

/** A whole number of minor units as WeChat writes it; `undefined` for anything else. */
export function minorIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : undefined
}
