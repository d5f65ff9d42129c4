import type { CommandOutput } from '@shared/contract'
import type { IdentityRecord, Verdict } from '@shared/contract/identity-values'
import { normalNumber } from '@shared/domain/identity'
import { cursorNumber } from '../../bridge/cursor'
import { Fault } from '../../platform/errors/fault'
import type { IdentityDesk } from './parts'
import type { StoredRecord } from './repository'
import { forgetPages, refuseNumberIn } from './privacy'
import { meaningOf } from './words'

type Locale = 'zh-CN' | 'en'
type AppName = NonNullable<IdentityRecord['app']>

export async function appNames(desk: Pick<IdentityDesk, 'apps'>): Promise<ReadonlyMap<string, AppName>> {
  return new Map((await desk.apps.all()).map(({ id, name, appId }) => [id, { id, name, appId }]))
}

/** A kept verification as a screen sees it. What was erased is empty. */
export function toRecord(stored: StoredRecord, apps: ReadonlyMap<string, AppName>, locale: Locale): IdentityRecord {
  const { details, judged } = stored
  const app = stored.appId === null ? undefined : apps.get(stored.appId)
  return {
    id: stored.id,
    interface: stored.interface,
    origin: stored.origin,
    ...(app ? { app } : {}),
    numberMasked: details?.numberMasked ?? '',
    nameMasked: details?.nameMasked ?? '',
    openidMasked: details?.openidMasked ?? '',
    outSeqNo: details?.outSeqNo ?? '',
    ...(details?.credentialUntil && details.sealed ? { credentialUntil: details.credentialUntil } : {}),
    verdict: judged.verdict,
    conditions: judged.conditions,
    codes: judged.codes.map((code) => ({ ...code, meaning: meaningOf(code, locale) })),
    purpose: details?.purpose ?? '',
    consent: { at: stored.consentAt, by: stored.consentBy, textVersion: stored.consentVersion },
    createdBy: stored.createdBy,
    createdAt: stored.createdAt,
    ...(stored.checkedAt === null ? {} : { checkedAt: stored.checkedAt }),
    eraseAt: stored.eraseAt,
    ...(stored.erasedAt === null ? {} : { erasedAt: stored.erasedAt }),
  }
}

export interface ListFilter {
  appId?: string | undefined
  verdicts?: Verdict[] | undefined
  text?: string | undefined
}

/** Newest first. */
export async function listRecords(
  desk: IdentityDesk,
  input: ListFilter & { cursor?: string | undefined; limit: number },
  locale: Locale,
): Promise<CommandOutput<'identity.records.list'>> {
  const before = cursorNumber(input.cursor) ?? null
  const text = input.text?.trim()
  const filter = { appId: input.appId ?? null, verdicts: input.verdicts ?? null, text: text ? text : null }
  const { rows, hits, hitsCapped } = await desk.repository.page({ filter, before, limit: input.limit + 1 })
  const apps = await appNames(desk)
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return {
    rows: page.map((row) => toRecord(row, apps, locale)),
    ...(rows.length > input.limit && last ? { nextCursor: String(last.seq) } : {}),
    hits,
    hitsCapped,
  }
}

/** One verification and every stored field that says something about the person: what it is is named by the screen. */
export async function oneRecord(desk: IdentityDesk, id: string, locale: Locale): Promise<CommandOutput<'identity.records.get'>> {
  const stored = await desk.repository.one(id)
  const record = toRecord(stored, await appNames(desk), locale)
  const { details, eraseAt } = stored
  if (!details) return { record, stored: [] }
  type Field = CommandOutput<'identity.records.get'>['stored'][number]
  const field = (name: string, form: Field['form'], value: string, until = eraseAt): Field[] => (value === '' ? [] : [{ field: name, form, value, until }])
  return {
    record,
    stored: [
      ...field('name', 'masked', details.nameMasked),
      ...field('number', 'masked', details.numberMasked),
      ...field('openid', 'masked', details.openidMasked),
      ...field('outSeqNo', 'plain', details.outSeqNo),
      ...field('purpose', 'plain', details.purpose),
      // A keyed digest says nothing without the key; its beginning is enough to see that two are the same.
      ...field('numberDigest', 'digest', shortened(details.numberDigest)),
      ...field('credentialDigest', 'digest', shortened(details.credentialDigest ?? '')),
      ...(details.sealed === null ? [] : field('request', 'sealed', '•••')),
      // Says nothing of the person, and stays: the same answer can be brought again after years.
      ...(record.verdict === 'verified' ? [{ field: 'resultMark', form: 'digest' as const, value: '•••' }] : []),
    ],
  }
}

const shortened = (digest: string) => (digest === '' ? '' : `${digest.slice(0, 8)}…`)

/** What is kept about one person. The number is not kept: only its keyed digest is compared. */
export async function findRecords(desk: IdentityDesk, number: string, locale: Locale): Promise<IdentityRecord[]> {
  const rows = await desk.repository.byNumber(desk.digests.number(normalNumber(number)))
  const apps = await appNames(desk)
  return rows.map((row) => toRecord(row, apps, locale))
}

/** @throws Fault `bridge.invalidInput` where nothing is named or the reason holds a number */
export async function eraseRecords(
  desk: IdentityDesk,
  input: { ids: string[]; number: string; why: string },
  by: string,
): Promise<{ erased: number }> {
  if (input.ids.length === 0 && input.number === '') throw new Fault('bridge.invalidInput', { fields: [{ path: 'ids', code: 'required' }] })
  refuseNumberIn({ why: input.why }, { number: input.number })
  const numberDigest = input.number === '' ? null : desk.digests.number(input.number)
  const erased = await desk.repository.erase({ ids: input.ids, numberDigest, by, why: input.why })
  if (erased > 0) await forgetPages(desk)
  return { erased }
}
