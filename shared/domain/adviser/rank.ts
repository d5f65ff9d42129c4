import { countersOf, isLinkKind, linkKindTraits } from '../links'
import { type AdviserFact, adviserFacts } from './fact-rules'
import { type AdvisedPlace, type AdvisedPlatform, advisedPlatforms, placesByPlatform, type Way, ways } from './places'
import type { Rule, Verdict } from './rule'

/** `yes`: it is so; `no`: it is not; `unknown`: to be found out, so what depends on it becomes a condition. */
export const answers = ['yes', 'no', 'unknown'] as const
export type FactAnswer = (typeof answers)[number]

export interface Question {
  places: readonly AdvisedPlace[]
  /** Phones of the audience; empty counts as both. */
  platforms: readonly AdvisedPlatform[]
  facts: Readonly<Record<AdviserFact, FactAnswer>>
}

/** `partly`: it works at some of the places or phones that were named, and not at others. */
export const overallVerdicts = ['works', 'conditions', 'partly', 'undocumented', 'fails'] as const
export type OverallVerdict = (typeof overallVerdicts)[number]

/** What a way does at one place, on one phone. */
export interface Spot {
  place: AdvisedPlace
  platform: string
  rule: Rule
}

/** One reason why a way stands where it stands. The text stands under `adviser.points.<code>`. */
export interface Point {
  code: 'recommended' | 'certain' | 'endless' | 'noCounter' | 'toMeet'
  points: number
  /** How many, where it is counted. */
  count: number
}

export interface Ranked {
  way: Way
  verdict: OverallVerdict
  spots: Spot[]
  /** Fact rules that apply, the worst first. */
  facts: Rule[]
  /** Codes of `adviser.conditions`, and facts that nobody knows yet, as `fact.<name>`. */
  conditions: string[]
  points: Point[]
  score: number
}

const badness: Record<Verdict, number> = { works: 0, conditions: 1, undocumented: 2, fails: 3 }

/**
 * Every way, the best first. First by verdict (works, with conditions, partly, not documented, fails), then by the sum
 * of points, then in the order of the registry, so that equal input always gives the equal order. Without a place the
 * list is empty.
 */
export function rank(question: Question, rules: readonly Rule[]): Ranked[] {
  if (question.places.length === 0) return []
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return ways
    .map((way) => rankOne(way, question, byId))
    .sort(
      (a, b) => overallVerdicts.indexOf(a.verdict) - overallVerdicts.indexOf(b.verdict) || b.score - a.score,
    )
}

function rankOne(way: Way, question: Question, rules: ReadonlyMap<string, Rule>): Ranked {
  const spots = spotsOf(way, question, rules)
  const facts = adviserFacts
    .filter((fact) => question.facts[fact] === 'yes')
    .flatMap((fact) => rules.get(`fact.${fact}.${way}`) ?? [])
    .sort((a, b) => badness[b.verdict] - badness[a.verdict])
  const open = adviserFacts
    .filter((fact) => question.facts[fact] === 'unknown' && badness[rules.get(`fact.${fact}.${way}`)?.verdict ?? 'works'] > 0)
    .map((fact) => `fact.${fact}`)
  const usable = spots.filter(({ rule }) => rule.verdict === 'works' || rule.verdict === 'conditions')
  const conditions = [...new Set([...[...usable.map(({ rule }) => rule), ...facts].flatMap((rule) => rule.conditions), ...open])]
  const verdict = overall(spots, facts, conditions.length > 0)
  const points = verdict === 'fails' ? [] : pointsOf(way, spots, facts, conditions, question)
  return { way, verdict, spots, facts, conditions, points, score: points.reduce((sum, one) => sum + one.points, 0) }
}

function spotsOf(way: Way, { places, platforms }: Question, rules: ReadonlyMap<string, Rule>): Spot[] {
  const phones = platforms.length === 0 ? advisedPlatforms : platforms
  return places.flatMap((place) =>
    (placesByPlatform.includes(place) ? phones : ['all']).flatMap((platform) => {
      const rule = rules.get(`place.${place}.${way}${platform === 'all' ? '' : `.${platform}`}`)
      return rule ? [{ place, platform, rule }] : []
    }),
  )
}

/** A fact against the way as a whole counts before the places; among the places the mixture counts. */
function overall(spots: readonly Spot[], facts: readonly Rule[], hasConditions: boolean): OverallVerdict {
  const worstFact = facts[0]?.verdict ?? 'works'
  if (worstFact === 'fails') return 'fails'
  const found = spots.map(({ rule }) => rule.verdict)
  const usable = found.filter((one) => one === 'works' || one === 'conditions').length
  if (usable === 0) return found.includes('undocumented') ? 'undocumented' : 'fails'
  if (worstFact === 'undocumented') return 'undocumented'
  if (usable < found.length) return 'partly'
  return hasConditions || found.includes('conditions') || worstFact === 'conditions' ? 'conditions' : 'works'
}

function pointsOf(
  way: Way,
  spots: readonly Spot[],
  facts: readonly Rule[],
  conditions: readonly string[],
  { facts: known }: Question,
): Point[] {
  const named = spots.filter(({ rule }) => rule.first).length
  const sure = [...spots.map(({ rule }) => rule), ...facts].every(({ certain }) => certain)
  const endless = way === 'link_rule' || way === 'landing_page' || way === 'open_tag' || (isLinkKind(way) && linkKindTraits[way].expiry === 'none')
  const uncounted = known.manyLinks === 'yes' && (!isLinkKind(way) || countersOf(way).length === 0)
  const found: Point[] = [
    { code: 'recommended', points: named * 3, count: named },
    { code: 'certain', points: sure ? 1 : 0, count: 1 },
    { code: 'endless', points: endless ? 1 : 0, count: 1 },
    { code: 'noCounter', points: uncounted ? 2 : 0, count: 1 },
    { code: 'toMeet', points: -conditions.length, count: conditions.length },
  ]
  return found.filter(({ points }) => points !== 0)
}
