import { countryOf } from '@shared/domain/countries'
import type { GeoQuestion } from '../geocoding/types'

export type AddressQuestion = Extract<GeoQuestion, { kind: 'address' }>
export type PositionQuestion = Extract<GeoQuestion, { kind: 'position' }>

/** `cn`, `local`, or a language: only abroad, at home there is Chinese alone. */
const languages: Readonly<Record<string, string>> = { 'zh-CN': 'cn', zh: 'cn' }
const languageOf = (language: string) => languages[language] ?? language

/**
 * Parameters for an address, unencoded. At home the standard rule wants a city in it (`policy` 0, left out because it is
 * the default); `loose` asks without one.
 */
export function addressQuery(question: AddressQuestion, loose: boolean): Record<string, string> {
  const address = question.address.toWellFormed()
  if (question.area === 'domestic') return { address, ...(loose ? { policy: '1' } : {}) }
  const country = countryOf(question.country)
  return {
    address,
    oversea: '1',
    ...(question.language === '' ? {} : { language: languageOf(question.language) }),
    ...(country ? { nation_code: country.alpha2 } : {}),
  }
}

/** Parameters for a position: latitude first. Abroad the service is chosen by the position itself. */
export function positionQuery({ at, mainland, language }: PositionQuestion): Record<string, string> {
  if (mainland && at.datum !== 'gcj02') throw new TypeError('Tencent is asked in GCJ-02 about the mainland')
  return {
    location: `${at.lat.toFixed(7)},${at.lng.toFixed(7)}`,
    ...(mainland || language === '' ? {} : { language: languageOf(language) }),
  }
}
