import { beijingDay } from '@shared/domain/beijing-time'
import type { MatchedDifference } from '../../engine/match-types'
import { differenceId } from '../identity'
import { type Fact, FactRows } from '../rows'

/** What is stored of a difference. `ordersOf` names our orders behind its rows. */
export function factOf(
  reconciliationId: string,
  found: MatchedDifference,
  options: { ruleName: (id: string) => string; ordersOf: (found: MatchedDifference) => string[] },
): Fact {
  const rows: FactRows = { left: found.leftIdentities, right: found.rightIdentities, orders: options.ordersOf(found) }
  return {
    id: differenceId(reconciliationId, found.id),
    matchId: found.id,
    class: found.class,
    cash: found.cash,
    currency: found.currency,
    leftMinor: found.leftMinor ?? null,
    rightMinor: found.rightMinor ?? null,
    // Two currencies are never subtracted from each other.
    differenceMinor: found.class === 'currency' ? 0 : (found.rightMinor ?? 0) - (found.leftMinor ?? 0),
    leftCount: found.left.length,
    rightCount: found.right.length,
    number: found.number,
    kind: found.kind,
    day: Number.isFinite(found.atMs) ? beijingDay(found.atMs) : '',
    ruleId: found.ruleId,
    ruleName: options.ruleName(found.ruleId),
    rows: JSON.stringify(rows),
  }
}

const factKeys = ['matchId', 'class', 'cash', 'currency', 'leftMinor', 'rightMinor', 'leftCount', 'rightCount', 'number', 'kind', 'day', 'ruleId', 'ruleName', 'rows'] as const

const same = (a: Fact, b: Fact): boolean => factKeys.every((key) => a[key] === b[key])

export interface FactChanges {
  /** New, or other than before. */
  put: Fact[]
  /** Ids whose facts no longer hold as they stand. */
  over: string[]
  /** A difference that a carried one has become, because another row joined its rows. */
  heirs: { from: string; to: string; matchId: string }[]
}

/** What a run changes in the facts that hold: most differences are the same in every run and cost nothing. */
export function changesOf(held: ReadonlyMap<string, Fact>, found: readonly Fact[]): FactChanges {
  const seen = new Set<string>()
  const put: Fact[] = []
  const over: string[] = []
  for (const fact of found) {
    seen.add(fact.id)
    const before = held.get(fact.id)
    if (before && same(before, fact)) continue
    if (before) over.push(fact.id)
    put.push(fact)
  }
  const gone = [...held.values()].filter(({ id }) => !seen.has(id))
  over.push(...gone.map(({ id }) => id))
  // In the order of the table, so that neighbours share its pages: a whole side that is missing is 200,000 rows.
  put.sort((a, b) => (a.id < b.id ? -1 : 1))
  over.sort()
  return { put, over, heirs: heirsOf(gone, put.filter(({ id }) => !held.has(id))) }
}

function heirsOf(gone: readonly Fact[], fresh: readonly Fact[]): FactChanges['heirs'] {
  const byRow = new Map<string, Fact>()
  for (const fact of fresh) for (const row of rowsOf(fact)) byRow.set(row, fact)
  return gone.flatMap((fact) => {
    const rows = rowsOf(fact)
    const heir = byRow.get(rows[0] ?? '')
    return heir && rows.every((row) => byRow.get(row) === heir) ? [{ from: fact.id, to: heir.id, matchId: heir.matchId }] : []
  })
}

function rowsOf({ rows }: Fact): string[] {
  const { left, right } = FactRows.parse(JSON.parse(rows))
  return [...left.map((row) => `l${row}`), ...right.map((row) => `r${row}`)]
}
