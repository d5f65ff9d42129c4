import { factRules } from './fact-rules'
import { matrixRules } from './matrix-rules'
import { placeRules } from './place-rules'
import type { ShippedRule } from './rule'

export { type AdviserFact, adviserFacts } from './fact-rules'
export { type MatrixAnswer, matrixOf, readable } from './matrix'
export {
  type AdvisedPlace,
  advisedPlaces,
  type AdvisedPlatform,
  advisedPlatforms,
  type CodeType,
  codeTypes,
  isAdvisedPlace,
  isWay,
  placesByPlatform,
  type ScanWay,
  scanWays,
  type Way,
  ways,
} from './places'
export {
  answers,
  type FactAnswer,
  type OverallVerdict,
  overallVerdicts,
  type Point,
  type Question,
  rank,
  type Ranked,
  type Spot,
} from './rank'
export {
  type Rule,
  type RuleEdit,
  rulesInForce,
  type RuleTable,
  ruleTables,
  type ShippedRule,
  type Statement,
  type Verdict,
  verdicts,
} from './rule'
export { adviserSources } from './sources'

/** Every rule as shipped: places, facts, matrix. */
export const shippedRules: readonly ShippedRule[] = [...placeRules, ...factRules, ...matrixRules]
