/**
 * When a person counts as verified: errcode 0 and `identify_ret` 0 (v1) or `verify_ret` 10000 (v2), number and name
 * those of the person, the user and the request those that were meant, in time, and not counted before. Source:
 * geocoding-and-face §8.3 and §8.5, seed catalogue A23-7. Pure: digests come from outside.
 */

export type FaceInterface = 'v1' | 'v2'
export const conditionKeys = [
  'callSucceeded',
  'personVerified',
  'numberMatches',
  'nameMatches',
  'userMatches',
  'requestMatches',
  'inTime',
  'notUsedBefore',
] as const
export type ConditionKey = (typeof conditionKeys)[number]
export type ConditionState = 'held' | 'broken' | 'unknown' | 'notApplicable'

/** `reason` is a text key under `identity.reasons`; its params hold no personal data. */
export interface Condition {
  key: ConditionKey
  state: ConditionState
  reason: { code: string; params: Record<string, string | number> }
}

/** What an answer said; what it did not say is absent. Times are Unix seconds, digests lower-case hex. */
export interface FaceAnswer {
  errcode?: number
  /** `identify_ret` or `verify_ret`. */
  result?: number
  identifyTime?: number
  finishTime?: number
  openid?: string
  userIdKey?: string
  verifyId?: string
  outSeqNo?: string
  certHash?: string
  numberMd5?: string
  nameMd5?: string
}

/** What the answer must fit; empty or absent where it is not known. */
export interface Expectation {
  openid?: string
  userIdKey?: string
  verifyId?: string
  outSeqNo?: string
  certHash?: string
  numberMd5?: string
  /** Of the number with a small x: only to tell that mistake from another person. */
  numberMd5SmallX?: string
  nameMd5?: string
  /** When the credential was issued, milliseconds since 1970. */
  issuedAt?: number
}

export interface Judgement {
  interface: FaceInterface
  answer: FaceAnswer
  expected: Expectation
  /**
   * v2: `cert_hash`, `openid` and `out_seq_no` of `expected` went out with this very question, so that WeChat compared
   * them; its answer repeats none of them.
   */
  sent: boolean
  /** v2, pasted: what is known here of the credential that the answer is said to be about. */
  issuedHere?: Expectation
  /** Milliseconds since 1970. */
  now: number
  windowMinutes: number
  /** Undefined: there is nothing by which the result could be recognised. */
  usedBefore: boolean | undefined
  /** Only told, not counted: nothing keeps the same answer from being told again, so it verifies nobody. */
  uncounted?: boolean
}

/** Both clocks are somebody else's. */
const skewMs = 5 * 60_000

const passed: Record<FaceInterface, number> = { v1: 0, v2: 10_000 }

type Finding = Omit<Condition, 'key'>
const finding = (state: ConditionState, code: string, params: Condition['reason']['params'] = {}): Finding => ({ state, reason: { code, params } })
const held = (code: string, params?: Condition['reason']['params']) => finding('held', code, params)
const broken = (code: string, params?: Condition['reason']['params']) => finding('broken', code, params)
const unknown = (code: string, params?: Condition['reason']['params']) => finding('unknown', code, params)

/** Every condition with its state, in the order of {@link conditionKeys}. */
export function conditionsOf(given: Judgement): Condition[] {
  const rules: Record<ConditionKey, (given: Judgement) => Finding> = {
    callSucceeded,
    personVerified,
    numberMatches: (one) => dataMatches(one, 'number'),
    nameMatches: (one) => dataMatches(one, 'name'),
    userMatches,
    requestMatches,
    inTime,
    notUsedBefore,
  }
  return conditionKeys.map((key) => ({ key, ...rules[key](given) }))
}

/** One broken condition is enough; anything but “held” in one of them is not verified. */
export function verdictOf(conditions: readonly Condition[]): 'verified' | 'notVerified' | 'unknown' {
  if (conditions.some(({ state }) => state === 'broken')) return 'notVerified'
  const isHeld = (key: ConditionKey) => {
    const those = conditions.filter((condition) => condition.key === key)
    return those.length === 1 && those[0]?.state === 'held'
  }
  return conditionKeys.every(isHeld) ? 'verified' : 'unknown'
}

/** The same conditions for a result that turned out to be counted already. */
export function asUsed(conditions: readonly Condition[]): Condition[] {
  return conditions.map((condition) => (condition.key === 'notUsedBefore' ? { key: condition.key, ...broken('usedBefore') } : condition))
}

function callSucceeded({ answer }: Judgement): Finding {
  if (answer.errcode === undefined) return unknown('noErrcode')
  return answer.errcode === 0 ? held('errcodeZero') : broken('errcode', { code: answer.errcode })
}

function personVerified({ interface: face, answer }: Judgement): Finding {
  const field = face === 'v1' ? 'identify_ret' : 'verify_ret'
  if (answer.result === undefined) return unknown('noResult', { field })
  if (answer.result === passed[face]) return answer.errcode === 0 ? held('resultPassed', { field }) : unknown('resultWithoutCall', { field })
  return broken('resultFailed', { field, code: answer.result })
}

/** v1 answers with a digest for each; v2 has one digest over both, which WeChat compares and does not give back. */
function dataMatches(given: Judgement, which: 'number' | 'name'): Finding {
  return given.interface === 'v1' ? digestMatches(given, which) : certificateMatches(given)
}

