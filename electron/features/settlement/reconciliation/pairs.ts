import type { MatchKey, Pair } from '@shared/contract/settlement-reconciliation'
import type { CountedSum, EntryKind, EntryRow, RowRef } from '@shared/contract/settlement-values'
import { cursorNumber } from '../../../bridge/cursor'
import { textFor } from '../../../platform/texts/texts'
import type { Doer } from '../ports'
import type { EntriesQuery } from './desk/entries'
import type { GroupRows } from './desk/methods'
import type { FoundPair } from './desk/pairs'
import type { RunSource } from './desk/run-source'
import type { ReconciliationsService } from './reconciliations'
import type { StoredRowDecision, StoredRun } from './rows'
import { ruleNameIn } from './rule-names'
import { currentRun, sourceOf } from './run-source'

type Locale = 'zh-CN' | 'en'

/** What is matched, what is behind each total, and pairs made and parted by hand. */
export class PairsService {
  readonly #service: ReconciliationsService

  constructor(service: ReconciliationsService) {
    this.#service = service
  }

  get #parts() {
    return this.#service.parts
  }

  async list(
    input: { reconciliationId: string; ruleId?: string | undefined; text?: string | undefined; cursor?: string | undefined; limit: number },
    locale: Locale,
  ): Promise<{ rows: Pair[]; nextCursor?: string; hits: number; hitsCapped: boolean }> {
    const { run, source } = await this.#open(input.reconciliationId)
    const found = await this.#parts.desk.ask('pairs', source, { rules: run.inputs.rules.rules, ruleId: input.ruleId, text: input.text, after: cursorNumber(input.cursor) ?? 0, limit: input.limit })
    return {
      rows: found.pairs.map((pair) => toPair(pair, run, locale)),
      ...(found.next === null ? {} : { nextCursor: String(found.next) }),
      hits: found.hits,
      hitsCapped: false,
    }
  }

  /** The rows behind a total of the last run; their sums are the total's own. */
  async entries(input: {
    reconciliationId: string
    side: 'left' | 'right'
    part: EntriesQuery['part']
    kind?: EntryKind | undefined
    currency?: string | undefined
    text?: string | undefined
    cursor?: string | undefined
    limit: number
  }): Promise<{ rows: EntryRow[]; nextCursor?: string; hits: number; hitsCapped: boolean; sums: CountedSum[] }> {
    const { source } = await this.#open(input.reconciliationId)
    const { side, part, kind, currency, text, limit } = input
    const found = await this.#parts.desk.ask('entries', source, { side, part, kind, currency, text, after: cursorNumber(input.cursor) ?? -1, limit })
    return { rows: found.rows, ...(found.next === null ? {} : { nextCursor: String(found.next) }), hits: found.hits, hitsCapped: false, sums: found.sums }
  }

  /** @throws Fault `settlement.rowsChanged`, `settlement.rowPaired`, `settlement.monthLocked` */
  async make(input: { reconciliationId: string; left: RowRef[]; right: RowRef[]; reason: string }, doer: Doer, locale: Locale): Promise<{ pairId: string }> {
    await this.#assertOpen(input.reconciliationId)
    const { run, source } = await this.#open(input.reconciliationId)
    const { left, right, what } = await this.#parts.desk.ask('identities', source, { left: input.left, right: input.right })
    const id = this.#parts.newId()
    await this.#decide({ id, kind: 'pair', left, right, what, lost: run.summary.lostPairs }, input, doer)
    await this.#service.runAndWait(input.reconciliationId, doer, locale)
    return { pairId: id }
  }

  /**
   * Parts the rows of one pair and nothing else. One made by hand is taken back; of one that a rule made it is noted that
   * these rows do not belong together, which comes before every rule from now on.
   * @throws Fault `settlement.pairChanged` where these rows are no longer matched
   */
  async undo(input: { reconciliationId: string; pairId: string; reason: string }, doer: Doer, locale: Locale): Promise<{ differenceIds: string[] }> {
    await this.#assertOpen(input.reconciliationId)
    const decisions = await this.#parts.rowDecisions.list(input.reconciliationId)
    const own = decisions.find(({ id, kind, backAt }) => id === input.pairId && kind === 'pair' && backAt === null)
    const group = own ?? (await this.#groupOf(input))
    const made = own ?? decisions.find((one) => one.kind === 'pair' && one.backAt === null && sameRows(one, group))
    if (made) await this.#parts.rowDecisions.takeBack({ reconciliationId: input.reconciliationId, id: made.id, by: doer.operatorName, reason: input.reason })
    else await this.#decide({ id: this.#parts.newId(), kind: 'apart', left: group.left, right: group.right, what: group.what, lost: [] }, input, doer)
    await this.#service.runAndWait(input.reconciliationId, doer, locale)
    return { differenceIds: await this.#parts.differences.byRows({ id: input.reconciliationId, left: group.left, right: group.right }) }
  }

  async #groupOf({ reconciliationId, pairId }: { reconciliationId: string; pairId: string }): Promise<GroupRows> {
    const { source } = await this.#open(reconciliationId)
    return this.#parts.desk.ask('group', source, { pairId })
  }

  #decide(
    decision: Pick<StoredRowDecision, 'id' | 'kind' | 'left' | 'right' | 'what'> & { lost: string[] },
    { reconciliationId, reason }: { reconciliationId: string; reason: string },
    doer: Doer,
  ): Promise<void> {
    return this.#parts.rowDecisions.add({
      ...decision,
      reconciliationId,
      ruleId: '',
      reason,
      by: doer.operatorName,
      operatorId: doer.operatorId,
      correlationId: doer.correlationId,
    })
  }

  async #assertOpen(id: string): Promise<void> {
    const { month } = await this.#parts.reconciliations.one(id)
    await this.#parts.ports.closing.assertOpen([month])
  }

  async #open(id: string): Promise<{ run: StoredRun; source: RunSource }> {
    const reconciliation = await this.#parts.reconciliations.one(id)
    const run = await currentRun(this.#parts, id)
    return { run, source: await sourceOf(this.#parts, reconciliation, run) }
  }
}

const sameRows = (one: { left: string[]; right: string[] }, other: { left: string[]; right: string[] }): boolean =>
  JSON.stringify([[...one.left].sort(), [...one.right].sort()]) === JSON.stringify([[...other.left].sort(), [...other.right].sort()])

function toPair({ id, ruleId, because, left, right, leftMinor, rightMinor }: FoundPair, run: StoredRun, locale: Locale): Pair {
  const stored = run.inputs.rules.rules.find((rule) => rule.id === ruleId)?.name ?? ''
  return {
    id,
    ruleId,
    ruleName: ruleNameIn(locale)(ruleId, stored),
    by: ruleId === 'person' ? 'person' : 'rule',
    because: reasonIn(locale, because),
    left,
    right,
    currency: left[0]?.currency ?? right[0]?.currency ?? '',
    leftMinor,
    rightMinor,
  }
}

function reasonIn(locale: Locale, reason: FoundPair['because']): string {
  const key = (name: MatchKey | '') => (name === '' ? '' : textFor(locale, `settlement.reconciliation.keys.${name}`))
  switch (reason.by) {
    case 'person':
      return textFor(locale, 'settlement.reconciliation.byHand')
    case 'number':
      return `${key(reason.key)} ${reason.value}`
    case 'sum':
      return textFor(locale, 'settlement.reconciliation.bySum', { number: `${key(reason.key)} ${reason.value}`.trim(), left: reason.leftRows, right: reason.rightRows })
    case 'amount':
      return Number.isNaN(reason.minutes)
        ? textFor(locale, 'settlement.reconciliation.byAmountAlone')
        : textFor(locale, 'settlement.reconciliation.byAmount', { minutes: reason.minutes })
  }
}
