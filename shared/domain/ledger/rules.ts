import type { AccountKind, BindingKind, Relation } from './kinds'
import type { LedgerLimitKey } from './limits'

/** One binding as the rules see it. */
export interface Edge {
  kind: BindingKind
  holderId: string
  targetId: string
  targetKind: AccountKind
  relation: Relation
  /** Whether the holder is certified (an organisation's account with 微信认证). */
  certified: boolean
  /** Bound through the platform's interface instead of its pages. */
  throughApi: boolean
}

/** Number of the published rule; those of the present guide have none of their own there and are named A28-N-…. */
export const ruleIds = [
  'A28-L-1',
  'A28-L-2',
  'A28-L-3',
  'A28-L-4',
  'A28-L-5',
  'A28-L-6',
  'A28-O-1',
  'A28-O-2',
  'A28-O-3',
  'A28-O-4',
  'A28-O-5',
  'A28-O-6',
  'A28-O-7',
  'A28-O-8',
  'A28-O-9',
  'A28-N-1',
  'A28-N-2',
  'A28-N-3',
] as const
export type RuleId = (typeof ruleIds)[number]

export interface Rule {
  id: RuleId
  kind: BindingKind
  /** Counted for the account that holds the bindings, or for the one that is bound. */
  side: 'holder' | 'target'
  /** All that stand, or those made in one calendar month in Beijing. */
  window: 'total' | 'month'
  /** Whether the binding counts under this rule. */
  applies: (edge: Edge) => boolean
  /** The limit; `undefined` where the platform does not support such a binding at all. */
  limitOf: (edge: { certified: boolean }) => LedgerLimitKey | undefined
}

const same = ({ relation }: Edge) => relation !== 'other'
const other = ({ relation }: Edge) => relation === 'other'
const isApp = ({ targetKind }: Edge) => targetKind === 'miniProgram' || targetKind === 'miniGame'
const always = (key: LedgerLimitKey) => () => key
const ifCertified =
  (certified: LedgerLimitKey, plain?: LedgerLimitKey) =>
  (edge: { certified: boolean }): LedgerLimitKey | undefined =>
    edge.certified ? certified : plain

/**
 * The rules of A28 as a table; nothing else in the program knows one. A related subject counts like the same one.
 * A mini game of the own subject counts under its own rule where the account is certified, and like a mini program
 * where it is not, because the guide names no number for that.
 */
export const rules: readonly Rule[] = [
  { id: 'A28-L-1', kind: 'link', side: 'holder', window: 'total', applies: same, limitOf: always('linksSame') },
  { id: 'A28-L-2', kind: 'link', side: 'holder', window: 'total', applies: other, limitOf: always('linksOther') },
  { id: 'A28-L-3', kind: 'link', side: 'target', window: 'total', applies: () => true, limitOf: always('linksPerApp') },
  {
    id: 'A28-L-4',
    kind: 'link',
    side: 'target',
    window: 'month',
    applies: () => true,
    limitOf: always('linksPerAppMonth'),
  },
  { id: 'A28-L-5', kind: 'link', side: 'holder', window: 'month', applies: same, limitOf: always('linksSameMonth') },
  { id: 'A28-L-6', kind: 'link', side: 'holder', window: 'month', applies: other, limitOf: always('linksOtherMonth') },
  {
    id: 'A28-O-1',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: ({ targetKind }) => targetKind === 'mobileApp',
    limitOf: ifCertified('openMobileApps', 'openMobileAppsPlain'),
  },
  {
    id: 'A28-O-2',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: ({ targetKind }) => targetKind === 'webApp',
    limitOf: always('openWebApps'),
  },
  {
    id: 'A28-O-3',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: (edge) => edge.targetKind === 'officialAccount' && same(edge),
    limitOf: ifCertified('openAccountsSame'),
  },
  {
    id: 'A28-O-4',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: (edge) => edge.targetKind === 'officialAccount' && other(edge),
    limitOf: ifCertified('openAccountsOther'),
  },
  {
    id: 'A28-O-5',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: ({ targetKind }) => targetKind === 'testAccount',
    limitOf: ifCertified('openTestAccounts'),
  },
  {
    id: 'A28-O-6',
    kind: 'open',
    side: 'holder',
    window: 'month',
    applies: (edge) => edge.targetKind === 'officialAccount' && other(edge),
    limitOf: ifCertified('openAccountsOtherMonth'),
  },
  {
    id: 'A28-O-7',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: (edge) => same(edge) && (edge.targetKind === 'miniProgram' || (edge.targetKind === 'miniGame' && !edge.certified)),
    limitOf: ifCertified('openAppsSame', 'openAppsSamePlain'),
  },
  {
    id: 'A28-O-8',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: (edge) => isApp(edge) && other(edge),
    limitOf: ifCertified('openAppsOther'),
  },
  {
    id: 'A28-O-9',
    kind: 'open',
    side: 'holder',
    window: 'month',
    applies: (edge) => isApp(edge) && other(edge),
    limitOf: ifCertified('openAppsOtherMonth'),
  },
  { id: 'A28-N-1', kind: 'open', side: 'target', window: 'total', applies: isApp, limitOf: always('openPerApp') },
  {
    id: 'A28-N-2',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: ({ targetKind }) => targetKind === 'miniGame',
    limitOf: always('openGames'),
  },
  {
    id: 'A28-N-3',
    kind: 'open',
    side: 'holder',
    window: 'total',
    applies: (edge) => edge.throughApi && (isApp(edge) || edge.targetKind === 'officialAccount'),
    // Only those of the same subject can be bound through the interface; checked where an edge is judged.
    limitOf: always('openThroughApi'),
  },
]

/** The rules under which a binding counts. */
export function rulesOf(edge: Edge): Rule[] {
  return rules.filter((rule) => rule.kind === edge.kind && rule.applies(edge))
}

/** Why the platform does not take such a binding at all, whatever stands; `undefined` where it does. */
export function unsupportedBy(edge: Edge): RuleId | undefined {
  if (edge.throughApi && edge.relation === 'other' && edge.kind === 'open') return 'A28-N-3'
  return rulesOf(edge).find((rule) => rule.limitOf(edge) === undefined)?.id
}
