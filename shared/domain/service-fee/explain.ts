import { type FeeTable, readTable } from './fee-table'
import { countsByScene } from './order-lines'
import { type AmountColumn, amountColumns, type FeePolicy, feePolicies, type FeeRule, type RefundMethod, refundMethods, type RoundingLevel, roundingLevels, type RoundingMode, roundingModes } from './types'

/** Prior-period lines other than refunds of earlier months, which the policies settle themselves. */
export interface PriorSums {
  baseMinor: number
  feeMinor: number
}

export interface ExplainedCombination {
  amount: AmountColumn
  policy: FeePolicy
  rounding: RoundingMode
  level: RoundingLevel
  refundMethod: RefundMethod
  scenes: string
  withPrior: boolean
  baseMinor: number
  feeMinor: number
  /** The platform's figure minus this one. */
  remainderMinor: number
  isContract: boolean
}

export interface Explanation {
  exact: ExplainedCombination[]
  nearest: ExplainedCombination[]
  byPolicy: ExplainedCombination[]
  contract: ExplainedCombination
  tried: number
  roundingBoundMinor: number
  verdict: 'exact' | 'rounding' | 'remainder'
}

const mostExact = 24
const mostNearest = 12

/**
 * Which ways of computing give the platform's figure to the fen; the agreed one first, then those that differ from it
 * least. Where none does: the nearest, and whether rounding alone could explain what remains (§4.1, §9.1).
 */
export function explain(table: FeeTable, rule: FeeRule, platformMinor: number, prior: PriorSums): Explanation {
  const sets = sceneSets(table, rule)
  const priors = prior.baseMinor === 0 && prior.feeMinor === 0 ? [true] : [true, false]
  const all: ExplainedCombination[] = []
  for (const way of ways())
    for (const set of sets) {
      const { baseMinor, feeMinor } = readTable(table, set.takes, way)
      for (const withPrior of priors) {
        const [base, fee] = withPrior ? [baseMinor + prior.baseMinor, feeMinor + prior.feeMinor] : [baseMinor, feeMinor]
        const isContract = set.name === 'contract' && withPrior && matches(way, rule)
        all.push({ ...way, scenes: set.name, withPrior, baseMinor: base, feeMinor: fee, remainderMinor: platformMinor - fee, isContract })
      }
    }
  const contract = all.find(({ isContract }) => isContract)
  if (!contract) throw new RangeError('the agreed way is not among those tried')
  const distance = (one: ExplainedCombination) => steps(one, contract)
  all.sort((a, b) => Math.abs(a.remainderMinor) - Math.abs(b.remainderMinor) || distance(a) - distance(b))
  const exact = all.filter(({ remainderMinor }) => remainderMinor === 0)
  const roundingBoundMinor = rule.rounding === 'floor' || rule.rounding === 'ceil' ? table.inexact : Math.ceil(table.inexact / 2)
  return {
    exact: exact.slice(0, mostExact),
    nearest: exact.length > 0 ? [] : all.slice(0, mostNearest),
    byPolicy: feePolicies.flatMap((policy) => all.find((one) => one.policy === policy && steps({ ...one, policy: contract.policy }, contract) === 0) ?? []),
    contract,
    tried: all.length,
    roundingBoundMinor,
    verdict: exact.length > 0 ? 'exact' : Math.abs(contract.remainderMinor) <= roundingBoundMinor ? 'rounding' : 'remainder',
  }
}

type Way = Pick<ExplainedCombination, 'amount' | 'policy' | 'rounding' | 'level' | 'refundMethod'>

/** Every way; the ones that differ in words only stand once: gross counts no refunds, so how they are rounded says nothing. */
function* ways(): Generator<Way> {
  for (const policy of feePolicies)
    for (const amount of amountColumns)
      for (const level of roundingLevels)
        for (const rounding of roundingModes)
          for (const refundMethod of policy === 'paidGross' ? (['cumulative'] as const) : refundMethods) yield { amount, policy, rounding, level, refundMethod }
}

function matches(way: Way, rule: FeeRule): boolean {
  const sameMethod = rule.policy === 'paidGross' || way.refundMethod === rule.refundMethod
  return way.amount === rule.amount && way.policy === rule.policy && way.rounding === rule.rounding && way.level === rule.level && sameMethod
}

/** In how many respects a way differs from the agreed one; another scene set or policy weighs more than another rounding. */
function steps(one: ExplainedCombination, contract: ExplainedCombination): number {
  return (
    (one.scenes === contract.scenes ? 0 : 8) +
    (one.withPrior === contract.withPrior ? 0 : 6) +
    (one.policy === contract.policy ? 0 : 5) +
    (one.amount === contract.amount ? 0 : 4) +
    (one.level === contract.level ? 0 : 2) +
    (one.rounding === contract.rounding ? 0 : 1) +
    (one.refundMethod === contract.refundMethod || one.policy === 'paidGross' || contract.policy === 'paidGross' ? 0 : 1)
  )
}

type SceneOf = { scene: string; sceneCode: string }

/** Sets of scenes worth trying: as agreed, by word, with the unset ones, all, by code alone, and one code less or more. */
function sceneSets(table: FeeTable, rule: FeeRule): { name: string; takes: (one: SceneOf) => boolean }[] {
  const agreed = (one: SceneOf) => countsByScene(one, rule)
  const present = [...new Set(table.classes.map(({ sceneCode }) => sceneCode).filter((code) => code !== ''))]
  const sets = [
    { name: 'contract', takes: agreed },
    { name: 'channels', takes: ({ scene }: SceneOf) => scene === 'channels' },
    { name: 'channels+unset', takes: ({ scene }: SceneOf) => scene !== 'other' },
    { name: 'all', takes: () => true },
    { name: 'codes', takes: ({ sceneCode }: SceneOf) => rule.sceneCodes.includes(sceneCode) },
    ...present
      .slice(0, 40)
      .map((code) =>
        rule.sceneCodes.includes(code)
          ? { name: `contract-${code}`, takes: (one: SceneOf) => agreed(one) && one.sceneCode !== code }
          : { name: `contract+${code}`, takes: (one: SceneOf) => agreed(one) || one.sceneCode === code },
      ),
  ]
  // Sets that take the same classes are the same set; the first name counts.
  const seen = new Set<string>()
  return sets.filter(({ takes }) => {
    const key = table.classes.map((one) => (takes(one) ? '1' : '0')).join('')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
