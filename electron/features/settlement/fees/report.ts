import type { FeeCombination, FeeLine, FeeStatement } from '@shared/contract/settlement-fees'
import { settlementZone } from '@shared/domain/beijing-time'
import { Fault } from '../../../platform/errors/fault'
import { textFor } from '../../../platform/texts/texts'
import type { BothTexts, ReportCell, ReportColumn, ReportData, ReportEvidence, ReportTable } from '../../reports'
import { explanationOf } from './explaining'
import type { FeeLines } from './lines'
import { methodText } from './method-text'
import type { FeeParts } from './room-parts'
import type { StatementDesk } from './statements'

/** A report of more lines says so and names where the rest is. */
const mostLines = 200_000

const both = (key: string, params: Record<string, string | number> = {}): BothTexts => ({ 'zh-CN': textFor('zh-CN', key, params), en: textFor('en', key, params) })
const say = (key: string, params: Record<string, string | number> = {}): BothTexts => both(`fees.report.${key}`, params)
const choices = (values: readonly string[], key: (value: string) => string): Record<string, BothTexts> => Object.fromEntries(values.map((value) => [value, both(key(value))]))

/**
 * The statement of a month as a report: figures, lines, what explains the platform's figure, deadlines, history, boxes
 * for signatures. `statementId`, or `month` with `contractId` where there are several.
 * @throws Fault `settlement.statementNotFound`
 */
export async function statementReport(
  parts: FeeParts,
  desks: { statements: StatementDesk; lines: FeeLines },
  params: Record<string, string>,
): Promise<{ data: ReportData; evidence: ReportEvidence[] }> {
  const statement = await find(desks.statements, params)
  const { id, month, name, currency, computed } = statement
  const stored = await parts.rows.statements.get(id)
  const data: ReportData = {
    kind: 'statement',
    title: say('title', { month }),
    month,
    subject: name,
    zone: settlementZone,
    practice: parts.isPractice,
    facts: factsOf(statement, stored.computed?.rule),
    figures: [
      { key: 'base', label: say('base'), minor: computed?.baseMinor ?? 0, currency },
      { key: 'fee', label: say('fee'), minor: computed?.feeMinor ?? 0, currency },
      { key: 'prior', label: say('prior'), minor: computed?.priorMinor ?? 0, currency },
      { key: 'total', label: say('total'), minor: computed?.totalMinor ?? 0, currency },
      ...(statement.platform ? [{ key: 'platform', label: say('platform'), minor: statement.platform.feeMinor, currency }] : []),
      ...(statement.differenceMinor === undefined ? [] : [{ key: 'difference', label: say('difference'), minor: statement.differenceMinor, currency }]),
      { key: 'orders', label: say('orders'), count: computed?.orders ?? 0 },
    ],
    tables: [await linesTable(desks.lines, stored, currency), ...(computed ? await explanationTables(parts, id, currency) : []), deadlinesTable(statement), historyTable(statement)],
    charts: [],
    signatures: [say('madeBy'), say('checkedBy'), say('approvedBy')],
    notes: [say('noteReadings'), ...(statement.sellingAtRisk ? [say('noteRisk')] : [])],
  }
  return { data, evidence: await evidenceOf(parts, statement) }
}

async function find(desk: StatementDesk, { statementId, month, contractId }: Record<string, string>): Promise<FeeStatement> {
  if (statementId !== undefined) return desk.get(statementId)
  const found = month === undefined ? [] : await desk.list({ fromMonth: month, toMonth: month })
  const one = found.find((statement) => contractId === undefined || statement.contractId === contractId)
  if (!one) throw new Fault('settlement.statementNotFound')
  return desk.get(one.id)
}

function factsOf(statement: FeeStatement, rule: Parameters<typeof methodText>[0] | undefined): ReportData['facts'] {
  const fact = (label: string, value: BothTexts | string | undefined) => (value === undefined || value === '' ? [] : [{ label: say(label), value }])
  const { payee } = statement
  return [
    ...fact('contract', `${statement.name} v${statement.contractVersion}`),
    ...fact('state', both(`fees.states.${statement.state}`)),
    ...(rule ? fact('method', { 'zh-CN': methodText(rule, 'zh-CN'), en: methodText(rule, 'en') }) : []),
    ...fact('issued', statement.issuedDay),
    ...fact('confirmed', statement.confirmedDay),
    ...fact('paid', statement.paid && `${statement.paid.day} ${statement.paid.reference}`),
    ...fact('invoice', statement.invoice && `${statement.invoice.number} ${statement.invoice.day}`),
    ...fact('payee', payee && `${payee.name} · ${payee.bank} · ${payee.account}`),
    ...statement.inputs.map(({ name, value }) => ({ label: both(`fees.inputs.${name}`), value })),
  ]
}

