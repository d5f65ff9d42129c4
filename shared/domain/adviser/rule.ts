/** `undocumented`: the sources say nothing; nobody guesses. */
export const verdicts = ['works', 'conditions', 'fails', 'undocumented'] as const
export type Verdict = (typeof verdicts)[number]

/** Which question a rule answers: where a way works, what a fact about the mini program changes, which code is read. */
export const ruleTables = ['place', 'fact', 'matrix'] as const
export type RuleTable = (typeof ruleTables)[number]

/** What another source of another date says about the same thing. */
export interface Statement {
  readonly verdict: Verdict
  readonly source: string
  /** Day `YYYY-MM-DD`. */
  readonly asOf: string
}

/** One fact of one table, as shipped. */
export interface ShippedRule {
  /** Stable: stored edits and other features name it. `place.sms.plain_scheme.android`, `fact.longLife.url_link`. */
  readonly id: string
  readonly table: RuleTable
  /** A place, a fact or a code type; what it is follows from the table. */
  readonly subject: string
  /** A way, or in the matrix a way of scanning. */
  readonly object: string
  /** `ios`, `android` or `all`. */
  readonly platform: string
  readonly verdict: Verdict
  /** Text under `adviser.reasons.<code>`. */
  readonly reason: string
  /** Texts under `adviser.conditions.<code>`: what has to be so. */
  readonly conditions: readonly string[]
  /** The sources name this way first for this place. */
  readonly first: boolean
  readonly source: string
  readonly asOf: string
  /** False: one report, an old page, an inference, or sources that contradict each other. */
  readonly certain: boolean
  /** Matrix: the scene value that the mini program sees; empty where none is promised. */
  readonly scene: string
  /** Matrix: the lowest version of WeChat. */
  readonly client: string
  readonly earlier?: Statement
}

/** What an administrator put in place of a shipped rule. */
export interface RuleEdit {
  readonly verdict: Verdict
  /** In the administrator's words; empty: the shipped reason still holds. */
  readonly reason: string
  readonly source: string
  readonly asOf: string
  readonly certain: boolean
  readonly note: string
  readonly by: string
  /** Instant. */
  readonly at: string
}

/** A rule as it counts now. */
export interface Rule extends ShippedRule {
  /** Present: the administrator's words instead of the text of `reason`. */
  readonly ownReason?: string
  readonly note?: string
  readonly edited?: { readonly by: string; readonly at: string; readonly shipped: Statement & { readonly certain: boolean } }
}

/** The shipped rules with the edits laid over them; an edit of a rule that is no longer shipped counts for nothing. */
export function rulesInForce(shipped: readonly ShippedRule[], edits: ReadonlyMap<string, RuleEdit>): Rule[] {
  return shipped.map((rule) => {
    const edit = edits.get(rule.id)
    if (!edit) return rule
    const { verdict, source, asOf, certain, note, by, at } = edit
    return {
      ...rule,
      verdict,
      source,
      asOf,
      certain,
      ...(edit.reason === '' ? {} : { ownReason: edit.reason }),
      ...(note === '' ? {} : { note }),
      edited: { by, at, shipped: { verdict: rule.verdict, source: rule.source, asOf: rule.asOf, certain: rule.certain } },
    }
  })
}
