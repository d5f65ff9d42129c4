import type { OfficialAccount, OfficialAccountFields } from '@shared/contract/official-accounts'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import type { SealedSecret } from '../../platform/vault'

type Sql = ReadContext['sql']

interface StoredAccount {
  seq: number
  id: string
  name: string
  appId: string
  originalId: string
  type: OfficialAccount['type']
  company: string
  verified: number
  verifiedUntil: string | null
  safeDomains: string
  secretLast4: string | null
  secretSetAt: string | null
  secretUsedAt: string | null
  archived: number
  rev: number
  updatedAt: string
  updatedBy: string
}

const columns = `seq, id, name, app_id AS appId, original_id AS originalId, type, company, verified,
  verified_until AS verifiedUntil, safe_domains_json AS safeDomains, secret_last4 AS secretLast4,
  secret_set_at AS secretSetAt, secret_used_at AS secretUsedAt, archived, rev, updated_at AS updatedAt,
  updated_by AS updatedBy`

function toAccount(row: StoredAccount): OfficialAccount {
  const { secretLast4: last4, secretSetAt: setAt, secretUsedAt: usedAt } = row
  return {
    id: row.id,
    name: row.name,
    appId: row.appId,
    originalId: row.originalId,
    type: row.type,
    company: row.company,
    verified: row.verified === 1,
    ...(row.verifiedUntil === null ? {} : { verifiedUntil: row.verifiedUntil }),
    safeDomains: (JSON.parse(row.safeDomains) as { hosts: string[] }).hosts,
    ...(last4 === null || setAt === null
      ? {}
      : { secret: { last4, setAt, ...(usedAt === null ? {} : { lastUsedAt: usedAt }) } }),
    archived: row.archived === 1,
    rev: row.rev,
    updatedAt: row.updatedAt,
  }
}

function requireRow(sql: Sql, id: string): StoredAccount {
  const row = sql(`SELECT ${columns} FROM official_accounts WHERE id = ?`).get(id) as StoredAccount | undefined
  if (!row) throw new Fault('officialAccounts.notFound')
  return row
}

const requireAccount = (sql: Sql, id: string) => toAccount(requireRow(sql, id))

/** One AppID is one account; a mini program's AppID is none of these, and its secret would be used for the wrong one. */
function assertAppIdFree(sql: Sql, appId: string, id: string, path: string): void {
  const named = (statement: string, ...values: string[]) => sql(statement).get(...values) as { name: string } | undefined
  const account = named('SELECT name FROM official_accounts WHERE app_id = ? AND id <> ?', appId, id)
  const app = named('SELECT name FROM apps WHERE app_id = ?', appId)
  const code = account ? 'officialAccounts.appIdTaken' : 'officialAccounts.appIdIsApp'
  const holder = account ?? app
  if (!holder) return
  const params = { appId, name: holder.name }
  throw new Fault(code, { params, fields: [{ path, code, params }] })
}

const fieldValues = (fields: OfficialAccountFields) => ({
  name: fields.name,
  appId: fields.appId,
  originalId: fields.originalId,
  type: fields.type,
  company: fields.company,
  verified: fields.verified ? 1 : 0,
  verifiedUntil: fields.verifiedUntil ?? null,
  safeDomains: JSON.stringify({ v: 1, hosts: fields.safeDomains }),
})

function insertRow({ sql, now }: WriteContext, id: string, fields: OfficialAccountFields, by: string): void {
  sql(`INSERT INTO official_accounts (id, name, app_id, original_id, type, company, verified, verified_until,
         safe_domains_json, created_at, updated_at, updated_by)
       VALUES (@id, @name, @appId, @originalId, @type, @company, @verified, @verifiedUntil, @safeDomains, @now, @now,
         @by)`).run({ ...fieldValues(fields), id, now, by })
}

function updateRow({ sql, now }: WriteContext, seq: number, fields: OfficialAccountFields, by: string): void {
  sql(`UPDATE official_accounts SET name = @name, app_id = @appId, original_id = @originalId, type = @type,
         company = @company, verified = @verified, verified_until = @verifiedUntil, safe_domains_json = @safeDomains,
         rev = rev + 1, updated_at = @now, updated_by = @by
       WHERE seq = @seq`).run({ ...fieldValues(fields), seq, now, by })
}

