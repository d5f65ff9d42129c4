import type { Condition, IdentityRecord } from '@shared/contract/identity-values'
import { type MaskStyle, maskNumber } from '@shared/domain/identity'
import { Fault } from '../../platform/errors/fault'
import { overwriting } from '../../platform/store/overwriting'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

export type StoredVerdict = IdentityRecord['verdict']
/** What a platform code was, without its meaning: that is found in the reader's language. */
export interface StoredCode {
  call: string
  field: string
  code: string
}

/** How a verification was judged. */
export interface Judged {
  verdict: StoredVerdict
  conditions: Condition[]
  codes: StoredCode[]
}

/** A judgement that counts only where none of `marks` was there before; else `replayed` stands. */
export interface Settlement {
  counted: Judged
  replayed: Judged
  /** Keyed digests of the result; empty where it would not count anyway. */
  marks: string[]
}

/** What is kept about the person until it is erased. */
export interface StoredDetails {
  numberMasked: string
  nameMasked: string
  openidMasked: string
  outSeqNo: string
  purpose: string
  numberDigest: string
  credentialDigest: string | null
  sealed: string | null
  credentialUntil: string | null
}

export interface StoredRecord {
  seq: number
  id: string
  interface: IdentityRecord['interface']
  origin: IdentityRecord['origin']
  appId: string | null
  judged: Judged
  consentAt: string
  consentBy: string
  consentVersion: number
  createdBy: string
  createdAt: string
  checkedAt: string | null
  eraseAt: string
  erasedAt: string | null
  /** Null once erased. */
  details: StoredDetails | null
}

export interface NewRecord {
  id: string
  interface: IdentityRecord['interface']
  origin: IdentityRecord['origin']
  appId: string | null
  judged: Judged
  consentVersion: number
  by: string
  createdAt: string
  checkedAt: string | null
  eraseAt: string
  details: StoredDetails
}

export type PurgeCause = 'due' | 'shorter' | 'asked'
export interface Purge {
  at: string
  erased: number
  cause: PurgeCause
  by: string
  why: string
}

interface Row extends Omit<StoredRecord, 'judged' | 'details'> {
  judgedJson: string
  numberMasked: string | null
  nameMasked: string
  openidMasked: string
  outSeqNo: string
  purpose: string
  numberDigest: string
  credentialDigest: string | null
  sealed: string | null
  credentialUntil: string | null
}

const hitsCap = 10_000

const select = `SELECT r.seq AS seq, r.id AS id, r.interface AS interface, r.origin AS origin, r.app_id AS appId,
  r.judged_json AS judgedJson, r.consent_at AS consentAt, r.consent_by AS consentBy, r.consent_version AS consentVersion,
  r.created_by AS createdBy, r.created_at AS createdAt, r.checked_at AS checkedAt, r.erase_at AS eraseAt,
  r.erased_at AS erasedAt, d.number_masked AS numberMasked, d.name_masked AS nameMasked, d.openid_masked AS openidMasked,
  d.out_seq_no AS outSeqNo, d.purpose AS purpose, d.number_digest AS numberDigest, d.credential_digest AS credentialDigest,
  d.sealed AS sealed, d.credential_until AS credentialUntil
  FROM identity_records r LEFT JOIN identity_details d ON d.record_seq = r.seq`

const judgedText = (judged: Judged) => JSON.stringify({ v: 1, ...judged })

function toStored(row: Row): StoredRecord {
  const { judgedJson, numberMasked, nameMasked, openidMasked, outSeqNo, purpose, numberDigest, credentialDigest, sealed, credentialUntil, ...rest } =
    row
  const { verdict, conditions, codes } = JSON.parse(judgedJson) as Judged
  const details =
    numberMasked === null
      ? null
      : { numberMasked, nameMasked, openidMasked, outSeqNo, purpose, numberDigest, credentialDigest, sealed, credentialUntil }
  return { ...rest, judged: { verdict, conditions, codes }, details }
}

