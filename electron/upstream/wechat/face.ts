/**
 * Face verification (微信人脸核身): v2 `getverifyid`, `queryverifyinfo`; v1 `getuseridkey`, `getinfo`. Source:
 * geocoding-and-face §8.2, §8.4, §8.5. Bodies hold a person's name and number: nothing of an answer is quoted, neither
 * WeChat's words nor those of a gateway, because they may repeat what was sent.
 */
import { z } from 'zod'
import { jsonAnswer } from './answers'
import type { AnswerReader, Outcome } from './answers'
import { addressIn } from './errors'
import type { WechatCall } from './flights'
import { meaningOf } from './meanings'
import type { Run } from './session'

/** What a start came to. `refused`: a code that is about the data of this call, not about token, rights or rates. */
export type FaceStart = { refused?: undefined; credential: string; expiresInSeconds: number } | { refused: number }

/** The fields of an answer about a verification as WeChat names them; an `errcode` about the verification is one of them. */
export type FaceReply = Readonly<Record<string, string | number>>

export interface FaceCalls {
  /**
   * v2. A call without a readable answer is not repeated, because the serial number would then be taken: Fault
   * `wechat.credentialLost`; asking anew with a new number is harmless.
   */
  verifyId(appId: string, person: Person & { outSeqNo: string; openid: string }, call: WechatCall): Promise<FaceStart>
  /** v2: how it ended, `errcode` and `verify_ret`. */
  queryVerifyInfo(appId: string, of: { verifyId: string; outSeqNo: string; openid: string; certHash: string }, call: WechatCall): Promise<FaceReply>
  /** v1, as {@link verifyId}. */
  userIdKey(appId: string, person: Person & { outSeqNo: string }, call: WechatCall): Promise<FaceStart>
  /** v1: how it ended. */
  info(appId: string, verifyResult: string, call: WechatCall): Promise<FaceReply>
}

interface Person {
  /** In normal form: NFC; the number with an upper-case X. */
  name: string
  number: string
}

const seconds = z.number().positive().default(3600)
const VerifyIdAnswer = z.looseObject({ verify_id: z.string().min(1), expires_in: seconds })
const UserIdKeyAnswer = z.looseObject({ user_id_key: z.string().min(1), expires_in: seconds })
const scalar = z.union([z.string(), z.number()])
/** Only fields that are known are taken: an unknown one could hold anything. */
const ReplyAnswer = z.object({
  // An answer about a verification that does not say how the call went says too little.
  errcode: z.int().optional(),
  verify_ret: scalar.optional(),
  identify_ret: scalar.optional(),
  identify_time: scalar.optional(),
  finish_time: scalar.optional(),
  openid: z.string().optional(),
  user_id_key: z.string().optional(),
  out_seq_no: z.string().optional(),
  id_card_number_md5: z.string().optional(),
  name_utf8_md5: z.string().optional(),
})

const root = '/cityservice/face/identify'
const common = { rate: 'query', endpoint: 'account', unquoted: true } as const

/** Reads an answer; a code that says something about the verification itself becomes what `stated` makes of it. */
function faceAnswer<T>(payload: z.ZodType<T>, stated: (errcode: number) => T): AnswerReader<T> {
  const read = jsonAnswer(payload)
  return (response, unreadable): Outcome<T> => {
    const outcome = read(response, unreadable)
    if (outcome.ok) return outcome
    const { errcode, message, requestId } = outcome.refusal
    if (meaningOf(errcode, 'account') === undefined) return { ok: true, value: stated(errcode), requestId, errcode }
    const address = errcode === 40164 ? addressIn(message) : undefined
    return { ok: false, refusal: { errcode, message: address === undefined ? '' : `invalid ip ${address}`, requestId } }
  }
}

const startOf = <T>(payload: z.ZodType<T>, credentialOf: (answer: T) => string, lifeOf: (answer: T) => number) =>
  faceAnswer<FaceStart>(
    payload.transform((answer) => ({ credential: credentialOf(answer), expiresInSeconds: lifeOf(answer) })),
    (refused) => ({ refused }),
  )

const readVerifyId = startOf(VerifyIdAnswer, ({ verify_id }) => verify_id, ({ expires_in }) => expires_in)
const readUserIdKey = startOf(UserIdKeyAnswer, ({ user_id_key }) => user_id_key, ({ expires_in }) => expires_in)
const readReply = faceAnswer<FaceReply>(
  ReplyAnswer.transform((answer) => Object.fromEntries(Object.entries(answer).filter((entry): entry is [string, string | number] => entry[1] !== undefined))),
  (errcode) => ({ errcode }),
)

/** The calls of this family. */
export function faceCalls(run: Run): FaceCalls {
  return {
    verifyId: async (appId, { name, number, outSeqNo, openid }, call) => {
      const json = { out_seq_no: outSeqNo, openid, cert_info: { cert_type: 'IDENTITY_CARD', cert_name: name, cert_no: number } }
      return (await run(appId, { ...common, path: `${root}/getverifyid`, json, read: readVerifyId, unknown: 'wechat.credentialLost' }, call)).value
    },
    queryVerifyInfo: async (appId, { verifyId, outSeqNo, openid, certHash }, call) => {
      const json = { verify_id: verifyId, out_seq_no: outSeqNo, openid, cert_hash: certHash }
      return (await run(appId, { ...common, path: `${root}/queryverifyinfo`, json, read: readReply }, call)).value
    },
    userIdKey: async (appId, { name, number, outSeqNo }, call) => {
      const json = { name, id_card_number: number, out_seq_no: outSeqNo }
      return (await run(appId, { ...common, path: `${root}/getuseridkey`, json, read: readUserIdKey, unknown: 'wechat.credentialLost' }, call)).value
    },
    info: async (appId, verifyResult, call) =>
      (await run(appId, { ...common, path: `${root}/getinfo`, json: { verify_result: verifyResult }, read: readReply }, call)).value,
  }
}
