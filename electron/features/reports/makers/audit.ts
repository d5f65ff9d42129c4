import type { AuditEntry } from '@shared/contract/audit'
import { dayRangeToInstants } from '@shared/domain/days'
import { Fault } from '../../../platform/errors/fault'
import type { ReportCell, ReportData, ReportMaker } from '../data'
import { bothTexts, column, everyPage, rangeOf } from './words'

export interface AuditSource {
  page: (input: { from: string; until: string; before: number | undefined; limit: number }) => Promise<{ rows: AuditEntry[] }>
  verify: () => Promise<{ ok: boolean; checked: number; head?: { seq: number; mac: string } | undefined; firstBad?: { seq: number; kind: string } | undefined }>
  subject: string
}

const pageRows = 500

/** The audit trail of a month or of some days, with what the check of its chain says on the day it is made. */
export function auditMaker({ page, verify, subject }: AuditSource): ReportMaker {
  return {
    kind: 'audit',
    make: async (params) => {
      const { days, month, fact } = rangeOf(params)
      const range = dayRangeToInstants(days)
      if (!range.ok) throw new Fault('reports.rangeMissing')
      const { from = '', until = '' } = range
      const entries = await everyPage<AuditEntry>(async (cursor) => {
        const { rows } = await page({ from, until, before: cursor === undefined ? undefined : Number(cursor), limit: pageRows })
        const last = rows.at(-1)
        return { rows, ...(rows.length === pageRows && last ? { nextCursor: String(last.seq) } : {}) }
      })
      if (entries.length === 0) throw new Fault('reports.nothing')
      const verdict = await verify()
      const data: ReportData = {
        kind: 'audit',
        title: bothTexts('reports.kinds.audit'),
        ...(month === undefined ? {} : { month }),
        subject,
        zone: days.zone,
        practice: false,
        facts: [
          fact,
          {
            label: bothTexts('reports.audit.chain'),
            value: verdict.ok
              ? bothTexts('reports.audit.chainHolds', { count: verdict.checked })
              : bothTexts('reports.audit.chainBroken', { seq: verdict.firstBad?.seq ?? 0 }),
          },
        ],
        figures: [
          { key: 'count', label: bothTexts('reports.audit.count'), count: entries.length },
          { key: 'operators', label: bothTexts('reports.audit.operators'), count: new Set(entries.map(({ operatorName }) => operatorName)).size },
          { key: 'refused', label: bothTexts('reports.audit.refused'), count: entries.filter(({ outcome }) => outcome !== 'done').length },
        ],
        tables: [entryTable(entries), groupTable(entries)],
        charts: [{ title: bothTexts('reports.audit.chart'), kind: 'bar', table: 'operators', label: 'operatorName', values: ['count'] }],
        signatures: [bothTexts('reports.signatures.preparedBy'), bothTexts('reports.signatures.checkedBy')],
        notes: [],
      }
      return { data, evidence: [] }
    },
  }
}

const actionKey = (action: string) => `audit.actions.${action.replaceAll('.', '_')}`

function entryTable(entries: readonly AuditEntry[]): ReportData['tables'][number] {
  const name = (key: string) => `audit.columns.${key}`
  const actions = [...new Set(entries.map(({ action }) => action))]
  // An action of a newer or older program has no name here; it stands as it was written.
  const choices = Object.fromEntries(
    actions.flatMap((action) => {
      const said = bothTexts(actionKey(action))
      return said['zh-CN'] === actionKey(action) ? [] : [[action, said]]
    }),
  )
  return {
    key: 'entries',
    title: bothTexts('reports.audit.table'),
    rowKey: ['seq'],
    columns: [
      column('seq', name('seq'), 'integer'),
      column('at', name('at'), 'instant'),
      column('operatorName', name('operatorName'), 'text'),
      column('action', name('action'), 'choice', { choices }),
      column('subject', name('subject'), 'id'),
      column('outcome', name('outcome'), 'choice', { choices: { done: bothTexts('reports.audit.done') } }),
      column('details', 'reports.audit.details', 'text', { aside: true }),
      column('correlationId', name('correlationId'), 'id', { aside: true }),
    ],
    rows: entries.map(({ seq, at, operatorName, action, subject, outcome, details, correlationId }) => [
      seq,
      at,
      operatorName,
      action,
      subject,
      outcome,
      JSON.stringify(details),
      correlationId,
    ]),
  }
}

function groupTable(entries: readonly AuditEntry[]): ReportData['tables'][number] {
  const counts = new Map<string, number>()
  for (const { operatorName } of entries) counts.set(operatorName, (counts.get(operatorName) ?? 0) + 1)
  return {
    key: 'operators',
    title: bothTexts('reports.audit.byOperator'),
    rowKey: ['operatorName'],
    columns: [column('operatorName', 'audit.columns.operatorName', 'text'), column('count', 'reports.audit.count', 'integer', { total: true })],
    rows: [...counts].sort(([, a], [, b]) => b - a).map((row): ReportCell[] => row),
  }
}
