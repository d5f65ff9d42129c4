import {
  type AdvisedPlace,
  type AdvisedPlatform,
  type AdviserFact,
  adviserFacts,
  answers,
  type FactAnswer,
  isAdvisedPlace,
  type Question,
} from '@shared/domain/adviser'
import { isSubjectType } from '@shared/domain/links'

/** What the operator answered, as it is remembered. */
export interface Asked {
  places: AdvisedPlace[]
  platforms: AdvisedPlatform[]
  appId: string
  /** A subject type, or `unknown`. */
  subject: string
  released: FactAnswer
  declared: FactAnswer
  serviceAccount: FactAnswer
  longLife: boolean
  manyLinks: boolean
}

export const nothingAsked: Asked = {
  places: [],
  platforms: ['ios', 'android'],
  appId: '',
  subject: 'unknown',
  released: 'unknown',
  declared: 'unknown',
  serviceAccount: 'unknown',
  longLife: false,
  manyLinks: false,
}

const isAnswer = (value: unknown): value is FactAnswer => answers.some((one) => one === value)

/** Whether a remembered value still fits; an older version may have written another form. */
export function isAsked(value: unknown): value is Asked {
  if (typeof value !== 'object' || value === null) return false
  const { places, platforms, appId, subject, released, declared, serviceAccount, longLife, manyLinks } = value as Partial<Record<keyof Asked, unknown>>
  return (
    Array.isArray(places) &&
    places.every((place) => typeof place === 'string' && isAdvisedPlace(place)) &&
    Array.isArray(platforms) &&
    platforms.every((one) => one === 'ios' || one === 'android') &&
    typeof appId === 'string' &&
    typeof subject === 'string' &&
    [released, declared, serviceAccount].every(isAnswer) &&
    typeof longLife === 'boolean' &&
    typeof manyLinks === 'boolean'
  )
}

const turned: Record<FactAnswer, FactAnswer> = { yes: 'no', no: 'yes', unknown: 'unknown' }

/** The question for the ranking: what was asked the good way round becomes what speaks against a way. */
export function questionOf(asked: Asked): Question {
  const known = isSubjectType(asked.subject)
  const facts: Record<AdviserFact, FactAnswer> = {
    individual: known ? (asked.subject.startsWith('individual') ? 'yes' : 'no') : 'unknown',
    overseas: known ? (asked.subject.endsWith('overseas') ? 'yes' : 'no') : 'unknown',
    notReleased: turned[asked.released],
    notDeclared: turned[asked.declared],
    noOpenTagRight: turned[asked.serviceAccount],
    longLife: asked.longLife ? 'yes' : 'no',
    manyLinks: asked.manyLinks ? 'yes' : 'no',
  }
  return { places: asked.places, platforms: asked.platforms, facts: Object.fromEntries(adviserFacts.map((fact) => [fact, facts[fact]])) as Record<AdviserFact, FactAnswer> }
}
