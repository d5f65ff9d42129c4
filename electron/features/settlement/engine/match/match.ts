import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { monthSpan } from '@shared/domain/beijing-time'
import { type MatchInput, type MatchResult, rowParts } from '../match-types'
import { pairByAmount } from './by-amount'
import { pairGroups } from './by-group'
import { pairByNumber } from './by-number'
import { countCarried } from './carried'
import type { Cluster } from './clusters'
import { applyDecisions } from './decisions'
import { type Finding, sumsOf, toDifferences } from './findings'
import { judgeGroups, type Verdict } from './judge'
import { applyKindRules } from './kind-words'
import { failed, matchedKinds } from './kinds'
import { Ledger } from './ledger'
import { isOnlyBegun, sortLone } from './lone'
import { pairsByRule } from './rule-sums'
import { Currencies, Side } from './side'
import { countSide } from './totals'

/**
 * Compares two sources: a pure function of their rows, the rules and what people decided. The same rows give the same
 * result in whatever order they stand. Decisions come first, then the rules, each over everything that is left; a row is
 * given once; what fits several equally well is in doubt and never guessed.
 * @throws Fault `settlement.sumTooLarge`; the reason of `signal`; Error where totals do not add up
 */
export function match(input: MatchInput): MatchResult {
  const ledger = opened(input)
  const lostPairs = applyDecisions(ledger, input.decisions)
  const off = new Set(input.decisions.rulesOff)
  for (const [index, rule] of input.rules.entries()) {
    input.signal?.throwIfAborted()
    if (rule.on && !off.has(rule.id)) applyRule(ledger, rule, index + 1)
    input.progress?.(Math.floor(((index + 1) / (input.rules.length + 1)) * rowsOf(ledger)), rowsOf(ledger))
  }
  input.signal?.throwIfAborted()
  const conflicts = setAside(ledger)
  const doubts = inDoubt(ledger)
  let judged = judgeGroups(ledger, input)
  if (countCarried(ledger, input.carriedIn, [...conflicts, ...doubts], judged.verdicts)) judged = judgeGroups(ledger, input)
  const result = told(ledger, input, { ...judged, conflicts, doubts })
  input.progress?.(rowsOf(ledger), rowsOf(ledger))
  return { ...result, lostPairs }
}

const rowsOf = ({ left, right }: Ledger): number => left.rows + right.rows

function opened(input: MatchInput): Ledger {
  const currencies = new Currencies()
  const left = new Side(input.left, currencies)
  const right = new Side(input.right, currencies)
  applyKindRules(left, input.kindRules, input.sources?.left)
  applyKindRules(right, input.kindRules, input.sources?.right)
  const kinds = matchedKinds(input.rules)
  const { fromMs, untilMs } = monthSpan(input.month)
  for (const side of [left, right]) {
    for (let row = 0; row < side.rows; row += 1) {
      const at = side.atMs[row] ?? NaN
      side.takesPart[row] = side.outcome[row] === failed ? 0 : (kinds[side.kind[row] ?? 0] ?? 0)
      // A row that does not say its time can be of no other month.
      side.counts[row] = at < fromMs || at >= untilMs ? 0 : 1
    }
  }
  return new Ledger(left, right, input.rules)
}

function applyRule(ledger: Ledger, rule: MatchRule, ruleIndex: number): void {
  if (rule.shape !== 'oneToOne') pairGroups(ledger, rule, ruleIndex)
  else if (rule.keys.length > 0) pairByNumber(ledger, rule, ruleIndex)
  else pairByAmount(ledger, rule, ruleIndex)
}

function setAside({ conflicts }: Ledger): Cluster[] {
  return conflicts.all({ left: () => true, right: () => true })
}

/** What no rule has taken out of doubt, while there are still rows on both sides of it. */
function inDoubt({ doubts, left, right }: Ledger): Cluster[] {
  const clusters = doubts.all({ left: (row) => left.taken[row] === 0, right: (row) => right.taken[row] === 0 })
  for (const cluster of clusters) {
    for (const row of cluster.left) left.taken[row] = 1
    for (const row of cluster.right) right.taken[row] = 1
  }
  return clusters
}

interface Judged {
  clean: Uint8Array
  verdicts: Map<number, Verdict>
  conflicts: Cluster[]
  doubts: Cluster[]
}