function requireOne({ sql }: ReadContext, id: string): StoredRecord {
  const row = sql(`${select} WHERE r.id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('identity.notFound')
  return toStored(row)
}

function insertDetails({ sql }: WriteContext, seq: number, details: StoredDetails): void {
  sql(`INSERT INTO identity_details (record_seq, number_masked, name_masked, openid_masked, out_seq_no, purpose, number_digest,
         credential_digest, sealed, credential_until)
       VALUES (@seq, @numberMasked, @nameMasked, @openidMasked, @outSeqNo, @purpose, @numberDigest, @credentialDigest, @sealed,
         @credentialUntil)`).run({ ...details, seq })
}

/** Says whether none of the marks was there before; then they are from now on. */
function markUsed({ sql, now }: WriteContext, marks: readonly string[]): boolean {
  const known = sql('SELECT 1 FROM identity_used WHERE digest IN (SELECT value FROM json_each(?))').get(JSON.stringify(marks))
  if (known) return false
  for (const digest of marks) sql('INSERT INTO identity_used (digest, at) VALUES (?, ?)').run(digest, now)
  return true
}

const settled = (context: WriteContext, { counted, replayed, marks }: Settlement): Judged =>
  marks.length === 0 || markUsed(context, marks) ? counted : replayed

/** Erases the details of these records; that there was something stays known. */
function eraseDetails(context: WriteContext, seqs: readonly number[], purge: Omit<Purge, 'at' | 'erased'>): number {
  const { sql, now } = context
  if (seqs.length === 0) return 0
  const gone = JSON.stringify(seqs)
  sql('DELETE FROM identity_details WHERE record_seq IN (SELECT value FROM json_each(?))').run(gone)
  sql('UPDATE identity_records SET erased_at = @now WHERE seq IN (SELECT value FROM json_each(@gone))').run({ now, gone })
  sql('INSERT INTO identity_purges (at, erased, cause, by, why) VALUES (@now, @erased, @cause, @by, @why)').run({ ...purge, now, erased: seqs.length })
  return seqs.length
}

const seqsOf = (rows: unknown[]) => (rows as { seq: number }[]).map(({ seq }) => seq)

function eraseDue(context: WriteContext, purge: Omit<Purge, 'at' | 'erased'>): number {
  const due = context.sql('SELECT seq FROM identity_records WHERE erased_at IS NULL AND erase_at <= ?').all(context.now)
  return eraseDetails(context, seqsOf(due), purge)
}

export interface RecordFilter {
  appId: string | null
  verdicts: StoredVerdict[] | null
  text: string | null
}

function where({ appId, verdicts, text }: RecordFilter): { sql: string; values: unknown[] } {
  const parts: [string, ...unknown[]][] = [['1']]
  if (appId !== null) parts.push(['r.app_id = ?', appId])
  if (verdicts) parts.push(['r.verdict IN (SELECT value FROM json_each(?))', JSON.stringify(verdicts)])
  if (text !== null) parts.push(['(instr(d.name_masked, ?) > 0 OR instr(d.out_seq_no, ?) > 0 OR instr(d.purpose, ?) > 0 OR instr(d.number_masked, ?) > 0)', text, text, text, text])
  return { sql: parts.map(([part]) => part).join(' AND '), values: parts.flatMap(([, ...values]) => values) }
}

export const identityRepository = defineRepository({
  name: 'identity',
  reads: {
    one: (context: ReadContext, id: string): StoredRecord => requireOne(context, id),
    page: ({ sql }: ReadContext, input: { filter: RecordFilter; before: number | null; limit: number }) => {
      const filter = where(input.filter)
      const rows = sql(`${select} WHERE ${filter.sql} ${input.before === null ? '' : 'AND r.seq < ?'} ORDER BY r.seq DESC LIMIT ?`).all(
        ...filter.values,
        ...(input.before === null ? [] : [input.before]),
        input.limit,
      ) as Row[]
      const { n } = sql(
        `SELECT count(*) AS n FROM (SELECT 1 FROM identity_records r LEFT JOIN identity_details d ON d.record_seq = r.seq
           WHERE ${filter.sql} LIMIT ${hitsCap + 1})`,
      ).get(...filter.values) as { n: number }
      return { rows: rows.map(toStored), hits: Math.min(n, hitsCap), hitsCapped: n > hitsCap }
    },
    byNumber: ({ sql }: ReadContext, digest: string): StoredRecord[] =>
      (sql(`${select} WHERE d.number_digest = ? ORDER BY r.seq DESC LIMIT 500`).all(digest) as Row[]).map(toStored),
    bySerial: ({ sql }: ReadContext, outSeqNo: string): StoredRecord[] =>
      (sql(`${select} WHERE d.out_seq_no = ? ORDER BY r.seq DESC LIMIT 20`).all(outSeqNo) as Row[]).map(toStored),
    byCredential: ({ sql }: ReadContext, digest: string): StoredRecord | null => {
      const row = sql(`${select} WHERE d.credential_digest = ? ORDER BY r.seq LIMIT 1`).get(digest) as Row | undefined
      return row ? toStored(row) : null
    },
    used: ({ sql }: ReadContext, marks: string[]): boolean =>
      sql('SELECT 1 FROM identity_used WHERE digest IN (SELECT value FROM json_each(?))').get(JSON.stringify(marks)) !== undefined,
    retention: ({ sql }: ReadContext): { records: number; nextErase: string | null; purges: Purge[] } => {
      const kept = sql('SELECT count(*) AS records, min(erase_at) AS nextErase FROM identity_records WHERE erased_at IS NULL').get() as {
        records: number
        nextErase: string | null
      }
      const purges = sql('SELECT at, erased, cause, by, why FROM identity_purges ORDER BY seq DESC LIMIT 100').all() as Purge[]
      return { ...kept, purges }
    },
    consent: ({ sql }: ReadContext): { version: number; text: string; by: string; at: string } | null =>
      (sql('SELECT version, text, by, at FROM identity_consents ORDER BY version DESC LIMIT 1').get() as
        | { version: number; text: string; by: string; at: string }
        | undefined) ?? null,
    /** Whether v1 was started here after an instant. */
    startedV1Since: ({ sql }: ReadContext, since: string): number =>
      (
        sql(`SELECT count(*) AS n FROM identity_records WHERE interface = 'v1' AND origin = 'call' AND created_at >= ?`).get(since) as {
          n: number
        }
      ).n,
  },
  writes: {
    insert: (context: WriteContext, input: { record: NewRecord; settlement: Settlement | null }): StoredRecord =>
      overwriting(context, () => {
        const { details, judged: given, by, ...record } = input.record
        const judged = input.settlement ? settled(context, input.settlement) : given
        const { lastInsertRowid } = context
          .sql(`INSERT INTO identity_records (id, interface, origin, app_id, verdict, judged_json, consent_at, consent_by,
                  consent_version, created_by, created_at, checked_at, erase_at)
                VALUES (@id, @interface, @origin, @appId, @verdict, @judgedJson, @createdAt, @by, @consentVersion, @by, @createdAt,
                  @checkedAt, @eraseAt)`)
          .run({ ...record, by, verdict: judged.verdict, judgedJson: judgedText(judged) })
        insertDetails(context, Number(lastInsertRowid), details)
        return requireOne(context, record.id)
      }),
    /** Writes how a verification ended; a result that counts needs its credential no more. @throws Fault `identity.alreadyCounted`, `identity.erased` */
    settle: (context: WriteContext, input: { id: string; settlement: Settlement }): StoredRecord =>
      overwriting(context, () => {
        const known = requireOne(context, input.id)
        if (known.judged.verdict === 'verified') throw new Fault('identity.alreadyCounted')
        if (!known.details) throw new Fault('identity.erased')
        const judged = settled(context, input.settlement)
        const { sql, now } = context
        sql('UPDATE identity_records SET verdict = @verdict, judged_json = @judgedJson, checked_at = @now WHERE seq = @seq').run({
          verdict: judged.verdict,
          judgedJson: judgedText(judged),
          now,
          seq: known.seq,
        })
        if (judged.verdict === 'verified') sql('UPDATE identity_details SET sealed = NULL WHERE record_seq = ?').run(known.seq)
        return requireOne(context, input.id)
      }),
    erase: (context: WriteContext, input: { ids: string[]; numberDigest: string | null; by: string; why: string }): number =>
      overwriting(context, () => {
        const those = context
          .sql(`SELECT r.seq AS seq FROM identity_records r JOIN identity_details d ON d.record_seq = r.seq
                WHERE r.id IN (SELECT value FROM json_each(@ids)) OR d.number_digest = @numberDigest`)
          .all({ ids: JSON.stringify(input.ids), numberDigest: input.numberDigest })
        return eraseDetails(context, seqsOf(those), { cause: 'asked', by: input.by, why: input.why })
      }),
    eraseDue: (context: WriteContext): number => overwriting(context, () => eraseDue(context, { cause: 'due', by: '', why: '' })),
    /** A new term for everything that is kept, and a stricter mask where it is one; what is over the term is erased. */
    reschedule: (context: WriteContext, input: { days: number; mask: MaskStyle; by: string }): number =>
      overwriting(context, () => {
        const { sql } = context
        sql(`UPDATE identity_records SET erase_at = strftime('%Y-%m-%dT%H:%M:%fZ', created_at, ?) WHERE erased_at IS NULL`).run(`+${input.days} days`)
        const rows = sql('SELECT record_seq AS seq, number_masked AS masked FROM identity_details').all() as { seq: number; masked: string }[]
        for (const { seq, masked } of rows) {
          const again = maskNumber(masked, input.mask)
          if (again !== masked) sql('UPDATE identity_details SET number_masked = ? WHERE record_seq = ?').run(again, seq)
        }
        return eraseDue(context, { cause: 'shorter', by: input.by, why: '' })
      }),
    saveConsent: ({ sql, now }: WriteContext, input: { text: string; by: string; after: number }): { version: number; text: string; by: string; at: string } => {
      const { last } = sql('SELECT max(version) AS last FROM identity_consents').get() as { last: number | null }
      const row = { version: Math.max(last ?? 0, input.after) + 1, text: input.text, by: input.by, at: now }
      sql('INSERT INTO identity_consents (version, text, by, at) VALUES (@version, @text, @by, @at)').run(row)
      return row
    },
  },
})
