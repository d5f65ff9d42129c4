import { countryOf } from '@shared/domain/countries'
import { tooLongToSend } from '../geocoding/too-long'
import type { GeoCall, GeoCredentials, GeoQuestion, GeoReading, GeoTools, GeoUpstream } from '../geocoding/types'
import { addressCandidate, positionCandidate } from './answers'
import { exchange } from './exchange'
import { hereTraits } from './traits'

/** As many as a person looks through. */
const limit = '5'

/** The provider behind the interface that all share. Source: see index.ts. */
export function createHere(tools: GeoTools): GeoUpstream {
  return {
    traits: hereTraits,
    serviceOf: () => 'world',
    datumFor: () => 'wgs84',
    ask: (question, credentials, call) =>
      question.kind === 'address' ? askAddress(tools, question, credentials, call) : askPosition(tools, question, credentials, call),
  }
}

type AddressQuestion = Extract<GeoQuestion, { kind: 'address' }>
type PositionQuestion = Extract<GeoQuestion, { kind: 'position' }>

/** BCP-47; without `lang` the place's own language is given. */
const languageOf = (language: string): Record<string, string> => (language === '' || language === 'local' ? {} : { lang: language })

async function askAddress(tools: GeoTools, question: AddressQuestion, credentials: GeoCredentials, call: GeoCall): Promise<GeoReading> {
  const tooLong = tooLongToSend(question.address)
  if (tooLong) return tooLong
  const country = countryOf(question.country)?.alpha3 ?? ''
  const query = {
    q: question.address.toWellFormed(),
    ...(country === '' ? {} : { in: `countryCode:${country}` }),
    ...languageOf(question.language),
    limit,
  }
  const answer = await exchange(tools, { path: '/v1/geocode', query }, credentials, call)
  if (answer.state !== 'items') return answer
  const candidates = answer.items.map((item) => addressCandidate(item, country))
  return { state: 'found', candidates: candidates.toSorted((a, b) => b.confidence - a.confidence) }
}

async function askPosition(tools: GeoTools, question: PositionQuestion, credentials: GeoCredentials, call: GeoCall): Promise<GeoReading> {
  const { at, mainland } = question
  if (mainland && at.datum !== 'wgs84') throw new TypeError('HERE is asked in WGS-84')
  const query = { at: `${at.lat.toFixed(7)},${at.lng.toFixed(7)}`, ...languageOf(question.language), limit: '1' }
  const answer = await exchange(tools, { path: '/v1/revgeocode', query }, credentials, call)
  return answer.state === 'items' ? { state: 'found', candidates: answer.items.map(positionCandidate) } : answer
}
