import type { IdentityRecord } from '@shared/contract/identity-values'
import { asUsed, conditionsOf, type FaceAnswer, type Judgement, plainWhole, verdictOf } from '@shared/domain/identity'
import { Fault } from '../../platform/errors/fault'
import type { FaceReply } from '../../upstream/wechat'
import { marksOf } from './marks'
import type { IdentityDesk } from './parts'
import { appNames, toRecord } from './records'
import type { Settlement, StoredCode, StoredRecord } from './repository'
import { openRequest, type SealedRequest } from './sealed'
import type { Asker } from './start'
import { codesIn, resultFieldOf } from './words'

/**
 * Asks how a verification ended and judges every condition. A code about the verification (84001 …) is an answer;
 * what stops the call itself (token, rights, network) is thrown and changes nothing.
 * @throws Fault `identity.notFound`, `identity.notStartedHere`, `identity.alreadyCounted`, `identity.erased`,
 *   `identity.appMissing`, `bridge.invalidInput`, and those of the WeChat client
 */
export async function checkVerification(desk: IdentityDesk, input: { id: string; verifyResult: string }, asker: Asker): Promise<IdentityRecord> {
  const stored = await desk.repository.one(input.id)
  const { request, outSeqNo } = requestOf(desk, stored)
  if (stored.interface === 'v1' && input.verifyResult === '') {
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'verifyResult', code: 'required' }] })
  }
  const app = stored.appId === null ? undefined : await desk.apps.byId(stored.appId)
  if (!app) throw new Fault('identity.appMissing')
  const { credential, openid, certHash } = request
  const reply =
    stored.interface === 'v2'
      ? await desk.face.queryVerifyInfo(app.appId, { verifyId: credential, outSeqNo, openid, certHash }, asker)
      : await desk.face.info(app.appId, input.verifyResult, asker)
  const answer = answerOf(stored.interface, reply)
  const marks = marksOf(desk.digests, { face: stored.interface, credential, outSeqNo, openid, certHash }, answer)
  if (input.verifyResult !== '') marks.push(desk.digests.answer(`verify_result ${input.verifyResult}`))
  const settlement = settlementOf(
    {
      interface: stored.interface,
      answer,
      expected: expectationOf(stored.interface, request, outSeqNo),
      sent: true,
      now: desk.clock.now().getTime(),
      windowMinutes: desk.settings.identityLimits().faceWindowMinutes,
      usedBefore: await desk.repository.used(marks),
    },
    codesIn(stored.interface, reply),
    marks,
  )
  const judged = await desk.repository.settle({ id: stored.id, settlement })
  if (judged.judged.verdict === 'verified') await desk.store.checkpoint()
  desk.changed()
  return toRecord(judged, await appNames(desk), asker.locale)
}

/** The judgement, and what stands instead where somebody else's question was faster. Marks only what would count. */
export function settlementOf(judgement: Judgement, codes: StoredCode[], marks: string[]): Settlement {
  const conditions = conditionsOf(judgement)
  const verdict = verdictOf(conditions)
  const replayed = asUsed(conditions)
  return {
    counted: { verdict, conditions, codes },
    replayed: { verdict: verdictOf(replayed), conditions: replayed, codes },
    marks: verdict === 'verified' ? marks : [],
  }
}

function requestOf(desk: IdentityDesk, stored: StoredRecord): { request: SealedRequest; outSeqNo: string } {
  if (stored.origin !== 'call') throw new Fault('identity.notStartedHere')
  if (stored.judged.verdict === 'verified') throw new Fault('identity.alreadyCounted')
  if (!stored.details) throw new Fault('identity.erased')
  if (stored.details.sealed === null) throw new Fault('identity.notStartedHere')
  return { request: openRequest(desk.vault, stored.id, stored.details.sealed), outSeqNo: stored.details.outSeqNo }
}

function expectationOf(face: 'v1' | 'v2', request: SealedRequest, outSeqNo: string): Judgement['expected'] {
  const { credential, v: _, ...known } = request
  return { ...known, outSeqNo, ...(face === 'v2' ? { verifyId: credential } : { userIdKey: credential }) }
}

const text = (value: string | number | undefined) => (value === undefined || value === '' ? undefined : String(value))

/** WeChat's fields under the names of the rule. */
function answerOf(face: 'v1' | 'v2', reply: FaceReply): FaceAnswer {
  const parts: { [K in keyof FaceAnswer]: FaceAnswer[K] | undefined } = {
    errcode: plainWhole(reply['errcode']),
    result: plainWhole(reply[resultFieldOf[face]]),
    identifyTime: plainWhole(reply['identify_time']),
    finishTime: plainWhole(reply['finish_time']),
    openid: text(reply['openid']),
    userIdKey: text(reply['user_id_key']),
    outSeqNo: text(reply['out_seq_no']),
    numberMd5: text(reply['id_card_number_md5']),
    nameMd5: text(reply['name_utf8_md5']),
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
