import type { Reconciliation } from '@shared/contract/settlement-reconciliation'
import { settlementZone } from '@shared/domain/beijing-time'
import type { ReportCell, ReportData, ReportEvidence } from '../../reports'
import type { ReconciliationServices } from './commands'
import { both, classTable, decisionsTable, differencesTable, matchedTable, othersTable, parameterTables, ruleTable, say, summaryTable } from './report-tables'
import type { StoredRun } from './rows'
import { currentRun, sourceOf } from './run-source'
import { isOwnFile } from './jobs'

/** Rows of matched pairs that a report holds; beyond it, it says where the rest is. */
const mostMatched = 50_000
const mostDifferences = 200_000
const pairsAtOnce = 500

const fact = (key: string) => both(`settlement.reconciliation.report.facts.${key}`)
const figure = (key: string) => both(`settlement.reconciliation.report.figures.${key}`)

/**
 * A reconciliation as a report: totals that add up, every difference with what was decided, what is matched, what stands
 * apart, and what it was made from. Evidence: the source files, what was attached, and the log of decisions.
 * @throws Fault `settlement.reconciliationNotFound`, `settlement.notRun`
 */
export async function reconciliationReport(services: ReconciliationServices, params: Record<string, string>): Promise<{ data: ReportData; evidence: ReportEvidence[] }> {
  const id = params['reconciliationId'] ?? ''
  const { parts } = services.reconciliations
  const reconciliation = await services.reconciliations.get(id, 'zh-CN')
  const run = await currentRun(parts, id)
  const { lastRun } = reconciliation
  const differences = await services.differences.largest(id, mostDifferences, 'zh-CN')
  const matched = await matchedRows(services, id, run)
  const decisions = await services.reconciliations.decisions(id, 'zh-CN')
  const data: ReportData = {
    kind: 'reconciliation',
    title: say('title', { month: reconciliation.month, name: reconciliation.name }),
    month: reconciliation.month,
    subject: reconciliation.name,
    zone: settlementZone,
    practice: parts.isPractice,
    facts: factsOf(reconciliation, run, parts.version),
    figures: figuresOf(reconciliation, run),
    tables: [
      summaryTable(run.summary.left, run.summary.right),
      classTable(lastRun?.byClass ?? []),
      differencesTable(differences.rows, run.inputs, differences.cut ? say('cutDifferences', { count: mostDifferences }) : undefined),
      ruleTable(run),
      othersTable(run),
      matchedTable(matched.rows, run.inputs, matched.cut ? say('cutMatched', { count: mostMatched, total: run.pairs }) : undefined),
      decisionsTable(decisions),
      ...parameterTables(run),
    ],
    charts: [{ title: say('chart'), kind: 'bar', table: 'classes', label: 'class', values: ['count'] }],
    signatures: [say('madeBy'), say('checkedBy'), say('approvedBy')],
    notes: [say('noteTotals'), ...(reconciliation.staleBecause.length > 0 ? [say('noteStale')] : []), ...(run.summary.unreadable > 0 ? [say('noteUnreadable', { count: run.summary.unreadable })] : [])],
  }
  return { data, evidence: await evidenceOf(services, id, run) }
}

function factsOf(reconciliation: Reconciliation, run: StoredRun, version: string): ReportData['facts'] {
  return [
    { label: fact('left'), value: both(`settlement.sources.${reconciliation.left.source}`) },
    { label: fact('right'), value: both(`settlement.sources.${reconciliation.right.source}`) },
    { label: fact('run'), value: `${run.number} · ${run.at} · ${run.by}` },
    { label: fact('rules'), value: String(run.rulesVersion) },
    { label: fact('inputs'), value: run.inputsHash },
    { label: fact('program'), value: version },
  ]
}

function figuresOf(reconciliation: Reconciliation, run: StoredRun): ReportData['figures'] {
  return [
    { key: 'pairs', label: figure('pairs'), count: run.pairs },
    { key: 'open', label: figure('open'), count: reconciliation.openDifferences },
    { key: 'carried', label: figure('carried'), count: reconciliation.carried },
    ...run.summary.left.map(({ currency, total }) => ({ key: `left-${currency}`, label: figure('left'), minor: total.minor, currency })),
    ...run.summary.right.map(({ currency, total }) => ({ key: `right-${currency}`, label: figure('right'), minor: total.minor, currency })),
  ]
}

/** Page by page: the main thread takes in a few at a time. */
async function matchedRows({ reconciliations }: ReconciliationServices, id: string, run: StoredRun): Promise<{ rows: ReportCell[][]; cut: boolean }> {
  const { parts } = reconciliations
  const source = await sourceOf(parts, await parts.reconciliations.one(id), run)
  const rows: ReportCell[][] = []
  let after: number | null = -1
  while (after !== null && rows.length < mostMatched) {
    const page: { rows: ReportCell[][]; next: number | null } = await parts.desk.ask('matched', source, { after, limit: pairsAtOnce })
    rows.push(...page.rows)
    after = page.next
  }
  return { rows, cut: after !== null }
}

async function evidenceOf({ reconciliations }: ReconciliationServices, id: string, run: StoredRun): Promise<ReportEvidence[]> {
  const { parts } = reconciliations
  const evidence: ReportEvidence[] = []
  for (const { fileId, name } of run.inputs.packs) {
    if (isOwnFile(fileId)) continue
    const { sha256 } = await parts.ports.files.get(fileId)
    evidence.push({ name, path: await parts.ports.files.originalOf(fileId), sha256 })
  }
  const events = await parts.differences.eventsOf(id)
  for (const { id: attachment, name, sha256 } of events.flatMap(({ attachments }) => attachments))
    evidence.push({ name, path: await parts.ports.files.attachments.pathOf(attachment), sha256 })
  const rowDecisions = await parts.rowDecisions.list(id)
  const runs = await reconciliations.runs(id)
  evidence.push({ name: 'decisions.json', text: JSON.stringify({ differences: events, rows: rowDecisions, runs }, null, 2) })
  evidence.push({ name: 'inputs.json', text: JSON.stringify(run.inputs, null, 2) })
  return evidence
}