async function linesTable(lines: FeeLines, stored: Parameters<FeeLines['all']>[0], currency: string): Promise<ReportTable> {
  const rows: ReportCell[][] = []
  let total = 0
  for await (const line of lines.all(stored)) {
    total += 1
    if (rows.length < mostLines) rows.push(lineRow(line))
  }
  const money = (key: string): ReportColumn => ({ key, label: say(`column_${key}`), type: 'money', currency, total: true })
  const plain = (key: string, type: ReportColumn['type']): ReportColumn => ({ key, label: say(`column_${key}`), type })
  return {
    key: 'lines',
    title: say('lines'),
    columns: [
      plain('number', 'id'),
      { ...plain('kind', 'choice'), choices: choices(['payment', 'refund', 'prior'], (value) => `fees.letter.kind_${value}`) },
      plain('at', 'instant'),
      { ...plain('scene', 'choice'), choices: choices(['channels', 'other', 'unset'], (value) => `fees.letter.scene_${value}`) },
      ...[plain('sceneCode', 'id'), plain('place', 'text'), plain('account', 'text'), money('amount'), money('fee'), plain('originMonth', 'text')],
      { ...plain('reason', 'choice'), choices: choices(['refundOfEarlierMonth', 'lateOrder', 'lateRefund', 'refundClosed', 'orderChanged', 'orderGone', 'carriedForward'], (value) => `fees.reasons.${value}`) },
    ],
    rows,
    ...(total > rows.length ? { cut: say('cut', { shown: rows.length, count: total }) } : {}),
  }
}

function lineRow(line: FeeLine): ReportCell[] {
  const { number, kind, at, scene, sceneCode, place, account, amountMinor, feeMinor, originMonth, reason } = line
  return [number, kind, at ?? null, scene, sceneCode, place, account, amountMinor, feeMinor, originMonth ?? null, reason ?? null]
}

async function explanationTables(parts: FeeParts, id: string, currency: string): Promise<ReportTable[]> {
  const told = await explanationOf(parts, id)
  const plain = (key: string, type: ReportColumn['type']): ReportColumn => ({ key, label: say(`column_${key}`), type })
  const money = (key: string): ReportColumn => ({ key, label: say(`column_${key}`), type: 'money', currency })
  const columns: ReportColumn[] = [
    { ...plain('policy', 'choice'), choices: choices(['paidGross', 'paidNetSameMonth', 'paidNetByRefundMonth', 'settled'], (value) => `fees.policies.${value}`) },
    { ...plain('amountColumn', 'choice'), choices: choices(['ordered', 'received', 'settled'], (value) => `fees.amounts.${value}`) },
    plain('scenes', 'text'),
    { ...plain('rounding', 'choice'), choices: choices(['halfUp', 'halfEven', 'floor', 'ceil'], (value) => `fees.roundings.${value}`) },
    { ...plain('level', 'choice'), choices: choices(['perOrder', 'total'], (value) => `fees.levels.${value}`) },
    { ...plain('refundMethod', 'choice'), choices: choices(['cumulative', 'perRefund'], (value) => `fees.refundMethods.${value}`) },
    ...[money('base'), money('fee'), money('remainder')],
  ]
  const row = (one: FeeCombination): ReportCell[] => [one.policy, one.amount, one.scenes, one.rounding, one.level, one.refundMethod, one.baseMinor, one.feeMinor, one.remainderMinor]
  return [
    { key: 'policies', title: say('byPolicy'), columns, rows: told.byPolicy.map(row) },
    { key: 'explanation', title: say(`verdict_${told.verdict}`, { tried: told.tried }), columns, rows: [...told.exact, ...told.nearest].map(row) },
  ]
}

function deadlinesTable({ deadlines }: FeeStatement): ReportTable {
  const plain = (key: string, type: ReportColumn['type']): ReportColumn => ({ key, label: say(`column_${key}`), type })
  return {
    key: 'deadlines',
    title: say('deadlines'),
    columns: [
      { ...plain('step', 'choice'), choices: choices(['issue', 'confirm', 'pay'], (value) => `fees.steps.${value}`) },
      { ...plain('reading', 'choice'), choices: choices(['fromIssue', 'fromConfirmation', 'fromConfirmationLimit', 'none'], (value) => `fees.readings.${value}`) },
      plain('day', 'day'),
      { ...plain('inForce', 'choice'), choices: choices(['yes', 'no'], (value) => `fees.yesNo.${value}`) },
      ...[plain('done', 'day'), plain('provisional', 'text')],
    ],
    rows: deadlines.map(({ step, reading, day, inForce, doneDay, provisionalYears }) => [step, reading, day, inForce ? 'yes' : 'no', doneDay ?? null, provisionalYears.join(', ')]),
  }
}

function historyTable({ history }: FeeStatement): ReportTable {
  const plain = (key: string, type: ReportColumn['type']): ReportColumn => ({ key, label: say(`column_${key}`), type })
  const actions = [...new Set(history.map(({ action }) => action))]
  return {
    key: 'history',
    title: say('history'),
    columns: [plain('at', 'instant'), plain('by', 'text'), { ...plain('action', 'choice'), choices: choices(actions, (value) => `fees.actions.${value}`) }, plain('text', 'text')],
    rows: history.map(({ at, by, action, text }) => [at, by, action, text]),
  }
}

async function evidenceOf({ ports }: FeeParts, { attachments }: FeeStatement): Promise<ReportEvidence[]> {
  return Promise.all(attachments.map(async ({ id, name, sha256 }) => ({ name, sha256, path: await ports.files.attachments.pathOf(id) })))
}
