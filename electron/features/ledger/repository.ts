import type { AccountFields, CompanyFields, ListImport } from '@shared/contract/ledger-values'
import type { MessageParams } from '@shared/contract/error'
import { comparableHeader } from '@shared/domain/cells/headers'
import type { AccountKind, ListedAccount } from '@shared/domain/ledger'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import {
  accountColumns,
  accountTables,
  ensureAccounts,
  findAccount,
  holderOfIds,
  insertAccount,
  moveAccount,
  type NewAccount,
  requireAccount,
  type Sql,
  type StoredAccount,
  toAccount,
  updateAccount,
} from './account-rows.repository'

export interface StoredCompany extends CompanyFields {
  id: string
  rev: number
  updatedAt: string
  updatedBy: string
}

/** A row of a list to be written. `rev` is missing where the ledger has no row of the account yet. */
export interface ImportedAccount extends NewAccount {
  rev?: number
}

export type ImportOutcome = { ok: true } | { ok: false; field: string; code: string; params: MessageParams }

export interface NewImport extends Omit<ListImport, 'importedAt'> {
  list: ListedAccount[]
}

const companyColumns =
  'id, name, entity_type AS entityType, region, related_group AS "group", note, rev, updated_at AS updatedAt, updated_by AS updatedBy'
const importColumns = `i.id, c.id AS companyId, i.kind, i.file_name AS fileName, i.rows, i.fresh, i.gone, i.changed,
  i.imported_by AS importedBy, i.imported_at AS importedAt`

/** A name as it is compared: width, case, blanks and brackets of one kind or another do not make another company. */
function nameKeyOf(name: string): string {
  return comparableHeader(name) || name.normalize('NFKC').trim().toLowerCase()
}

function requireCompany(sql: Sql, id: string): StoredCompany {
  const row = sql(`SELECT ${companyColumns} FROM ledger_companies WHERE id = ?`).get(id) as StoredCompany | undefined
  if (!row) throw new Fault('ledger.companyNotFound')
  return row
}

function assertNameFree(sql: Sql, name: string, id: string, path: string): void {
  const row = sql('SELECT name FROM ledger_companies WHERE name_key = ? AND id <> ?').get(nameKeyOf(name), id) as
    | { name: string }
    | undefined
  if (!row) return
  const params = { name: row.name }
  throw new Fault('ledger.companyNameTaken', { params, fields: [{ path, code: 'ledger.companyNameTaken', params }] })
}

function assertIdsFree(sql: Sql, fields: AccountFields, id: string, prefix: string): void {
  const holder = holderOfIds(sql, fields, id)
  if (!holder) return
  const params = { name: holder.name }
  throw new Fault('ledger.idTaken', {
    params,
    fields: [{ path: prefix + holder.field, code: 'ledger.idTaken', params }],
  })
}

function insertCompany({ sql, now }: WriteContext, id: string, fields: CompanyFields, by: string): void {
  sql(`INSERT INTO ledger_companies (id, name, name_key, entity_type, region, related_group, note, updated_at, updated_by)
       VALUES (@id, @name, @key, @entityType, @region, @group, @note, @now, @by)`).run({
    ...fields,
    id,
    key: nameKeyOf(fields.name),
    now,
    by,
  })
}