function told(ledger: Ledger, input: MatchInput, judged: Judged): Omit<MatchResult, 'lostPairs'> {
  const { left, right } = ledger
  const alone = { left: sortLone(ledger, left, loneRows(left), input), right: sortLone(ledger, right, loneRows(right), input) }
  for (const row of alone.left.expected) left.expected[row] = 1
  for (const row of alone.right.expected) right.expected[row] = 1
  const findings: Finding[] = [
    ...findingsOfGroups(ledger, judged.verdicts),
    ...findingsOfClusters(ledger, judged.conflicts, 'keyConflict'),
    ...findingsOfClusters(ledger, judged.doubts, 'ambiguous'),
    ...alone.left.differences.map((lone) => ({ class: lone.class, left: [lone.row], right: [], ...sumsOf(ledger, [lone.row], []), ruleId: '' })),
    ...alone.right.differences.map((lone) => ({ class: lone.class, left: [], right: [lone.row], ...sumsOf(ledger, [], [lone.row]), ruleId: '' })),
  ]
  const parts = { left: partsOf(left, judged.clean), right: partsOf(right, judged.clean) }
  for (const finding of findings) {
    for (const row of finding.left) if (left.counts[row] === 1) parts.left[row] = rowParts.differences
    for (const row of finding.right) if (right.counts[row] === 1) parts.right[row] = rowParts.differences
  }
  const counted = { left: countSide(left, parts.left, 'left'), right: countSide(right, parts.right, 'right') }
  return {
    leftGroup: left.group,
    rightGroup: right.group,
    groupRule: ledger.rule.slice(0, ledger.groups),
    ruleIds: ledger.ruleIds,
    groupClean: judged.clean,
    leftExpected: left.expected,
    rightExpected: right.expected,
    leftPart: parts.left,
    rightPart: parts.right,
    leftKind: left.kind,
    rightKind: right.kind,
    differences: toDifferences(ledger, findings, input.leftIsOurs),
    left: counted.left.totals,
    right: counted.right.totals,
    byRule: pairsByRule(ledger),
    otherKinds: [
      ...counted.left.otherKinds.map((other) => ({ side: 'left' as const, ...other })),
      ...counted.right.otherKinds.map((other) => ({ side: 'right' as const, ...other })),
    ],
  }
}

function loneRows(side: Side): number[] {
  const rows: number[] = []
  const { taken, takesPart, counts } = side
  for (let row = 0; row < side.rows; row += 1) {
    if (taken[row] === 0 && takesPart[row] === 1 && counts[row] === 1 && !isOnlyBegun(side, row)) rows.push(row)
  }
  return rows
}

/** Differences of groups of which a row counts. */
function findingsOfGroups(ledger: Ledger, verdicts: ReadonlyMap<number, Verdict>): Finding[] {
  const findings: Finding[] = []
  for (const [group, verdict] of verdicts) {
    const { left, right } = ledger.members(group)
    if (anyCounts(ledger, left, right)) findings.push({ ...verdict, left, right, ruleId: ledger.ruleIds[ledger.rule[group] ?? 0] ?? '' })
  }
  return findings
}

function findingsOfClusters(ledger: Ledger, clusters: readonly Cluster[], kind: 'keyConflict' | 'ambiguous'): Finding[] {
  return clusters
    .filter(({ left, right }) => anyCounts(ledger, left, right))
    .map(({ left, right, rule }) => ({ class: kind, left, right, ...sumsOf(ledger, left, right), ruleId: ledger.ruleIds[rule] ?? '' }))
}

function anyCounts(ledger: Ledger, left: readonly number[], right: readonly number[]): boolean {
  return left.some((row) => ledger.left.counts[row] === 1) || right.some((row) => ledger.right.counts[row] === 1)
}

/** What became of each row, without the differences. */
function partsOf(side: Side, clean: Uint8Array): Uint8Array {
  const parts = new Uint8Array(side.rows)
  const { group, expected, counts } = side
  for (let row = 0; row < side.rows; row += 1) {
    const of = group[row] ?? -1
    if (counts[row] === 0) parts[row] = rowParts.elsewhere
    else if (of >= 0) parts[row] = clean[of] === 1 ? rowParts.matched : rowParts.differences
    else if (expected[row] === 1) parts[row] = rowParts.expected
  }
  return parts
}
