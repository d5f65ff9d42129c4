import type { AuditEntry } from '@shared/contract/audit'
import { type AuditHead, type AuditVerdict, auditHead, verifyAudit } from '../../platform/audit'
import { type AuditInput, defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

export interface AuditFilter {
  before?: number
  limit: number
  text?: string
  action?: string
  operatorName?: string
  from?: string
  until?: string
}

const hitsCap = 10_000

interface StoredEntry extends Omit<AuditEntry, 'details'> {
  details: string
}

function conditions(filter: AuditFilter): { where: string; values: unknown[] } {
  const parts = ['1']
  const values: unknown[] = []
  const add = (part: string, ...added: unknown[]) => {
    parts.push(part)
    values.push(...added)
  }
  if (filter.action !== undefined) add('action = ?', filter.action)
  if (filter.operatorName !== undefined) add('operator_name = ?', filter.operatorName)
  if (filter.from !== undefined) add('at >= ?', filter.from)
  if (filter.until !== undefined) add('at < ?', filter.until)
  if (filter.text !== undefined && filter.text !== '') {
    const pattern = `%${filter.text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    const columns = ['subject', 'action', 'operator_name', 'details_json', 'correlation_id']
    add(`(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`, ...columns.map(() => pattern))
  }
  return { where: parts.join(' AND '), values }
}

export const auditRepository = defineRepository({
  name: 'audit',
  reads: {
    page: ({ db }: ReadContext, filter: AuditFilter): { rows: AuditEntry[]; hits: number; hitsCapped: boolean } => {
      const { where, values } = conditions(filter)
      const rows = db
        .prepare(
          `SELECT seq, at, operator_name AS operatorName, action, subject, details_json AS details, outcome,
             correlation_id AS correlationId
           FROM audit_entries WHERE ${where} AND seq < ? ORDER BY seq DESC LIMIT ?`,
        )
        .all(...values, filter.before ?? Number.MAX_SAFE_INTEGER, filter.limit) as StoredEntry[]
      const hits = db
        .prepare(`SELECT count(*) FROM (SELECT 1 FROM audit_entries WHERE ${where} LIMIT ${hitsCap + 1})`)
        .pluck()
        .get(...values) as number
      return {
        rows: rows.map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> })),
        hits: Math.min(hits, hitsCap),
        hitsCapped: hits > hitsCap,
      }
    },
    head: ({ db }: ReadContext): AuditHead => auditHead(db),
    verify: ({ db, auditKey }: ReadContext, expectedHead: AuditHead | null): AuditVerdict =>
      verifyAudit(db, auditKey(), expectedHead ? { expectedHead } : {}),
  },
  writes: {
    append: ({ audit }: WriteContext, entry: AuditInput): void => audit(entry),
  },
  priorities: { append: 'money' },
})