export const ledgerRepository = defineRepository({
  name: 'ledger',
  reads: {
    companies: ({ sql }: ReadContext): StoredCompany[] =>
      sql(`SELECT ${companyColumns} FROM ledger_companies ORDER BY seq`).all() as StoredCompany[],
    accounts: ({ sql }: ReadContext): StoredAccount[] =>
      (sql(`SELECT ${accountColumns} FROM ${accountTables} ORDER BY a.seq`).all() as Parameters<typeof toAccount>[0][]).map(
        toAccount,
      ),
    imports: ({ sql }: ReadContext, { companyId }: { companyId?: string | undefined }): ListImport[] =>
      sql(`SELECT ${importColumns} FROM ledger_imports i JOIN ledger_companies c ON c.seq = i.company_seq
           WHERE @company IS NULL OR c.id = @company ORDER BY i.seq DESC LIMIT 500`).all({
        company: companyId ?? null,
      }) as ListImport[],
    /** The newest list of a company, to compare the next one with. */
    lastList: (
      { sql }: ReadContext,
      { companyId, kind }: { companyId: string; kind: AccountKind },
    ): { list: unknown; importedAt: string; fileName: string } | undefined => {
      const row = sql(`SELECT i.rows_json AS list, i.imported_at AS importedAt, i.file_name AS fileName
                       FROM ledger_imports i JOIN ledger_companies c ON c.seq = i.company_seq
                       WHERE c.id = ? AND i.kind = ? ORDER BY i.seq DESC LIMIT 1`).get(companyId, kind) as
        | { list: string; importedAt: string; fileName: string }
        | undefined
      return row && { ...row, list: JSON.parse(row.list) as unknown }
    },
  },
  writes: {
    insertCompany: (context: WriteContext, input: { id: string; fields: CompanyFields; by: string }): StoredCompany => {
      assertNameFree(context.sql, input.fields.name, input.id, 'name')
      insertCompany(context, input.id, input.fields, input.by)
      return requireCompany(context.sql, input.id)
    },
    updateCompany: (
      { sql, now }: WriteContext,
      { id, rev, fields, by }: { id: string; rev: number; fields: CompanyFields; by: string },
    ): StoredCompany => {
      const known = requireCompany(sql, id)
      if (known.rev !== rev)
        throw new Fault('ledger.changedMeanwhile', { params: { name: known.name, by: known.updatedBy } })
      assertNameFree(sql, fields.name, id, 'fields.name')
      sql(`UPDATE ledger_companies SET name = @name, name_key = @key, entity_type = @entityType, region = @region,
             related_group = @group, note = @note, rev = rev + 1, updated_at = @now, updated_by = @by
           WHERE id = @id`).run({ ...fields, id, key: nameKeyOf(fields.name), now, by })
      return requireCompany(sql, id)
    },
    removeCompany: ({ sql }: WriteContext, { id }: { id: string }): void => {
      const { name } = requireCompany(sql, id)
      const { count } = sql(`SELECT COUNT(*) AS count FROM ledger_accounts
        WHERE company_seq = (SELECT seq FROM ledger_companies WHERE id = ?)`).get(id) as { count: number }
      if (count > 0) throw new Fault('ledger.companyInUse', { params: { name, count } })
      sql('DELETE FROM ledger_companies WHERE id = ?').run(id)
    },
    insertAccount: (context: WriteContext, input: NewAccount & { by: string }): StoredAccount => {
      assertIdsFree(context.sql, input.fields, input.id, '')
      insertAccount(context, input, input.by)
      return requireAccount(context.sql, input.id)
    },
    /** `fresh` is the account where the ledger had no row of it; `rev` is then 0. */
    updateAccount: (
      context: WriteContext,
      input: { id: string; rev: number; fields: AccountFields; fresh: NewAccount[]; by: string },
    ): StoredAccount => {
      const { sql } = context
      const existed = findAccount(sql, input.id) !== undefined
      ensureAccounts(context, input.fresh, input.by)
      const known = requireAccount(sql, input.id)
      if (known.rev !== input.rev && (existed || input.rev !== 0))
        throw new Fault('ledger.changedMeanwhile', { params: { name: known.name, by: known.updatedBy } })
      assertIdsFree(sql, input.fields, input.id, 'fields.')
      updateAccount(context, input.id, input.fields, input.by)
      return requireAccount(sql, input.id)
    },
    assign: (
      context: WriteContext,
      input: { ids: string[]; companyId: string | undefined; fresh: NewAccount[]; by: string },
    ): void => {
      ensureAccounts(context, input.fresh, input.by)
      for (const id of input.ids) {
        requireAccount(context.sql, id)
        moveAccount(context, id, input.companyId, input.by)
      }
    },
    removeAccount: ({ sql }: WriteContext, { id }: { id: string }): void => {
      const { name } = requireAccount(sql, id)
      const { count } = sql(`SELECT COUNT(*) AS count FROM ledger_bindings b JOIN ledger_accounts a
        ON a.seq IN (b.holder_seq, b.target_seq) WHERE a.id = ?`).get(id) as { count: number }
      if (count > 0) throw new Fault('ledger.accountBound', { params: { name, count } })
      sql('DELETE FROM ledger_accounts WHERE id = ?').run(id)
    },
    /** A chunk of a list. A row that no longer fits what stands here is refused; the others are written. */
    importAccounts: (context: WriteContext, input: { rows: ImportedAccount[]; by: string }): ImportOutcome[] =>
      input.rows.map(({ id, rev, fields }) => {
        const { sql } = context
        const holder = holderOfIds(sql, fields, id)
        if (holder) return { ok: false, field: holder.field, code: 'ledger.idTaken', params: { name: holder.name } }
        const known = findAccount(sql, id)
        if (!known) insertAccount(context, { id, fields }, input.by)
        else if (known.rev !== rev)
          return { ok: false, field: 'name', code: 'ledger.changedMeanwhile', params: { by: known.updatedBy } }
        else updateAccount(context, id, fields, input.by)
        return { ok: true }
      }),
    /** Keeps a list for the next comparison and marks what it lacks, where that was asked for. */
    keepList: (
      context: WriteContext,
      { record, missing, fresh, by }: { record: NewImport; missing: string[]; fresh: NewAccount[]; by: string },
    ): void => {
      const { sql, now } = context
      ensureAccounts(context, fresh, by)
      sql(`INSERT INTO ledger_imports (id, company_seq, kind, file_name, rows_json, rows, fresh, gone, changed, imported_by,
             imported_at)
           SELECT @id, seq, @kind, @fileName, @list, @rows, @fresh, @gone, @changed, @importedBy, @now
           FROM ledger_companies WHERE id = @companyId`).run({ ...record, list: JSON.stringify(record.list), now })
      const mark = sql(`UPDATE ledger_accounts SET state = 'uncertain', rev = rev + 1, updated_at = @now, updated_by = @by
                        WHERE id = @id AND state IN ('normal', 'frozen')`)
      for (const id of missing) mark.run({ id, now, by })
    },
    /** Takes companies and accounts of another workspace over; one whose name or id stands here is left as it is. */
    adopt: (
      context: WriteContext,
      input: { companies: { id: string; fields: CompanyFields }[]; accounts: NewAccount[]; by: string },
    ): { companies: string[]; accounts: string[] } => {
      const { sql } = context
      const companies = new Map<string, string>()
      for (const { id, fields } of input.companies) {
        const known = sql('SELECT id FROM ledger_companies WHERE name_key = ?').get(nameKeyOf(fields.name)) as
          | { id: string }
          | undefined
        companies.set(id, known?.id ?? id)
        if (!known) insertCompany(context, id, fields, input.by)
      }
      const accounts: string[] = []
      for (const { id, fields } of input.accounts) {
        if (holderOfIds(sql, fields, id)) continue
        const { companyId, ...own } = fields
        const company = companyId === undefined ? undefined : companies.get(companyId)
        insertAccount(context, { id, fields: { ...own, ...(company === undefined ? {} : { companyId: company }) } }, input.by)
        accounts.push(id)
      }
      return { companies: [...companies].filter(([id, here]) => id === here).map(([id]) => id), accounts }
    },
  },
  priorities: { importAccounts: 'bulk', adopt: 'bulk' },
})
