import type { Difference, Reconciliation, RowDecision, SideTotals } from '@shared/contract/settlement-reconciliation'
import { CashEffect, differenceClasses, entryKinds } from '@shared/contract/settlement-values'
import { textFor } from '../../../platform/texts/texts'
import type { BothTexts, ReportCell, ReportColumn, ReportTable } from '../../reports'
import { matchedColumns } from './desk/matched'
import type { RunInputs, StoredRun } from './rows'
import { ruleNameIn } from './rule-names'

export const both = (key: string, params: Record<string, string | number> = {}): BothTexts => ({ 'zh-CN': textFor('zh-CN', key, params), en: textFor('en', key, params) })
export const say = (key: string, params: Record<string, string | number> = {}): BothTexts => both(`settlement.reconciliation.report.${key}`, params)

const choices = (values: readonly string[], key: (value: string) => string): Record<string, BothTexts> => Object.fromEntries(values.map((value) => [value, both(key(value))]))
const classes = () => choices(differenceClasses, (value) => `settlement.differenceClasses.${value}`)
const kinds = () => choices(entryKinds, (value) => `settlement.entryKinds.${value}`)
const sides = () => choices(['left', 'right'], (value) => `settlement.reconciliation.report.sides.${value}`)

const column = (key: string, type: ReportColumn['type'], more: Partial<ReportColumn> = {}): ReportColumn => ({ key, label: both(`settlement.reconciliation.report.columns.${key}`), type, ...more })
const money = (key: string): ReportColumn => column(key, 'money', { currencyColumn: 'currency', total: true })
const count = (key: string): ReportColumn => column(key, 'integer', { total: true })

/** Rules by their names in both languages. */
function ruleChoices(inputs: RunInputs): Record<string, BothTexts> {
  const [chinese, english] = [ruleNameIn('zh-CN'), ruleNameIn('en')]
  const ids = ['person', ...inputs.rules.rules.map(({ id }) => id)]
  const name = (id: string) => inputs.rules.rules.find((rule) => rule.id === id)?.name ?? ''
  return Object.fromEntries(ids.map((id) => [id, { 'zh-CN': chinese(id, name(id)), en: english(id, name(id)) }]))
}

const parts = ['total', 'matched', 'differences', 'expected', 'others'] as const

/** Both sides with their parts; the last column is the total less its parts: 0 where they add up. */
export function summaryTable(left: readonly SideTotals[], right: readonly SideTotals[]): ReportTable {
  const row = (side: string, totals: SideTotals): ReportCell[] => [
    side,
    totals.currency,
    ...parts.flatMap((part) => [totals[part].count, totals[part].minor]),
    totals.total.minor - totals.matched.minor - totals.differences.minor - totals.expected.minor,
  ]
  return {
    key: 'summary',
    title: say('summary'),
    columns: [
      column('side', 'choice', { choices: sides() }),
      column('currency', 'text'),
      ...parts.flatMap((part) => [column(`${part}Count`, 'integer'), column(`${part}Minor`, 'money', { currencyColumn: 'currency' })]),
      column('check', 'money', { currencyColumn: 'currency' }),
    ],
    rows: [...left.map((totals) => row('left', totals)), ...right.map((totals) => row('right', totals))],
  }
}

export function classTable(byClass: NonNullable<Reconciliation['lastRun']>['byClass']): ReportTable {
  return {
    key: 'classes',
    title: say('classes'),
    columns: [column('class', 'choice', { choices: classes() }), column('currency', 'text'), count('count'), money('differenceMinor')],
    rows: byClass.flatMap(({ class: name, sums }) => sums.map((sum): ReportCell[] => [name, sum.currency, sum.count, sum.minor])),
  }
}

export function ruleTable({ summary, inputs }: StoredRun): ReportTable {
  return {
    key: 'rules',
    title: say('byRule'),
    columns: [column('rule', 'choice', { choices: ruleChoices(inputs) }), count('pairs'), column('currency', 'text'), money('matchedMinor')],
    rows: summary.byRule.flatMap(({ ruleId, pairs, sums }) =>
      sums.length === 0 ? [[ruleId, pairs, '', null]] : sums.map((sum, index): ReportCell[] => [ruleId, index === 0 ? pairs : 0, sum.currency, sum.minor]),
    ),
  }
}

export function othersTable({ summary }: StoredRun): ReportTable {
  return {
    key: 'others',
    title: say('others'),
    columns: [column('side', 'choice', { choices: sides() }), column('kind', 'choice', { choices: kinds() }), column('currency', 'text'), count('count'), money('minor')],
    rows: summary.otherKinds.flatMap(({ side, kind, sums }) => sums.map((sum): ReportCell[] => [side, kind, sum.currency, sum.count, sum.minor])),
  }
}

