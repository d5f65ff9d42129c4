import type { StandInReply } from '../http/server'
import { signed } from './signature'
import { type Fields, writeXml } from './xml'

/** What a call came to on its second level. */
export type Result = { ok: true; fields: Fields; number?: string } | { ok: false; code: string; words: string; number?: string }

export const refused = (code: string, words: string): Result => ({ ok: false, code, words })

export interface Caller {
  mchid: string
  appid: string
  subMchid: string
  subAppid: string
  key: string
  signType: string
  overseas: boolean
}

const reply = (fields: Fields): StandInReply => ({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: writeXml(fields) })

/** `return_code` FAIL: not taken in, not signed. */
export const notTakenIn = (words: string): StandInReply => reply([['return_code', 'FAIL'], ['return_msg', words]])

/** Signed with the caller's key; with a wrong one where the stand-in was told to. */
export function answered(result: Result, caller: Caller, nonce: string, badly: boolean): StandInReply {
  const own: Fields = [
    ['return_code', 'SUCCESS'],
    ['return_msg', 'OK'],
    ['appid', caller.appid],
    ['mch_id', caller.mchid],
    ['sub_appid', caller.subAppid],
    ['sub_mch_id', caller.subMchid],
    ['nonce_str', nonce],
  ]
  const level: Fields = result.ok
    ? [['result_code', 'SUCCESS'], ...result.fields]
    : [['result_code', 'FAIL'], ['err_code', result.code], ['err_code_des', result.words]]
  const fields = [...own, ...level].filter(([, value]) => value !== '')
  return reply(signed(fields, badly ? 'x'.repeat(32) : caller.key, caller.signType))
}
