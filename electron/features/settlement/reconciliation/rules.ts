import type { RuleSet } from '@shared/contract/settlement-reconciliation'
import type { SourceKind } from '@shared/contract/settlement-values'
import { Fault } from '../../../platform/errors/fault'
import { shippedRules } from '../engine/match'
import type { Doer } from '../ports'
import type { ReconciliationParts } from './parts'
import { matchDecisions } from './run-host'
import { ruleNameIn } from './rule-names'
import { currentRun, sourceOf } from './run-source'

type Locale = 'zh-CN' | 'en'

/** Rules by pairs of sources, in versions. */
export class RulesService {
  readonly #parts: ReconciliationParts

  constructor(parts: ReconciliationParts) {
    this.#parts = parts
  }

  async get(left: SourceKind, right: SourceKind, locale: Locale) {
    const saved = await this.#parts.reconciliations.rules({ left, right })
    const shipped = named(shippedRules(left, right), locale)
    if (!saved) return { set: shipped, version: 0, changedBy: '', shipped }
    return { set: named(saved.set, locale), version: saved.version, changedAt: saved.changedAt, changedBy: saved.changedBy, shipped }
  }

  /** @throws Fault `settlement.rulesChanged`, `settlement.ruleTwice` */
  async save(input: { left: SourceKind; right: SourceKind; set: RuleSet; version: number; note: string }, doer: Doer): Promise<{ version: number }> {
    assertDistinct(input.set)
    const version = await this.#parts.reconciliations.saveRules({ ...input, by: doer.operatorName })
    this.#parts.changed()
    return { version }
  }

  /** What a set of rules would do to the rows of the last run, and what that run did. @throws Fault `settlement.notRun` */
  async preview(id: string, set: RuleSet) {
    assertDistinct(set)
    const reconciliation = await this.#parts.reconciliations.one(id)
    const run = await currentRun(this.#parts, id)
    const decisions = matchDecisions(await this.#parts.rowDecisions.list(id))
    const found = await this.#parts.desk.ask('preview', await sourceOf(this.#parts, reconciliation, run), {
      leftIsOurs: reconciliation.left.source === 'orders',
      sources: { left: reconciliation.left.source, right: reconciliation.right.source },
      set,
      decisions,
      carriedIn: run.inputs.carriedIn,
      nowMs: this.#parts.clock.now().getTime(),
    })
    return { byRule: found.byRule, byClass: found.byClass, before: { pairs: run.pairs, differences: run.differences } }
  }
}

function named(set: RuleSet, locale: Locale): RuleSet {
  const name = ruleNameIn(locale)
  return { ...set, rules: set.rules.map((rule) => ({ ...rule, name: name(rule.id, rule.name) })) }
}

/** Every match names its rule: two of one name would not say which. */
function assertDistinct(set: RuleSet): void {
  const ids = [...set.rules.map(({ id }) => id), ...set.kindRules.map(({ id }) => `kind ${id}`)]
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined || ids.includes('person')) throw new Fault('settlement.ruleTwice', { params: { rule: twice ?? 'person' } })
}