export function differencesTable(differences: readonly Difference[], inputs: RunInputs, cut: BothTexts | undefined): ReportTable {
  return {
    key: 'differences',
    title: say('differences'),
    columns: [
      column('class', 'choice', { choices: classes() }),
      column('cash', 'choice', { choices: choices(CashEffect.options, (value) => `settlement.cash.${value}`) }),
      column('state', 'choice', { choices: choices(['open', 'inWork', 'resolved', 'carried', 'gone'], (value) => `settlement.differenceStates.${value}`) }),
      column('number', 'id'),
      column('kind', 'choice', { choices: kinds() }),
      column('day', 'day'),
      column('currency', 'text'),
      money('leftMinor'),
      money('rightMinor'),
      money('differenceMinor'),
      column('rule', 'choice', { choices: ruleChoices(inputs) }),
      column('assignee', 'text'),
      column('resolution', 'choice', { choices: resolutionChoices() }),
      column('reason', 'text'),
      column('carriedFrom', 'text'),
      column('carriedTo', 'text'),
    ],
    rows: differences.map((one): ReportCell[] => [
      ...[one.class, one.cash, one.state, one.number, one.kind, one.day ?? null, one.currency, one.leftMinor ?? null, one.rightMinor ?? null],
      ...[one.differenceMinor, one.ruleId ?? '', one.assignee, one.resolution ?? '', one.reason, one.carriedFrom ?? '', one.carriedTo ?? ''],
    ]),
    ...(cut ? { cut } : {}),
  }
}

const resolutionChoices = () =>
  choices(
    ['bookedHere', 'bookedThere', 'refunded', 'writtenOff', 'providerCorrects', 'explainedByTiming', 'notOurs', 'other'],
    (value) => `settlement.reconciliation.resolutions.${value}`,
  )

export function matchedTable(rows: ReportCell[][], inputs: RunInputs, cut: BothTexts | undefined): ReportTable {
  const types: Record<(typeof matchedColumns)[number], ReportColumn> = {
    rule: column('rule', 'choice', { choices: ruleChoices(inputs) }),
    number: column('number', 'id'),
    day: column('day', 'day'),
    currency: column('currency', 'text'),
    leftMinor: money('leftMinor'),
    rightMinor: money('rightMinor'),
    leftRows: count('leftRows'),
    rightRows: count('rightRows'),
    leftAt: column('leftAt', 'text'),
    rightAt: column('rightAt', 'text'),
  }
  return { key: 'matched', title: say('matched'), columns: matchedColumns.map((key) => types[key]), rows, ...(cut ? { cut } : {}) }
}

/** What the run was made from: every file with its hash, every rule in its order. */
export function parameterTables({ inputs, rulesVersion }: StoredRun): ReportTable[] {
  const files = inputs.packs.map(({ side, name, sha256, rows }): ReportCell[] => [side, name === '' ? textFor('zh-CN', 'settlement.sources.orders') : name, rows, sha256])
  const names = ruleChoices(inputs)
  const rules = inputs.rules.rules.map((rule, index): ReportCell[] => [index + 1, rule.id, rule.on ? 1 : 0, rule.keys.join(', '), rule.shape, rule.amount, rule.windowMinutes ?? null])
  return [
    { key: 'files', title: say('files'), columns: [column('side', 'choice', { choices: sides() }), column('file', 'text'), count('count'), column('sha256', 'id')], rows: files },
    {
      key: 'parameters',
      title: say('parameters', { version: rulesVersion }),
      columns: [
        column('position', 'integer'),
        column('rule', 'choice', { choices: names }),
        column('on', 'choice', { choices: choices(['0', '1'], (value) => `settlement.reconciliation.report.onOff.${value}`) }),
        ...(['keys', 'shape', 'amount'] as const).map((key) => column(key, 'text')),
        column('windowMinutes', 'integer'),
      ],
      rows: rules.map((row) => row.map((cell, index) => (index === 2 ? String(cell) : cell))),
    },
  ]
}

export function decisionsTable(decisions: readonly RowDecision[]): ReportTable {
  return {
    key: 'decisions',
    title: say('decisions'),
    columns: [
      column('decision', 'choice', { choices: choices(['pair', 'apart', 'ruleOff'], (value) => `settlement.reconciliation.report.decisionKinds.${value}`) }),
      column('what', 'text'),
      column('reason', 'text'),
      column('by', 'text'),
      column('at', 'instant'),
      column('takenBack', 'text'),
    ],
    rows: decisions.map(({ kind, what, reason, by, at, takenBack }): ReportCell[] => [kind, what, reason, by, at, takenBack ? `${takenBack.by} ${takenBack.at} ${takenBack.reason}` : '']),
  }
}
