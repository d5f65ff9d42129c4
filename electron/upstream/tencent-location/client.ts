import { ZodError } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { tooLongToSend } from '../geocoding/too-long'
import type { GeoCall, GeoCredentials, GeoQuestion, GeoReadCandidate, GeoReading, GeoTools, GeoUpstream } from '../geocoding/types'
import { abroadCandidate, homeCandidate, reverseCandidate } from './answers'
import { type Answer, exchange } from './exchange'
import { addressQuery, type AddressQuestion, positionQuery, type PositionQuestion } from './query'
import { cityMissing, final } from './refusals'
import { tencentTraits } from './traits'

/** The provider behind the interface that all share. Source: see index.ts. */
export function createTencentLocation(tools: GeoTools): GeoUpstream {
  return {
    traits: tencentTraits,
    serviceOf: (question) => (isHome(question) ? 'domestic' : 'overseas'),
    datumFor: (mainland) => (mainland ? 'gcj02' : 'wgs84'),
    ask: (question, credentials, call) =>
      question.kind === 'address' ? askAddress(tools, question, credentials, call) : askPosition(tools, question, credentials, call),
  }
}

const isHome = (question: GeoQuestion) => (question.kind === 'address' ? question.area === 'domestic' : question.mainland)

async function askAddress(tools: GeoTools, question: AddressQuestion, credentials: GeoCredentials, call: GeoCall): Promise<GeoReading> {
  const tooLong = tooLongToSend(question.address)
  if (tooLong) return tooLong
  if (question.area === 'overseas') {
    const answer = await exchange(tools, { values: addressQuery(question, false), overseas: true }, credentials, call)
    return reading(answer, abroadCandidate)
  }
  const strict = await exchange(tools, { values: addressQuery(question, false), overseas: false }, credentials, call)
  if (strict.status !== cityMissing) return reading(strict, (result) => homeCandidate(result, false))
  // Without a city the standard rule refuses; the loose one may know the name all the same. It is a second call.
  const loose = await exchange(tools, { values: addressQuery(question, true), overseas: false }, credentials, call)
  return loose.status === 0 ? reading(loose, (result) => homeCandidate(result, true)) : final(strict.status, strict.message)
}

async function askPosition(tools: GeoTools, question: PositionQuestion, credentials: GeoCredentials, call: GeoCall): Promise<GeoReading> {
  const { mainland } = question
  const answer = await exchange(tools, { values: positionQuery(question), overseas: !mainland }, credentials, call)
  return reading(answer, (result) => reverseCandidate(result, mainland))
}

/** @throws Fault `http.unreadable` where an answer that says it found something has no position */
function reading({ status, message, result }: Answer, candidate: (result: unknown) => GeoReadCandidate): GeoReading {
  if (status !== 0) return final(status, message)
  try {
    return { state: 'found', candidates: [candidate(result)] }
  } catch (cause) {
    if (cause instanceof ZodError) throw new Fault('http.unreadable', { params: { host: 'apis.map.qq.com' }, retry: 'safe' })
    throw cause
  }
}
