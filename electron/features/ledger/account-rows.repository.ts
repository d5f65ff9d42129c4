import type { AccountFields } from '@shared/contract/ledger-values'
import { Fault } from '../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../platform/store/repository'

export type Sql = ReadContext['sql']

/** An account as it is stored. `companyId` is missing where it stands under none. */
export interface StoredAccount extends AccountFields {
  id: string
  rev: number
  updatedAt: string
  updatedBy: string
}

/** An account to be written with its id. */
export interface NewAccount {
  id: string
  fields: AccountFields
}

interface Row extends Omit<StoredAccount, 'companyId'> {
  companyId: string | null
}

export const accountColumns = `a.id, a.kind, a.name, a.app_id AS appId, a.original_id AS originalId, c.id AS companyId,
  a.administrator, a.certified_on AS certifiedOn, a.certified_until AS certifiedUntil, a.state, a.note, a.rev,
  a.updated_at AS updatedAt, a.updated_by AS updatedBy`
export const accountTables = 'ledger_accounts a LEFT JOIN ledger_companies c ON c.seq = a.company_seq'

export function toAccount({ companyId, ...row }: Row): StoredAccount {
  return { ...row, ...(companyId === null ? {} : { companyId }) }
}

export function findAccount(sql: Sql, id: string): StoredAccount | undefined {
  const row = sql(`SELECT ${accountColumns} FROM ${accountTables} WHERE a.id = ?`).get(id) as Row | undefined
  return row && toAccount(row)
}

export function requireAccount(sql: Sql, id: string): StoredAccount {
  const found = findAccount(sql, id)
  if (!found) throw new Fault('ledger.accountNotFound')
  return found
}

export function seqOfAccount(sql: Sql, id: string): number {
  const row = sql('SELECT seq FROM ledger_accounts WHERE id = ?').get(id) as { seq: number } | undefined
  if (!row) throw new Fault('ledger.accountNotFound')
  return row.seq
}

function seqOfCompany(sql: Sql, id: string | undefined): number | null {
  if (id === undefined) return null
  const row = sql('SELECT seq FROM ledger_companies WHERE id = ?').get(id) as { seq: number } | undefined
  if (!row) throw new Fault('ledger.companyNotFound')
  return row.seq
}

/** Who has one of the ids already; empty ids are nobody's. */
export function holderOfIds(sql: Sql, fields: AccountFields, exceptId: string): { field: 'appId' | 'originalId'; name: string } | undefined {
  for (const [field, column] of [['appId', 'app_id'], ['originalId', 'original_id']] as const) {
    if (fields[field] === '') continue
    const row = sql(`SELECT name FROM ledger_accounts WHERE ${column} = ? AND id <> ?`).get(fields[field], exceptId) as
      | { name: string }
      | undefined
    if (row) return { field, name: row.name }
  }
  return undefined
}

export function insertAccount({ sql, now }: WriteContext, { id, fields }: NewAccount, by: string): void {
  sql(`INSERT INTO ledger_accounts (id, kind, name, app_id, original_id, company_seq, administrator, certified_on,
         certified_until, state, note, updated_at, updated_by)
       VALUES (@id, @kind, @name, @appId, @originalId, @companySeq, @administrator, @certifiedOn, @certifiedUntil,
         @state, @note, @now, @by)`).run({ ...columnsOf(sql, fields), id, now, by })
}

export function updateAccount({ sql, now }: WriteContext, id: string, fields: AccountFields, by: string): void {
  sql(`UPDATE ledger_accounts SET kind = @kind, name = @name, app_id = @appId, original_id = @originalId,
         company_seq = @companySeq, administrator = @administrator, certified_on = @certifiedOn,
         certified_until = @certifiedUntil, state = @state, note = @note, rev = rev + 1, updated_at = @now,
         updated_by = @by WHERE id = @id`).run({ ...columnsOf(sql, fields), id, now, by })
}

/** Puts an account under a company, or under none. */
export function moveAccount({ sql, now }: WriteContext, id: string, companyId: string | undefined, by: string): void {
  sql(`UPDATE ledger_accounts SET company_seq = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE id = ?`).run(
    seqOfCompany(sql, companyId),
    now,
    by,
    id,
  )
}

/** Writes down what MiniDesk works with and the ledger has no row of yet; a row that came meanwhile stays. */
export function ensureAccounts(context: WriteContext, fresh: readonly NewAccount[], by: string): void {
  for (const account of fresh) {
    const { sql } = context
    if (findAccount(sql, account.id) || holderOfIds(sql, account.fields, account.id)) continue
    insertAccount(context, account, by)
  }
}

function columnsOf(sql: Sql, fields: AccountFields): Record<string, string | number | null> {
  const { companyId, ...own } = fields
  return { ...own, companySeq: seqOfCompany(sql, companyId) }
}
