import type { CommandOutput } from '@shared/contract'
import { type AdviserRule, RuleVerdict } from '@shared/contract/adviser'
import { Day, Instant } from '@shared/contract/values'
import {
  type AdvisedPlace,
  type AdvisedPlatform,
  advisedPlatforms,
  type AdviserFact,
  adviserFacts,
  type FactAnswer,
  isAdvisedPlace,
  rank,
  type Rule,
  type RuleEdit,
  rulesInForce,
  type RuleTable,
  type ShippedRule,
  shippedRules,
} from '@shared/domain/adviser'
import { z } from 'zod'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { SettingsService } from '../settings'

/** Settings of this feature stand under this prefix, one for each edited rule; 转为正式 takes them along. */
const prefix = 'adviser.rule.'

/** As stored, version 1. */
const StoredEdit = z.object({
  version: z.literal(1),
  verdict: RuleVerdict,
  reason: z.string(),
  source: z.string(),
  asOf: Day,
  certain: z.boolean(),
  note: z.string(),
  by: z.string(),
  at: Instant,
})

const shippedById = new Map(shippedRules.map((rule) => [rule.id, rule]))

/** The rules of the adviser as this workspace holds them: the shipped ones under its administrators' edits. */
export class AdviserService {
  readonly #settings: SettingsService
  readonly #clock: Clock

  constructor(options: { settings: SettingsService; clock: Clock }) {
    this.#settings = options.settings
    this.#clock = options.clock
  }

  /** The rules in force, in the order of the shipped tables. */
  rules(): Rule[] {
    const edits = shippedRules.flatMap(({ id }) => {
      const edit = this.#edit(id)
      return edit ? [[id, edit] as const] : []
    })
    return rulesInForce(shippedRules, new Map(edits))
  }

  list(table?: RuleTable): AdviserRule[] {
    return this.rules().filter((rule) => table === undefined || rule.table === table)
  }

  /** @throws Fault `bridge.invalidInput` for a place, phone or fact that no registry knows */
  rank(input: {
    places: string[]
    platforms: string[]
    facts: Record<string, FactAnswer>
  }): CommandOutput<'adviser.rank'> {
    const places = input.places.filter(isAdvisedPlace)
    const platforms = input.platforms.filter(isPlatform)
    const unknown = [
      ...(places.length === input.places.length ? [] : ['places']),
      ...(platforms.length === input.platforms.length ? [] : ['platforms']),
      ...(Object.keys(input.facts).every((name) => (adviserFacts as readonly string[]).includes(name)) ? [] : ['facts']),
    ]
    if (unknown.length > 0)
      throw new Fault('bridge.invalidInput', { fields: unknown.map((path) => ({ path, code: 'invalid' })) })
    return rank({ places: distinct(places), platforms: distinct(platforms), facts: factsOf(input.facts) }, this.rules())
  }

  /** @throws Fault `adviser.ruleUnknown`; `adviser.ruleChanged` when somebody edited it meanwhile */
  async setRule(
    input: Omit<RuleEdit, 'by' | 'at'> & { id: string; basedOn?: string | undefined },
    by: string,
  ): Promise<AdviserRule> {
    const { id, basedOn, ...fields } = input
    requireShipped(id)
    const present = this.#edit(id)
    if (present?.at !== basedOn)
      throw new Fault('adviser.ruleChanged', { params: { by: present?.by ?? '' } })
    // A day that has not come yet is a slip of the keyboard. Anywhere on earth it is at most one day later than in UTC.
    const latest = new Date(this.#clock.now().getTime() + 86_400_000).toISOString().slice(0, 10)
    if (fields.asOf > latest)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'asOf', code: 'dayInFuture' }] })
    const stored: z.infer<typeof StoredEdit> = { version: 1, ...fields, by, at: this.#clock.instant() }
    await this.#settings.setValue(prefix + id, stored, by)
    return this.#one(id)
  }

  /** @throws Fault `adviser.ruleUnknown` */
  async restoreRule(id: string, by: string): Promise<AdviserRule> {
    requireShipped(id)
    await this.#settings.setValue(prefix + id, undefined, by)
    return this.#one(id)
  }

  #edit(id: string): RuleEdit | undefined {
    return this.#settings.value(prefix + id, StoredEdit)
  }

  #one(id: string): AdviserRule {
    const edit = this.#edit(id)
    const [rule] = rulesInForce([requireShipped(id)], new Map(edit ? [[id, edit]] : []))
    if (!rule) throw new Fault('adviser.ruleUnknown')
    return rule
  }
}

function requireShipped(id: string): ShippedRule {
  const rule = shippedById.get(id)
  if (!rule) throw new Fault('adviser.ruleUnknown', { params: { id } })
  return rule
}

function isPlatform(text: string): text is AdvisedPlatform {
  return (advisedPlatforms as readonly string[]).includes(text)
}

function factsOf(known: Record<string, FactAnswer>): Record<AdviserFact, FactAnswer> {
  return Object.fromEntries(adviserFacts.map((fact) => [fact, known[fact] ?? 'unknown'])) as Record<AdviserFact, FactAnswer>
}

const distinct = <T extends AdvisedPlace | AdvisedPlatform>(values: T[]): T[] => [...new Set(values)]
