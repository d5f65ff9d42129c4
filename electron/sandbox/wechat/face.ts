import { type JsonObject, jsonBody, optionalObject, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { faceLifetimeMs, type FaceOutcome, type FaceSession } from './face-book'
import { WechatRefusal } from './refusal'

/**
 * Face verification: `getverifyid` and `queryverifyinfo` (geocoding-and-face §8.5), `getuseridkey` and `getinfo` (§8.2).
 * Codes beyond 84001, 84002, 84003, 84006, identify_ret 10003 and those of `verify_ret` are uncertain.
 */

interface Ok {
  errcode: 0
  errmsg: 'ok'
}
const ok: Ok = { errcode: 0, errmsg: 'ok' }

const serialForm = /^[0-9A-Za-z_-]{5,32}$/
const openidForm = /^o[0-9A-Za-z_-]{27}$/

/** Weights and characters of MOD 11-2 by powers of two, not by a table. */
function isCardNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false
  let power = 1
  let sum = 0
  for (const character of text.split('').reverse()) {
    sum += power * (character === 'X' ? 10 : Number(character))
    power = (power * 2) % 11
  }
  return sum % 11 === 1
}

/** Throws 84006 (name or number empty) and 40097 (no such card). */
function person(name: string | undefined, number: string | undefined): { name: string; number: string } {
  if (!name || !number) throw new WechatRefusal(84006)
  // A small x is taken for another character here, as digests of the platform have it upper-case.
  if (!isCardNumber(number)) throw new WechatRefusal(40097)
  return { name, number }
}

/** Throws 40097: form, or used before by this account. */
function serial({ world }: WechatCall, appId: string, text: string): string {
  if (!serialForm.test(text) || world.faces.serialTaken(appId, text)) throw new WechatRefusal(40097)
  return text
}

/** `POST /cityservice/face/identify/getverifyid`. Throws 40003 for a user of another account. */
export function getVerifyId(call: WechatCall): Ok & { verify_id: string; expires_in: number } {
  const { world, request, now } = call
  const { appId } = admit(call)
  const body = jsonBody(request)
  const outSeqNo = serial(call, appId, optionalString(body, 'out_seq_no') ?? '')
  const openid = optionalString(body, 'openid') ?? ''
  if (!openidForm.test(openid) || !world.faces.belongs(openid, appId)) throw new WechatRefusal(40003)
  const cert: JsonObject = optionalObject(body, 'cert_info') ?? {}
  if (optionalString(cert, 'cert_type') !== 'IDENTITY_CARD') throw new WechatRefusal(40097)
  const who = person(optionalString(cert, 'cert_name'), optionalString(cert, 'cert_no'))
  const { credential } = world.faces.begin(who, { interface: 'v2', appId, openid, outSeqNo, issuedAt: now })
  return { ...ok, verify_id: credential, expires_in: faceLifetimeMs / 1000 }
}

const verifyRet: Record<FaceOutcome, number> = { passed: 10_000, otherPerson: 10_003, cancelled: 90_002, timeout: 90_017, unsupported: 90_001 }

/**
 * `POST /cityservice/face/identify/queryverifyinfo`. 84003 unknown, 84002 over, 84001 another serial number, user or
 * certificate than at the start, or not finished.
 */
export function queryVerifyInfo(call: WechatCall): Ok & { verify_ret: number } {
  const { world, request, now } = call
  const { appId } = admit(call)
  const body = jsonBody(request)
  const session = world.faces.find(optionalString(body, 'verify_id') ?? '')
  if (!session || session.interface !== 'v2' || session.appId !== appId) throw new WechatRefusal(84003)
  if (now >= session.issuedAt + faceLifetimeMs) throw new WechatRefusal(84002)
  const same =
    optionalString(body, 'out_seq_no') === session.outSeqNo &&
    optionalString(body, 'openid') === session.openid &&
    optionalString(body, 'cert_hash') === session.certHash
  if (!same || !session.finished) throw new WechatRefusal(84001)
  return { ...ok, verify_ret: verifyRet[session.finished.outcome] }
}

/** Throws 48001 from the day on which v1 ends, where the stand-in is told one. That code is uncertain. */
function refuseRetired({ world, now }: WechatCall): void {
  const { faceV1EndsAt } = world.limits
  if (faceV1EndsAt !== null && now >= Date.parse(faceV1EndsAt)) throw new WechatRefusal(48001)
}

/** `POST /cityservice/face/identify/getuseridkey`; a serial number is optional. */
export function getUserIdKey(call: WechatCall): Ok & { user_id_key: string; expires_in: number } {
  const { world, request, now } = call
  const { appId } = admit(call)
  refuseRetired(call)
  const body = jsonBody(request)
  const given = optionalString(body, 'out_seq_no') ?? ''
  const outSeqNo = given === '' ? '' : serial(call, appId, given)
  const who = person(optionalString(body, 'name'), optionalString(body, 'id_card_number'))
  const { credential } = world.faces.begin(who, { interface: 'v1', appId, openid: '', outSeqNo, issuedAt: now })
  return { ...ok, user_id_key: credential, expires_in: faceLifetimeMs / 1000 }
}

/** `POST /cityservice/face/identify/getinfo`. 84001 no such result, 84002 over. */
export function getInfo(call: WechatCall): object {
  const { world, request, now } = call
  const { appId } = admit(call)
  refuseRetired(call)
  const session = world.faces.byResult(optionalString(jsonBody(request), 'verify_result') ?? '')
  if (!session?.finished || session.appId !== appId) throw new WechatRefusal(84001)
  const { outcome, at, digits } = session.finished
  if (now >= at + faceLifetimeMs) throw new WechatRefusal(84002)
  return {
    ...ok,
    identify_ret: outcome === 'passed' ? 0 : 10_003,
    identify_time: Math.floor(at / 1000),
    validate_data: digits,
    openid: session.openid,
    user_id_key: session.credential,
    finish_time: Math.floor(at / 1000),
    id_card_number_md5: session.numberMd5,
    name_utf8_md5: session.nameMd5,
    check_alive_type: 0,
  }
}

/** The event that the platform pushes for v1 when a serial number was given (seed catalogue A23-6); empty without one. */
export function facePush(session: FaceSession, originalId: string): string {
  const { openid, outSeqNo, finished } = session
  if (session.interface !== 'v1' || outSeqNo === '' || !finished || finished.verifyResult === '') return ''
  const cdata = (text: string) => `<![CDATA[${text}]]>`
  return [
    '<xml>',
    `<ToUserName>${cdata(originalId)}</ToUserName>`,
    `<FromUserName>${cdata(openid)}</FromUserName>`,
    `<CreateTime>${Math.floor(finished.at / 1000)}</CreateTime>`,
    `<MsgType>${cdata('event')}</MsgType>`,
    `<Event>${cdata('face_identify')}</Event>`,
    `<openid>${cdata(openid)}</openid>`,
    `<out_seq_no>${cdata(outSeqNo)}</out_seq_no>`,
    `<verify_result>${cdata(finished.verifyResult)}</verify_result>`,
    '</xml>',
  ].join('\n')
}
