import type { AccountFields, AccountKey } from '@shared/contract/payment-accounts'
import { polledRefundStates } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

type Sql = ReadContext['sql']

/** An account as it is stored; secrets and keys only by what a screen may see. */
export interface StoredAccount {
  id: string
  kind: string
  name: string
  values: Record<string, string>
  currencies: string[]
  refundCurrency: string
  notifyUrl: string
  placeId?: string
  secrets: { name: string; last4: string; setAt: string; lastUsedAt?: string }[]
  keys: AccountKey[]
  /** Newest number in the history of its description; 0 where nobody saved one. */
  descriptionCount: number
  /** The saved version that applies; 0: the shipped one. */
  descriptionVersion: number
  archived: boolean
  rev: number
  updatedAt: string
  updatedBy: string
}

/** What a call needs and nobody may see. */
export interface SealedAccount {
  secrets: { name: string; sealed: string; usedAt: string | null }[]
  keys: { id: string; kind: AccountKey['kind']; serial: string; pem: string; sealed: string | null; notBefore: string | null; notAfter: string | null }[]
  /** JSON of the saved description that applies. */
  description: string | null
}

export interface NewKey {
  id: string
  kind: AccountKey['kind']
  serial: string
  subject: string
  pem: string
  sealed: string | null
  notBefore: string | null
  notAfter: string | null
}

/** What is audited with a change, in its transaction. */
export interface Change {
  operatorId: string
  operatorName: string
  correlationId: string
}

interface Row {
  seq: number
  id: string
  kind: string
  name: string
  valuesJson: string
  currenciesJson: string
  refundCurrency: string
  notifyUrl: string
  placeId: string | null
  archived: number
  rev: number
  updatedAt: string
  updatedBy: string
}

const columns = `payment_accounts.seq, payment_accounts.id, kind, payment_accounts.name, values_json AS valuesJson,
  currencies_json AS currenciesJson, refund_currency AS refundCurrency, notify_url AS notifyUrl, places.id AS placeId,
  payment_accounts.archived, payment_accounts.rev, payment_accounts.updated_at AS updatedAt,
  payment_accounts.updated_by AS updatedBy`
const source = 'payment_accounts LEFT JOIN places ON places.seq = place_seq'

const outstanding = [...polledRefundStates, 'review'].map((state) => `'${state}'`).join(', ')

const present = <K extends string>(key: K, value: string | null) => (value === null ? {} : ({ [key]: value } as Record<K, string>))

function toAccount(sql: Sql, row: Row): StoredAccount {
  const secrets = sql(`SELECT name, last4, set_at AS setAt, used_at AS usedAt FROM payment_account_secrets
                       WHERE account_seq = ? ORDER BY name`).all(row.seq) as { name: string; last4: string; setAt: string; usedAt: string | null }[]
  const keys = sql(`SELECT id, kind, serial, subject, not_before AS notBefore, not_after AS notAfter, origin, added_at AS addedAt,
                      used_at AS usedAt FROM payment_account_keys WHERE account_seq = ? ORDER BY seq`).all(row.seq) as (Pick<
    AccountKey,
    'id' | 'kind' | 'serial' | 'subject' | 'addedAt'
  > & { notBefore: string | null; notAfter: string | null; origin: AccountKey['from']; usedAt: string | null })[]
  const newest = sql(`SELECT version, description_json IS NOT NULL AS own FROM payment_descriptions WHERE account_seq = ?
                      ORDER BY version DESC LIMIT 1`).get(row.seq) as { version: number; own: number } | undefined
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    values: (JSON.parse(row.valuesJson) as { values: Record<string, string> }).values,
    currencies: (JSON.parse(row.currenciesJson) as { currencies: string[] }).currencies,
    refundCurrency: row.refundCurrency,
    notifyUrl: row.notifyUrl,
    ...present('placeId', row.placeId),
    secrets: secrets.map(({ usedAt, ...secret }) => ({ ...secret, ...present('lastUsedAt', usedAt) })),
    keys: keys.map(({ notBefore, notAfter, origin, usedAt, ...key }) => ({
      ...key,
      from: origin,
      ...present('notBefore', notBefore),
      ...present('notAfter', notAfter),
      ...present('lastUsedAt', usedAt),
    })),
    descriptionCount: newest?.version ?? 0,
    descriptionVersion: newest?.own === 1 ? newest.version : 0,
    archived: row.archived === 1,
    rev: row.rev,
    updatedAt: row.updatedAt,
    updatedBy: row.updatedBy,
  }
}

