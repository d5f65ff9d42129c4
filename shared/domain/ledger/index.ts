export { addMonths, type DatedEdge, edgeKey, monthOf } from './counters'
export {
  type AccountKind,
  accountKinds,
  type AccountState,
  accountStates,
  type BindingKind,
  bindingKinds,
  type EntityType,
  entityTypes,
  holderOf,
  type Relation,
  relationOf,
  relations,
  targetsOf,
} from './kinds'
export {
  defaultLedgerLimits,
  defaultLedgerLimitValues,
  type Edition,
  type LedgerLimitKey,
  ledgerLimitKeys,
  type LedgerLimitValues,
  ledgerLimitValues,
} from './limits'
export { diffLists, type ListChange, type ListDiff, type ListedAccount, listKeys } from './list-diff'
export { type Because, type Plan, planBindings, type PlanStep, type Refusal, type Wish } from './plan'
export { type Gauge, type GaugeTone, registrationGauge, toneOf, warningShare } from './registration'
export { type Edge, type Rule, type RuleId, ruleIds, rules } from './rules'
export { brokenBy, type CountedAccount, type Usage, usageOf } from './usage'
