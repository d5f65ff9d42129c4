import type { CommandOutput } from '@shared/contract'
import { conditionsOf, type Expectation, type FaceAnswer, type Judgement, readAnswer, verdictOf } from '@shared/domain/identity'
import { Fault } from '../../platform/errors/fault'
import { settlementOf } from './check'
import { requireConsent } from './consent'
import { personDigests } from './digests'
import { marksOf } from './marks'
import type { IdentityDesk, IdentityHandlers } from './parts'
import { holdsPerson, type Person, refuseNumberIn, requirePerson } from './privacy'
import { appNames, toRecord } from './records'
import type { NewRecord, StoredRecord } from './repository'
import { eraseAtOf, retentionOf } from './retention'
import { openRequest } from './sealed'
import { maskedPerson } from './start'
import { codesIn, resultFieldOf } from './words'

type Input = Parameters<IdentityHandlers['judge']>[0]

/**
 * Judges a pasted answer with the person's data; nothing is sent.
 * @throws Fault `bridge.invalidInput`, `identity.consentOutdated`, `identity.answerUnreadable`
 */
export async function judgeAnswer(
  desk: IdentityDesk,
  input: Input,
  asker: { operatorName: string; locale: 'zh-CN' | 'en' },
): Promise<CommandOutput<'identity.judge'>> {
  const person = requirePerson(desk, input)
  refuseNumberIn({ 'consent.purpose': input.consent.purpose, 'expected.outSeqNo': input.expected.outSeqNo, 'expected.openid': input.expected.openid }, person)
  await requireConsent(desk, input.consent.textVersion)
  const read = readAnswer(input.answer, input.interface)
  if (!read.ok) throw new Fault('bridge.invalidInput', { fields: [{ path: 'answer', code: `identity.answer.${read.problem}`, params: read.params }] })
  const { answer, notices } = read
  const credential = credentialOf(input, answer)
  const issued = credential === '' ? null : await desk.repository.byCredential(desk.digests.credential(input.interface, credential))
  const digests = personDigests(person.name, person.number)
  const openid = answer.openid ?? input.expected.openid
  const outSeqNo = answer.outSeqNo ?? input.expected.outSeqNo
  const marks = marksOf(desk.digests, { face: input.interface, credential, outSeqNo, openid, certHash: digests.certHash }, answer)
  const judgement: Judgement = {
    interface: input.interface,
    answer,
    expected: { ...expectedBy(input), ...digests },
    sent: false,
    ...issuedHere(desk, issued),
    now: desk.clock.now().getTime(),
    windowMinutes: desk.settings.identityLimits().faceWindowMinutes,
    usedBefore: marks.length === 0 ? undefined : await desk.repository.used(marks),
    uncounted: !input.keep,
  }
  const said = { conditions: conditionsOf(judgement), notices }
  if (!input.keep) return { verdict: verdictOf(said.conditions), ...said }
  const reply = { ...(answer.errcode === undefined ? {} : { errcode: answer.errcode }), ...(answer.result === undefined ? {} : { [resultFieldOf[input.interface]]: answer.result }) }
  const settlement = settlementOf(judgement, codesIn(input.interface, reply), marks)
  const createdAt = desk.clock.instant()
  const record: NewRecord = {
    id: desk.newId(),
    interface: input.interface,
    origin: 'pasted',
    appId: issued?.appId ?? null,
    judged: settlement.counted,
    consentVersion: input.consent.textVersion,
    by: asker.operatorName,
    createdAt,
    checkedAt: createdAt,
    eraseAt: eraseAtOf(createdAt, retentionOf(desk).days),
    details: {
      ...maskedPerson(desk, person, holdsPerson(openid, person) ? '' : openid),
      outSeqNo: serialOf(outSeqNo, person),
      purpose: input.consent.purpose,
      credentialDigest: null,
      sealed: null,
      credentialUntil: null,
    },
  }
  const stored = await desk.repository.insert({ record, settlement })
  desk.changed()
  const { verdict, conditions } = stored.judged
  return { verdict, conditions, notices, record: toRecord(stored, await appNames(desk), asker.locale) }
}

/** Only what has the form of a serial number is kept of it. */
const serialOf = (serial: string, person: Person) => (/^[0-9A-Za-z_-]{1,32}$/u.test(serial) && !holdsPerson(serial, person) ? serial : '')

const credentialOf = ({ interface: face, expected }: Input, answer: FaceAnswer) =>
  face === 'v2' ? (answer.verifyId ?? expected.verifyId) : (answer.userIdKey ?? expected.userIdKey)

function expectedBy({ expected }: Input): Expectation {
  const { issuedAt, ...texts } = expected
  return { ...texts, ...(issuedAt === undefined ? {} : { issuedAt: Date.parse(issuedAt) }) }
}

/** What is known of a credential that was issued here; one that cannot be opened any more tells nothing. */
function issuedHere(desk: IdentityDesk, issued: StoredRecord | null): Pick<Judgement, 'issuedHere'> {
  if (!issued?.details?.sealed) return {}
  try {
    const { openid, certHash, issuedAt } = openRequest(desk.vault, issued.id, issued.details.sealed)
    return { issuedHere: { openid, certHash, issuedAt, outSeqNo: issued.details.outSeqNo } }
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'identity.credentialUnreadable') return {}
    throw cause
  }
}
