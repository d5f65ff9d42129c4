import { createHash } from 'node:crypto'
import { countryOf } from '@shared/domain/countries'
import { isWrittenForHome, withoutControls } from '@shared/domain/coordinates'
import type { GeoQuestion } from '../../../upstream/geocoding/types'
import type { AddressQuestion } from '../ports'

/** What a provider is asked for an address, its area decided. */
export function addressQuestion({ address, area, country, language }: Omit<AddressQuestion, 'provider'>): GeoQuestion {
  const text = withoutControls(address)
  const home = area === 'auto' ? isHome(text, country) : area === 'domestic'
  return { kind: 'address', address: text, area: home ? 'domestic' : 'overseas', country, language }
}

function isHome(text: string, country: string): boolean {
  return country === '' ? isWrittenForHome(text) : alpha3Of(country) === 'CHN'
}

const alpha3Of = (country: string) => countryOf(country)?.alpha3 ?? country

/** Unicode form, blanks and case brought to one (geocoding-and-face 7.3). */
export const normalisedAddress = (address: string) => withoutControls(address.normalize('NFKC')).toLowerCase()

/** A tenth of a metre: two positions closer than that are the same question. */
const positionDigits = 6

/** What an answer is kept under. Two that are the same question of the same service share it. */
export function digestOf(provider: string, service: string, question: GeoQuestion): Uint8Array {
  const parts =
    question.kind === 'address'
      ? ['address', normalisedAddress(question.address), alpha3Of(question.country), question.language]
      : ['position', question.at.lat.toFixed(positionDigits), question.at.lng.toFixed(positionDigits), question.at.datum, question.language]
  return new Uint8Array(createHash('sha256').update(JSON.stringify([1, provider, service, ...parts])).digest())
}
