import type { AuditEntry } from '@shared/contract/audit'
import { type AuditHead, type AuditVerdict, auditHead, verifyAudit } from '../../platform/audit'
import { Conditions, logPage } from '../../platform/store/log-page'
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

interface StoredEntry extends Omit<AuditEntry, 'details'> {
  details: string
}

const columns = `seq, at, operator_name AS operatorName, action, subject, details_json AS details, outcome,
  correlation_id AS correlationId`

function conditions(filter: AuditFilter): Conditions {
  return new Conditions()
    .when(filter.action, 'action = ?')
    .when(filter.operatorName, 'operator_name = ?')
    .when(filter.from, 'at >= ?')
    .when(filter.until, 'at < ?')
    .contains(filter.text, ['subject', 'action', 'operator_name', 'details_json', 'correlation_id'])
}

export const auditRepository = defineRepository({
  name: 'audit',
  reads: {
    page: ({ db }: ReadContext, filter: AuditFilter): { rows: AuditEntry[]; hits: number; hitsCapped: boolean } => {
      const page = logPage<StoredEntry>(db, { table: 'audit_entries', columns }, conditions(filter), filter)
      const rows = page.rows.map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }))
      return { ...page, rows }
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
