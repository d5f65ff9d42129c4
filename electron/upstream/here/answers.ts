/**
 * What HERE answers, and what it is in the program's own words (geocoding-and-face §2.1, §2.2 and §7.1). The list of
 * result types grows without notice: a new one is kept by its name.
 */
import { z } from 'zod'
import type { Precision } from '@shared/contract/geocoding-values'
import { countryOf } from '@shared/domain/countries'
import type { GeoReadCandidate } from '../geocoding/types'

const text = z.string().catch('')
const part = z.number().optional().catch(undefined)

const Address = z
  .object({ label: text, countryCode: text, state: text, county: text, city: text, district: text, street: text, postalCode: text, houseNumber: text })
  .catch({ label: '', countryCode: '', state: '', county: '', city: '', district: '', street: '', postalCode: '', houseNumber: '' })
const Scoring = z.object({ queryScore: z.number().min(0).max(1), fieldScore: z.object({ houseNumber: part }).optional().catch(undefined) })

const Item = z.object({
  title: text,
  resultType: text,
  houseNumberType: text,
  localityType: text,
  administrativeAreaType: text,
  address: Address,
  position: z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) }),
  /** Metres from the position that was asked about. */
  distance: part,
  scoring: Scoring.optional().catch(undefined),
})
type Item = z.infer<typeof Item>

export const Found = z.object({ items: z.array(Item) })

/** Every part may be missing: gateways write pages of their own. */
export const Refusal = z.object({ title: text, error: text, code: z.union([z.string(), z.number().transform(String)]).catch(''), requestId: text, correlationId: text, cause: text, error_description: text })

const locality: Readonly<Record<string, Precision>> = { city: 'city', district: 'area', subdistrict: 'area', postalCode: 'area' }
const types: Readonly<Record<string, Precision>> = {
  place: 'rooftop',
  addressBlock: 'interpolated',
  street: 'street',
  intersection: 'street',
  postalCodePoint: 'area',
  administrativeArea: 'region',
}

export function precisionOf({ resultType, houseNumberType, localityType }: Pick<Item, 'resultType' | 'houseNumberType' | 'localityType'>): Precision {
  if (resultType === 'houseNumber') return houseNumberType === 'PA' ? 'rooftop' : 'interpolated'
  if (resultType === 'locality') return locality[localityType] ?? 'city'
  return types[resultType] ?? 'unknown'
}

const deducted = 20

/** @param country the one that was asked for, alpha-3, or empty */
export function addressCandidate(item: Item, country: string): GeoReadCandidate {
  const { queryScore, fieldScore } = item.scoring ?? { queryScore: 0 }
  const numberDoubtful = fieldScore?.houseNumber !== undefined && fieldScore.houseNumber < 1
  const elsewhere = country !== '' && countryCode(item) !== '' && countryCode(item) !== country
  const confidence = Math.round(queryScore * 100) - (numberDoubtful ? deducted : 0) - (elsewhere ? deducted : 0)
  const number = fieldScore?.houseNumber === undefined ? '' : `, houseNumber ${fieldScore.houseNumber}`
  return { ...candidate(item), confidence: Math.max(0, confidence), score: item.scoring ? `queryScore ${queryScore}${number}` : '' }
}

/** The address of a position has no score: one lost for every two metres between both is our own measure. */
export function positionCandidate(item: Item): GeoReadCandidate {
  const metres = item.distance ?? 0
  return { ...candidate(item), confidence: Math.max(0, Math.round(100 - metres / 2)), score: item.distance === undefined ? '' : `distance ${metres} m` }
}

function candidate(item: Item): Omit<GeoReadCandidate, 'confidence' | 'score'> {
  const { state, county, city, district, street, houseNumber, postalCode, label } = item.address
  const sub = item.houseNumberType || item.localityType || item.administrativeAreaType
  return {
    position: { ...item.position, datum: 'wgs84' },
    label: label === '' ? item.title : label,
    countryCode: countryCode(item),
    parts: { admin: state === '' ? county : state, city, district, street, houseNumber, postalCode },
    precision: precisionOf(item),
    kind: sub === '' ? item.resultType : `${item.resultType} (${sub})`,
  }
}

const countryCode = ({ address }: Item) => countryOf(address.countryCode)?.alpha3 ?? address.countryCode