function digestMatches({ answer, expected }: Judgement, which: 'number' | 'name'): Finding {
  const [said, wanted] = which === 'number' ? [answer.numberMd5, expected.numberMd5] : [answer.nameMd5, expected.nameMd5]
  const field = which === 'number' ? 'id_card_number_md5' : 'name_utf8_md5'
  if (!said || !wanted) return unknown('noDigest', { field })
  if (said.toLowerCase() === wanted) return held('digestEqual', { field })
  if (which === 'number' && said.toLowerCase() === expected.numberMd5SmallX) return broken('digestSmallX', { field })
  return broken('digestDiffers', { field })
}

function certificateMatches({ answer, expected, sent, issuedHere }: Judgement): Finding {
  if (!expected.certHash) return unknown('noDigest', { field: 'cert_hash' })
  if (answer.certHash) {
    const equal = answer.certHash.toLowerCase() === expected.certHash
    return equal ? confirmedBy(answer, 'digestEqual', { field: 'cert_hash' }) : broken('digestDiffers', { field: 'cert_hash' })
  }
  if (sent) return confirmedBy(answer, 'comparedByWechat', { field: 'cert_hash' })
  if (issuedHere?.certHash) {
    return issuedHere.certHash === expected.certHash ? confirmedBy(answer, 'issuedForPerson') : broken('issuedForOther')
  }
  return unknown('answerSilent', { field: 'cert_hash' })
}

/** What was sent with a question is confirmed only by an answer to it. */
function confirmedBy(answer: FaceAnswer, code: string, params?: Condition['reason']['params']): Finding {
  return answer.errcode === 0 ? held(code, params) : unknown('notCompared')
}

function userMatches({ interface: face, answer, expected, sent, issuedHere }: Judgement): Finding {
  if (!expected.openid) return unknown('noUser')
  if (answer.openid) return answer.openid === expected.openid ? held('userEqual') : broken('userDiffers')
  if (face === 'v2' && sent) return confirmedBy(answer, 'comparedByWechat', { field: 'openid' })
  if (face === 'v2' && issuedHere?.openid) {
    return issuedHere.openid === expected.openid ? confirmedBy(answer, 'issuedForUser') : broken('issuedForOtherUser')
  }
  return unknown('answerSilent', { field: 'openid' })
}

/** Every part of the request that both sides name must be equal, and at least one must be named. */
function requestMatches({ interface: face, answer, expected, sent, issuedHere }: Judgement): Finding {
  const pairs = [
    ['user_id_key', answer.userIdKey, expected.userIdKey],
    ['verify_id', answer.verifyId, expected.verifyId],
    ['out_seq_no', answer.outSeqNo, expected.outSeqNo],
  ] as const
  const comparable = pairs.filter(([, said, wanted]) => said && wanted)
  const differing = comparable.find(([, said, wanted]) => said !== wanted)
  if (differing) return broken('requestDiffers', { field: differing[0] })
  const [named] = comparable
  if (named) return held('requestEqual', { field: named[0] })
  if (face === 'v2' && sent && expected.verifyId) return confirmedBy(answer, 'comparedByWechat', { field: 'verify_id' })
  if (face === 'v2' && issuedHere) {
    const other = expected.outSeqNo && issuedHere.outSeqNo && expected.outSeqNo !== issuedHere.outSeqNo
    // That answer could be anybody's: nothing in it says what was asked, and here it can be asked again.
    return other ? broken('requestDiffers', { field: 'out_seq_no' }) : unknown('askHere')
  }
  return unknown('noRequest')
}

function inTime(given: Judgement): Finding {
  const { answer, expected, issuedHere, now, windowMinutes } = given
  // What is known here of the credential goes before what somebody typed about it.
  const issuedAt = issuedHere?.issuedAt ?? expected.issuedAt
  const times = [answer.identifyTime, answer.finishTime].flatMap((seconds) => (seconds === undefined ? [] : [seconds * 1000]))
  const windowMs = windowMinutes * 60_000
  if (times.some((at) => at > now + skewMs)) return broken('timeInFuture')
  if (issuedAt === undefined) return unknown('noIssueTime')
  if (issuedAt > now + skewMs) return broken('issuedInFuture')
  if (times.some((at) => at < issuedAt - skewMs)) return broken('beforeIssue')
  if (times.some((at) => at > issuedAt + windowMs)) return broken('late', { minutes: windowMinutes })
  const asked = now - issuedAt <= windowMs
  if (given.interface === 'v1' && times.length === 0) return unknown('noTime')
  // Asked by ourselves the moment of the question counts too; in a pasted answer nobody knows when it was asked.
  if (given.sent) return asked ? held('withinWindow', { minutes: windowMinutes }) : broken('askedLate', { minutes: windowMinutes })
  if (times.length > 0 || asked) return held('withinWindow', { minutes: windowMinutes })
  return unknown('noTime')
}

function notUsedBefore({ usedBefore, uncounted = false }: Judgement): Finding {
  if (usedBefore === undefined) return unknown('nothingToRecognise')
  if (usedBefore) return broken('usedBefore')
  return uncounted ? unknown('notCounted') : held('firstUse')
}
