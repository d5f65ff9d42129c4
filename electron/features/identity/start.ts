import { randomBytes } from 'node:crypto'
import type { CommandOutput } from '@shared/contract'
import { maskName, maskNumber, maskOpenid } from '@shared/domain/identity'
import { Fault } from '../../platform/errors/fault'
import type { FaceStart } from '../../upstream/wechat'
import { requireConsent } from './consent'
import { personDigests } from './digests'
import type { IdentityDesk, IdentityHandlers } from './parts'
import { type Person, refuseNumberIn, requirePerson } from './privacy'
import { appNames, toRecord } from './records'
import type { NewRecord } from './repository'
import { eraseAtOf, retentionOf } from './retention'
import { sealRequest } from './sealed'

type Input = Parameters<IdentityHandlers['start']>[0]

export interface Asker {
  operatorName: string
  correlationId: string
  signal: AbortSignal
  locale: 'zh-CN' | 'en'
}

const serialForm = /^[0-9A-Za-z_-]{5,32}$/u

/** A serial number of our own: time and chance, 26 characters. */
const newSerial = (now: string) => `MD${now.slice(0, 10).replaceAll('-', '')}-${randomBytes(7).toString('hex')}`

/**
 * Asks WeChat for a credential. Nothing is sent without consent to the present text, nor for a number that cannot be
 * one; name and number are gone when this returns.
 * @throws Fault `bridge.invalidInput`, `identity.consentOutdated`, `identity.appMissing`, `identity.wechatRefused`,
 *   `identity.openidRefused`, `identity.personEmpty`, `identity.credentialLost`, and those of the WeChat client
 */
export async function startVerification(desk: IdentityDesk, input: Input, asker: Asker): Promise<CommandOutput<'identity.start'>> {
  const person = requirePerson(desk, input)
  requireFields(input, person)
  await requireConsent(desk, input.consent.textVersion)
  const app = await desk.apps.byId(input.appId)
  if (!app) throw new Fault('identity.appMissing')
  const issuedAt = desk.clock.now().getTime()
  const { started, outSeqNo } = await ask(desk, app.appId, input, person, asker)
  const id = desk.newId()
  const expiresAt = new Date(issuedAt + started.expiresInSeconds * 1000).toISOString()
  const request = { v: 1, credential: started.credential, openid: input.openid, ...personDigests(person.name, person.number), issuedAt } as const
  const createdAt = desk.clock.instant()
  const record: NewRecord = {
    id,
    interface: input.interface,
    origin: 'call',
    appId: app.id,
    judged: { verdict: 'pending', conditions: [], codes: [] },
    consentVersion: input.consent.textVersion,
    by: asker.operatorName,
    createdAt,
    checkedAt: null,
    eraseAt: eraseAtOf(createdAt, retentionOf(desk).days),
    details: {
      ...maskedPerson(desk, person, input.openid),
      outSeqNo,
      purpose: input.consent.purpose,
      credentialDigest: desk.digests.credential(input.interface, started.credential),
      sealed: sealRequest(desk.vault, id, request),
      credentialUntil: expiresAt,
    },
  }
  const stored = await desk.repository.insert({ record, settlement: null })
  desk.changed()
  return { record: toRecord(stored, await appNames(desk), asker.locale), credential: started.credential, expiresAt }
}

/** What of a person is kept beside the record. */
export function maskedPerson(desk: IdentityDesk, { name, number }: Person, openid: string) {
  return {
    numberMasked: maskNumber(number, retentionOf(desk).mask),
    nameMasked: maskName(name),
    openidMasked: maskOpenid(openid),
    numberDigest: desk.digests.number(number),
  }
}

function requireFields(input: Input, person: Person): void {
  if (input.interface === 'v2' && input.openid === '') throw new Fault('bridge.invalidInput', { fields: [{ path: 'openid', code: 'required' }] })
  if (input.outSeqNo !== '' && !serialForm.test(input.outSeqNo)) {
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'outSeqNo', code: 'identity.serialForm' }] })
  }
  refuseNumberIn({ outSeqNo: input.outSeqNo, openid: input.openid, 'consent.purpose': input.consent.purpose }, person)
}

type Started = Extract<FaceStart, { credential: string }>

/** Without an answer nobody knows whether the serial number is taken; where it is ours, another one is as good. */
async function ask(
  desk: IdentityDesk,
  appId: string,
  input: Input,
  person: Person,
  asker: Asker,
): Promise<{ started: Started; outSeqNo: string }> {
  const own = input.outSeqNo === ''
  const numbers = own ? [newSerial(desk.clock.instant()), newSerial(desk.clock.instant())] : [input.outSeqNo]
  for (const [index, outSeqNo] of numbers.entries()) {
    try {
      const answer =
        input.interface === 'v2'
          ? await desk.face.verifyId(appId, { ...person, outSeqNo, openid: input.openid }, asker)
          : await desk.face.userIdKey(appId, { ...person, outSeqNo }, asker)
      if (answer.refused === undefined) return { started: answer, outSeqNo }
      throw refusal(input.interface, answer.refused)
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'wechat.credentialLost' || asker.signal.aborted) throw cause
      if (index + 1 === numbers.length) throw new Fault('identity.credentialLost', { retry: 'safe', params: { reason: String(cause.params['reason'] ?? '') } })
    }
  }
  throw new Fault('internal')
}

const errcodes: Readonly<Record<number, string>> = { 40003: 'identity.openidRefused', 84006: 'identity.personEmpty' }

/** WeChat's own words are not repeated: they may repeat what was sent. */
function refusal(face: Input['interface'], errcode: number): Fault {
  const call = face === 'v2' ? 'getverifyid' : 'getuseridkey'
  const params = { call, code: errcode }
  const upstream = { system: 'wechat', code: String(errcode), message: '' }
  return new Fault(errcodes[errcode] ?? 'identity.wechatRefused', { params, upstream })
}
