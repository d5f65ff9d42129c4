export { channelsSceneCodes, defaultFeeRule, defaultFeeSource } from './defaults'
export { type DeadlineGround, type FeeDeadline, deadlinesOf } from './deadlines'
export { type ExplainedCombination, type Explanation, explain, type PriorSums } from './explain'
export { type FeeTable, tabulate } from './fee-table'
export { type LateFact, type LateReason, lateFacts, type Part } from './late-facts'
export { computeMonth, type FeeMonth, type MonthLine } from './month'
export { countsByScene, orderLines } from './order-lines'
export { apportion, feeOf, isExact } from './rounding'
export { findSuspects, indexSuspects, nearEndMs, type Suspect, type SuspectIndex } from './suspects'
export {
  type AmountColumn, amountColumns, type FeeOrder, type FeePolicy, type FeeRefund, type FeeRule, type FeeWindow, feePolicies,
  type RefundMethod, refundMethods, type RoundingLevel, roundingLevels, type RoundingMode, roundingModes,
} from './types'