/** The secret belongs to the AppID it was entered for. */
function assertMayTakeAppId(sql: Sql, row: StoredAccount, appId: string): void {
  if (row.appId === appId) return
  assertAppIdFree(sql, appId, row.id, 'fields.appId')
  if (row.secretLast4 !== null)
    throw new Fault('officialAccounts.appIdTied', {
      params: { name: row.name },
      fields: [{ path: 'fields.appId', code: 'officialAccounts.appIdTied' }],
    })
}

export const officialAccountsRepository = defineRepository({
  name: 'officialAccounts',
  reads: {
    all: ({ sql }: ReadContext): OfficialAccount[] =>
      (sql(`SELECT ${columns} FROM official_accounts ORDER BY seq`).all() as StoredAccount[]).map(toAccount),
    sealedSecrets: ({ sql }: ReadContext): { id: string; sealed: string }[] =>
      sql('SELECT id, secret_sealed AS sealed FROM official_accounts WHERE secret_sealed IS NOT NULL').all() as {
        id: string
        sealed: string
      }[],
    sealedSecret: ({ sql }: ReadContext, id: string): { sealed: string; usedAt: string | null } | undefined =>
      sql(`SELECT secret_sealed AS sealed, secret_used_at AS usedAt FROM official_accounts
           WHERE id = ? AND secret_sealed IS NOT NULL`).get(id) as
        | { sealed: string; usedAt: string | null }
        | undefined,
  },
  writes: {
    insert: (
      context: WriteContext,
      input: { id: string; fields: OfficialAccountFields; by: string },
    ): OfficialAccount => {
      assertAppIdFree(context.sql, input.fields.appId, input.id, 'appId')
      insertRow(context, input.id, input.fields, input.by)
      return requireAccount(context.sql, input.id)
    },
    update: (
      context: WriteContext,
      input: { id: string; rev: number; fields: OfficialAccountFields; by: string },
    ): OfficialAccount => {
      const { sql } = context
      const row = requireRow(sql, input.id)
      if (row.rev !== input.rev)
        throw new Fault('officialAccounts.changedMeanwhile', {
          params: { name: row.name, by: row.updatedBy, at: row.updatedAt },
        })
      assertMayTakeAppId(sql, row, input.fields.appId)
      updateRow(context, row.seq, input.fields, input.by)
      return requireAccount(sql, input.id)
    },
    setArchived: (
      { sql, now }: WriteContext,
      input: { id: string; archived: boolean; by: string },
    ): OfficialAccount => {
      const archived = input.archived ? 1 : 0
      const row = requireRow(sql, input.id)
      if (row.archived !== archived)
        sql(`UPDATE official_accounts SET archived = ?, rev = rev + 1, updated_at = ?, updated_by = ?
             WHERE id = ?`).run(archived, now, input.by, input.id)
      return requireAccount(sql, input.id)
    },
    setSecret: ({ sql, now }: WriteContext, input: { id: string; secret?: SealedSecret }): OfficialAccount => {
      requireRow(sql, input.id)
      const { secret } = input
      sql(`UPDATE official_accounts SET secret_sealed = ?, secret_last4 = ?, secret_set_at = ?, secret_used_at = NULL
           WHERE id = ?`).run(secret?.sealed ?? null, secret?.last4 ?? null, secret ? now : null, input.id)
      return requireAccount(sql, input.id)
    },
    /** Notes a use of the secret unless one after `since` is noted; says whether it wrote. */
    secretUsed: ({ sql }: WriteContext, input: { id: string; at: string; since: string }): boolean =>
      sql(`UPDATE official_accounts SET secret_used_at = @at WHERE id = @id AND secret_sealed IS NOT NULL
           AND (secret_used_at IS NULL OR secret_used_at <= @since OR secret_used_at > @at)`).run(input).changes > 0,
    /** Takes over accounts of another workspace; says how many are new here. */
    adopt: (
      context: WriteContext,
      input: { rows: { id: string; fields: OfficialAccountFields }[]; by: string },
    ): number =>
      input.rows.filter(({ id, fields }) => {
        if (context.sql('SELECT 1 FROM official_accounts WHERE app_id = ?').get(fields.appId)) return false
        insertRow(context, id, fields, input.by)
        return true
      }).length,
  },
  priorities: { adopt: 'bulk' },
})
