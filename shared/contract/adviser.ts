import { z } from 'zod'
import { command } from './define'
import { Day, Instant } from './values'

/** Registries of `shared/domain/adviser` grow; the service checks against them. */
const Name = z.string().min(1).max(60)
export const RuleVerdict = z.enum(['works', 'conditions', 'fails', 'undocumented'])
const FactAnswer = z.enum(['yes', 'no', 'unknown'])

const Statement = z.object({ verdict: RuleVerdict, source: z.string(), asOf: Day })

/** One rule as it counts now; `edited` says who replaced the shipped one, when, and what that said. */
export const AdviserRule = z.object({
  id: z.string(),
  table: z.enum(['place', 'fact', 'matrix']),
  /** A place, a fact or a code type. */
  subject: z.string(),
  /** A way, or in the matrix a way of scanning. */
  object: z.string(),
  /** `ios`, `android` or `all`. */
  platform: z.string(),
  verdict: RuleVerdict,
  /** Text under `adviser.reasons.<code>`; `ownReason` stands instead where an administrator wrote one. */
  reason: z.string(),
  ownReason: z.string().optional(),
  conditions: z.array(z.string()).readonly(),
  first: z.boolean(),
  source: z.string(),
  asOf: Day,
  certain: z.boolean(),
  scene: z.string(),
  client: z.string(),
  /** What an older source said. */
  earlier: Statement.optional(),
  note: z.string().optional(),
  edited: z.object({ by: z.string(), at: Instant, shipped: Statement.extend({ certain: z.boolean() }) }).optional(),
})
export type AdviserRule = z.infer<typeof AdviserRule>

export const adviser = {
  rules: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The rules of the adviser and the QR recognition matrix that are in force, each with its source and date.',
    input: z.strictObject({ table: AdviserRule.shape.table.optional() }),
    output: z.array(AdviserRule),
  }),
  rank: command({
    kind: 'query',
    access: 'links.view',
    summary: 'Which kind of link for these places: every way, the best first, with verdict, reasons and conditions.',
    input: z.strictObject({
      places: z.array(Name).min(1).max(20),
      /** Phones of the audience; empty: both. */
      platforms: z.array(Name).max(5).default([]),
      /** What is known of the mini program; a fact that is left out is unknown. */
      facts: z.record(Name, FactAnswer).default({}),
    }),
    output: z.array(
      z.object({
        way: z.string(),
        verdict: z.enum(['works', 'conditions', 'partly', 'undocumented', 'fails']),
        score: z.int(),
        points: z.array(z.object({ code: z.string(), points: z.int(), count: z.int() })),
        conditions: z.array(z.string()),
        spots: z.array(z.object({ place: z.string(), platform: z.string(), rule: AdviserRule })),
        facts: z.array(AdviserRule),
      }),
    ),
  }),
  setRule: command({
    kind: 'effect',
    access: 'adviser.edit',
    summary: 'Put another verdict, reason, source and date in place of a shipped rule, or add a note to it.',
    input: z.strictObject({
      id: z.string().min(1).max(100),
      verdict: RuleVerdict,
      /** Empty: the shipped reason still holds. */
      reason: z.string().trim().max(500).default(''),
      source: z.string().trim().min(1).max(500),
      asOf: Day,
      certain: z.boolean(),
      note: z.string().trim().max(1000).default(''),
      /** Instant of the edit that the form was opened on; absent where it was the shipped rule. */
      basedOn: Instant.optional(),
    }),
    output: AdviserRule,
  }),
  restoreRule: command({
    kind: 'effect',
    access: 'adviser.edit',
    summary: 'Let the shipped rule count again; the edit and its note go.',
    input: z.strictObject({ id: z.string().min(1).max(100) }),
    output: AdviserRule,
  }),
}