function requireRow(sql: Sql, id: string): Row {
  const row = sql(`SELECT ${columns} FROM ${source} WHERE payment_accounts.id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('payments.accountNotFound')
  return row
}

const requireAccount = (sql: Sql, id: string) => toAccount(sql, requireRow(sql, id))

function assertNameFree(sql: Sql, nameKey: string, id: string, path: string): void {
  const holder = sql('SELECT name FROM payment_accounts WHERE name_key = ? AND id <> ?').get(nameKey, id) as { name: string } | undefined
  if (!holder) return
  const params = { name: holder.name }
  throw new Fault('payments.accountNameTaken', { params, fields: [{ path, code: 'payments.accountNameTaken', params }] })
}

function placeSeq(sql: Sql, placeId: string | undefined, path: string): number | null {
  if (placeId === undefined) return null
  const place = sql('SELECT seq FROM places WHERE id = ?').get(placeId) as { seq: number } | undefined
  if (!place) throw new Fault('bridge.invalidInput', { fields: [{ path, code: 'payments.placeUnknown' }] })
  return place.seq
}

const stored = (fields: AccountFields) => ({
  values: JSON.stringify({ v: 1, values: fields.values }),
  currencies: JSON.stringify({ v: 1, currencies: fields.currencies }),
})

/** Where money goes and where word of it comes from: which of these a change touches stands in the trail with both values. */
function redirections(before: StoredAccount, fields: AccountFields): Record<string, { before: string; after: string }> {
  const texts = (from: { values: Record<string, string>; currencies: string[]; refundCurrency: string; notifyUrl: string }): Map<string, string> =>
    new Map([
      ...Object.entries(from.values),
      ['currencies', from.currencies.join(' ')],
      ['refundCurrency', from.refundCurrency],
      ['notifyUrl', from.notifyUrl],
    ])
  const [old, fresh] = [texts(before), texts(fields)]
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => (old.get(name) ?? '') !== (fresh.get(name) ?? ''))
  return Object.fromEntries(names.map((name) => [name, { before: old.get(name) ?? '', after: fresh.get(name) ?? '' }]))
}

/** Values that change how the same merchant is spoken to, at the same place. Every other one may lead to another merchant. */
const sameMerchant = new Set(['keyMode', 'serialNo', 'accessPoint', 'signType', 'redirectUrl', 'spelling', 'envIn', 'callbackFunction'])

/**
 * A refund that was sent is looked up where it was sent: another merchant would not know it, and it would be taken for one
 * that never arrived.
 * @throws Fault `payments.accountRefundsOpen`
 */
function assertNoneOutstanding(sql: Sql, row: Row, values: Readonly<Record<string, string>>): void {
  const before = (JSON.parse(row.valuesJson) as { values: Record<string, string> }).values
  const names = [...new Set([...Object.keys(before), ...Object.keys(values)])].filter(
    (name) => !sameMerchant.has(name) && (before[name] ?? '') !== (values[name] ?? ''),
  )
  if (names.length === 0) return
  const { count } = sql(`SELECT count(*) AS count FROM refunds WHERE account_seq = ? AND (state IN (${outstanding}) OR (state = 'queued' AND sent_at IS NOT NULL))`).get(
    row.seq,
  ) as { count: number }
  if (count === 0) return
  const params = { name: row.name, count }
  throw new Fault('payments.accountRefundsOpen', { params, fields: names.map((name) => ({ path: `fields.values.${name}`, code: 'payments.accountRefundsOpen', params: { count } })) })
}

function insertAccount(sql: Sql, now: string, input: { id: string; nameKey: string; fields: AccountFields; by: string }): void {
  const { fields } = input
  const texts = stored(fields)
  sql(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, refund_currency, notify_url, place_seq,
         updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    input.id, fields.kind, fields.name, input.nameKey, texts.values, texts.currencies, fields.refundCurrency, fields.notifyUrl,
    placeSeq(sql, fields.placeId, 'placeId'), now, input.by)
}

function insertKey(sql: Sql, now: string, seq: number, key: NewKey, origin: AccountKey['from']): void {
  sql(`INSERT INTO payment_account_keys (id, account_seq, kind, serial, subject, pem, sealed, not_before, not_after, origin, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_seq, kind, serial) DO UPDATE SET pem = excluded.pem, sealed = excluded.sealed, subject = excluded.subject,
         not_before = excluded.not_before, not_after = excluded.not_after, origin = excluded.origin`).run(
    key.id, seq, key.kind, key.serial, key.subject, key.pem, key.sealed, key.notBefore, key.notAfter, origin, now)
}

export const paymentAccountsRepository = defineRepository({
  name: 'paymentAccounts',
  reads: {
    all: ({ sql }: ReadContext): StoredAccount[] =>
      (sql(`SELECT ${columns} FROM ${source} ORDER BY payment_accounts.seq`).all() as Row[]).map((row) => toAccount(sql, row)),
    sealed: ({ sql }: ReadContext, id: string): SealedAccount => {
      const { seq } = requireRow(sql, id)
      const description = sql(`SELECT description_json AS json FROM payment_descriptions WHERE account_seq = ?
                               ORDER BY version DESC LIMIT 1`).get(seq) as { json: string | null } | undefined
      return {
        secrets: sql('SELECT name, sealed, used_at AS usedAt FROM payment_account_secrets WHERE account_seq = ? ORDER BY name').all(
          seq,
        ) as SealedAccount['secrets'],
        keys: sql(`SELECT id, kind, serial, pem, sealed, not_before AS notBefore, not_after AS notAfter FROM payment_account_keys
                   WHERE account_seq = ? ORDER BY seq`).all(seq) as SealedAccount['keys'],
        description: description?.json ?? null,
      }
    },
    descriptionHistory: ({ sql }: ReadContext, id: string): { version: number; by: string; at: string; note: string }[] =>
      sql(`SELECT version, made_by AS "by", made_at AS at, note FROM payment_descriptions WHERE account_seq = ?
           ORDER BY version DESC`).all(requireRow(sql, id).seq) as { version: number; by: string; at: string; note: string }[],
  },
  writes: {
    insert: ({ sql, now }: WriteContext, input: { id: string; nameKey: string; fields: AccountFields; by: string }): StoredAccount => {
      assertNameFree(sql, input.nameKey, input.id, 'name')
      insertAccount(sql, now, input)
      return requireAccount(sql, input.id)
    },
    update: (
      { sql, now, audit }: WriteContext,
      input: { id: string; rev: number; nameKey: string; fields: AccountFields; change: Change },
    ): StoredAccount => {
      const { id, fields, change } = input
      const row = requireRow(sql, id)
      if (row.rev !== input.rev)
        throw new Fault('payments.accountChangedMeanwhile', { params: { name: row.name, by: row.updatedBy, at: row.updatedAt } })
      assertNameFree(sql, input.nameKey, id, 'fields.name')
      assertNoneOutstanding(sql, row, fields.values)
      const redirected = redirections(toAccount(sql, row), fields)
      const texts = stored(fields)
      sql(`UPDATE payment_accounts SET name = ?, name_key = ?, values_json = ?, currencies_json = ?, refund_currency = ?, notify_url = ?,
             place_seq = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE seq = ?`).run(
        fields.name, input.nameKey, texts.values, texts.currencies, fields.refundCurrency, fields.notifyUrl,
        placeSeq(sql, fields.placeId, 'fields.placeId'), now, change.operatorName, row.seq)
      if (Object.keys(redirected).length > 0)
        audit({
          ...change,
          sessionKind: 'program',
          action: 'payments.accounts.update',
          subject: id,
          details: { id, name: fields.name, changes: redirected },
          outcome: 'done',
        })
      return requireAccount(sql, id)
    },
    setArchived: ({ sql, now }: WriteContext, input: { id: string; archived: boolean; by: string }): StoredAccount => {
      const row = requireRow(sql, input.id)
      const archived = input.archived ? 1 : 0
      if (row.archived !== archived)
        sql('UPDATE payment_accounts SET archived = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE seq = ?').run(
          archived, now, input.by, row.seq)
      return requireAccount(sql, input.id)
    },
    /** Without `secret` it is forgotten. */
    putSecret: (
      { sql, now }: WriteContext,
      input: { id: string; name: string; secret?: { sealed: string; last4: string } },
    ): StoredAccount => {
      const { seq } = requireRow(sql, input.id)
      if (input.secret)
        sql(`INSERT INTO payment_account_secrets (account_seq, name, sealed, last4, set_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (account_seq, name) DO UPDATE SET sealed = excluded.sealed, last4 = excluded.last4,
               set_at = excluded.set_at, used_at = NULL`).run(seq, input.name, input.secret.sealed, input.secret.last4, now)
      else sql('DELETE FROM payment_account_secrets WHERE account_seq = ? AND name = ?').run(seq, input.name)
      return requireAccount(sql, input.id)
    },
    putKey: ({ sql, now }: WriteContext, input: { accountId: string; key: NewKey }): StoredAccount => {
      insertKey(sql, now, requireRow(sql, input.accountId).seq, input.key, 'given')
      return requireAccount(sql, input.accountId)
    },
    removeKey: ({ sql }: WriteContext, input: { accountId: string; keyId: string }): StoredAccount => {
      const { seq } = requireRow(sql, input.accountId)
      const { changes } = sql('DELETE FROM payment_account_keys WHERE account_seq = ? AND id = ?').run(seq, input.keyId)
      if (changes === 0) throw new Fault('payments.keyNotFound')
      return requireAccount(sql, input.accountId)
    },
    /**
     * Takes over what the provider answered: new certificates are added, known ones stay as they are (a serial names one
     * certificate for ever), and fetched ones that ended before `endedBefore` go.
     */
    takeFetchedKeys: ({ sql, now }: WriteContext, input: { accountId: string; keys: NewKey[]; endedBefore: string }): StoredAccount => {
      const { seq } = requireRow(sql, input.accountId)
      const known = sql('SELECT 1 FROM payment_account_keys WHERE account_seq = ? AND kind = ? AND serial = ?')
      for (const key of input.keys) if (known.get(seq, key.kind, key.serial) === undefined) insertKey(sql, now, seq, key, 'fetched')
      sql(`DELETE FROM payment_account_keys WHERE account_seq = ? AND origin = 'fetched' AND not_after < ?`).run(seq, input.endedBefore)
      return requireAccount(sql, input.accountId)
    },
    /** Notes a use of all secrets of an account unless one after `since` is noted; says whether it wrote. */
    secretsUsed: ({ sql }: WriteContext, use: { id: string; at: string; since: string }): boolean =>
      sql(`UPDATE payment_account_secrets SET used_at = @at WHERE account_seq = (SELECT seq FROM payment_accounts WHERE id = @id)
             AND (used_at IS NULL OR used_at < @since OR used_at > @at)`).run(use).changes > 0,
    keyUsed: ({ sql }: WriteContext, use: { accountId: string; serial: string; at: string; since: string }): boolean =>
      sql(`UPDATE payment_account_keys SET used_at = @at WHERE account_seq = (SELECT seq FROM payment_accounts WHERE id = @accountId)
             AND serial = @serial AND (used_at IS NULL OR used_at < @since OR used_at > @at)`).run(use).changes > 0,
    /** `version`: the saved version that was read, 0 for the shipped form. Without a description the shipped form applies again. */
    putDescription: (
      { sql, now }: WriteContext,
      input: { id: string; version: number; description: string | null; note: string; by: string },
    ): StoredAccount => {
      const row = requireRow(sql, input.id)
      const before = toAccount(sql, row)
      if (before.descriptionVersion !== input.version) {
        const last = sql('SELECT made_by AS "by", made_at AS at FROM payment_descriptions WHERE account_seq = ? ORDER BY version DESC LIMIT 1')
        const { by, at } = (last.get(row.seq) ?? { by: before.updatedBy, at: before.updatedAt }) as { by: string; at: string }
        throw new Fault('payments.accountChangedMeanwhile', { params: { name: row.name, by, at } })
      }
      sql(`INSERT INTO payment_descriptions (account_seq, version, description_json, note, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?)`).run(
        row.seq, before.descriptionCount + 1, input.description, input.note, now, input.by)
      return requireAccount(sql, input.id)
    },
    /** Takes over accounts of another workspace, without keys and secrets; those whose name stands here stay as they are. */
    adopt: (
      { sql, now }: WriteContext,
      input: { rows: { id: string; nameKey: string; fields: AccountFields; description: string | null }[]; note: string; by: string },
    ): { ids: string[]; made: number } => {
      let made = 0
      const ids = input.rows.map((row) => {
        const known = sql('SELECT id FROM payment_accounts WHERE name_key = ?').get(row.nameKey) as { id: string } | undefined
        if (known) return known.id
        insertAccount(sql, now, { ...row, by: input.by })
        if (row.description !== null)
          sql(`INSERT INTO payment_descriptions (account_seq, version, description_json, note, made_at, made_by)
               VALUES (?, 1, ?, ?, ?, ?)`).run(requireRow(sql, row.id).seq, row.description, input.note, now, input.by)
        made += 1
        return row.id
      })
      return { ids, made }
    },
  },
})
