import type { GeoPlan } from '@shared/contract/geocoding-batches'
import type { GeoAnswer, GeoCandidate, GeoDistance } from '@shared/contract/geocoding-values'
import { metresBetween } from '@shared/domain/coordinates'
import type { Reason, Verdict } from './records'

type Rules = Pick<GeoPlan, 'providers' | 'mode' | 'accept' | 'reject' | 'farMetres'>

/** The best place of an answer, where it is good enough to count as one. */
export function bestOf(answer: GeoAnswer | undefined, reject: number): GeoCandidate | undefined {
  const best = answer?.state === 'found' ? answer.candidates[0] : undefined
  return best && best.confidence >= reject ? best : undefined
}

/** Who is to be asked next, with the answers that are here; `undefined` when they are enough. */
export function nextProvider(rules: Rules, have: ReadonlyMap<string, GeoAnswer>): string | undefined {
  const order = rules.mode === 'first' ? rules.providers.slice(0, 1) : rules.providers
  for (const provider of order) {
    const answer = have.get(provider)
    if (!answer) return provider
    const best = bestOf(answer, rules.reject)
    if (rules.mode === 'fallback' && best && best.confidence >= rules.accept) return undefined
  }
  return undefined
}

/** What follows from the answers, given in the order of the plan (geocoding-and-face 7.1). */
export function judge(rules: Rules, answers: readonly GeoAnswer[]): Verdict {
  const places = answers.flatMap((answer) => {
    const best = bestOf(answer, rules.reject)
    return best ? [{ provider: answer.provider, best }] : []
  })
  const distances = rules.mode === 'compare' ? distancesOf(places, rules.farMetres) : []
  const failed = answers.find(({ state }) => state === 'failed')
  const reasons = reasonsOf(rules, answers, distances)
  // A comparison with one side missing is none: the row may be asked again, and the side that answered is not paid twice.
  if (failed && (rules.mode === 'compare' || places.length === 0)) return { state: 'failed', reasons, distances }
  const top = places.reduce<(typeof places)[number] | undefined>(
    (best, place) => (best && best.best.confidence >= place.best.confidence ? best : place),
    undefined,
  )
  if (!top) {
    const unread = answers.length > 0 && answers.every(({ state }) => state === 'badInput')
    return { state: unread ? 'badInput' : 'notFound', reasons, distances }
  }
  const { lat, lng } = top.best.positions.wgs84
  const doubtful = top.best.confidence < rules.accept || distances.some(({ far }) => far)
  return {
    state: doubtful ? 'review' : 'accepted',
    reasons: doubtful ? [...reasons, ...doubtsOf(rules, top)] : reasons,
    chosen: { provider: top.provider, candidate: 0, lat, lng },
    distances,
  }
}

function distancesOf(places: readonly { provider: string; best: GeoCandidate }[], farMetres: number): GeoDistance[] {
  return places.flatMap((a, at) =>
    places.slice(at + 1).map((b) => {
      const metres = Math.round(metresBetween(a.best.positions.wgs84, b.best.positions.wgs84) * 10) / 10
      return { a: a.provider, b: b.provider, metres, far: metres > farMetres }
    }),
  )
}

function doubtsOf(rules: Rules, { provider, best }: { provider: string; best: GeoCandidate }): Reason[] {
  return best.confidence < rules.accept
    ? [{ code: 'belowAccept', params: { provider, confidence: best.confidence, accept: rules.accept } }]
    : []
}

/** What is to be known about the answers, whatever follows from them. */
function reasonsOf(rules: Rules, answers: readonly GeoAnswer[], distances: readonly GeoDistance[]): Reason[] {
  const ofAnswers = answers.flatMap((answer): Reason[] => {
    const { provider, state, candidates } = answer
    if (state === 'failed') return [{ code: 'failed', params: { provider, error: answer.error?.code ?? 'internal' } }]
    if (state === 'badInput') return [{ code: 'badInput', params: { provider } }]
    const confidence = candidates[0]?.confidence
    if (state === 'notFound' || confidence === undefined) return [{ code: 'notFound', params: { provider } }]
    return confidence < rules.reject ? [{ code: 'belowReject', params: { provider, confidence, reject: rules.reject } }] : []
  })
  const far = distances
    .filter((distance) => distance.far)
    .map(({ a, b, metres }): Reason => ({ code: 'farApart', params: { a, b, metres: Math.round(metres) } }))
  return [...far, ...ofAnswers]
}
