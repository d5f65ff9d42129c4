/**
 * What the provider answers, and what it is in the program's own words (geocoding-and-face §1.2–1.4 and §7.1). The forms
 * at home and abroad differ: other names, no `level` and no `adcode` abroad, and another datum.
 */
import { z } from 'zod'
import type { Precision } from '@shared/contract/geocoding-values'
import { countryOf } from '@shared/domain/countries'
import type { GeoReadCandidate } from '../geocoding/types'

/** What is absent, null or no text counts as not given: an address part more or less must not lose the position. */
const text = z.union([z.string(), z.number().transform(String)]).catch('')
const location = z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) })
const scale = z.coerce.number().int().catch(-1)

export const Envelope = z.object({ status: z.int(), message: text, request_id: text, result: z.unknown().optional() })

const homeParts = z
  .object({ province: text, city: text, district: text, street: text, street_number: text })
  .catch({ province: '', city: '', district: '', street: '', street_number: '' })
const Home = z.object({
  title: text,
  location,
  address_components: homeParts,
  ad_info: z.object({ adcode: text }).catch({ adcode: '' }),
  reliability: scale,
  level: scale,
})

const abroadParts = z.object({
  nation: text,
  ad_level_1: text,
  ad_level_2: text,
  ad_level_3: text,
  ad_level_4: text,
  ad_level_5: text,
  street: text,
  street_number: text,
})
const noAbroadParts = abroadParts.parse({})
const Abroad = z.object({
  address: text,
  location,
  address_components: abroadParts.catch(noAbroadParts),
  ad_info: z.object({ nation_code: text }).catch({ nation_code: '' }),
  reliability: scale,
})

/** Of a position, in either form. The parts stand under a name in the singular; the plural is read too, because the pages are not of one mind. */
const Reverse = z.object({
  address: text,
  location,
  address_component: z.unknown().optional(),
  address_components: z.unknown().optional(),
  ad_info: z.object({ adcode: text, nation_code: text }).catch({ adcode: '', nation_code: '' }),
})

type HomeParts = z.infer<typeof homeParts>
type AbroadParts = z.infer<typeof abroadParts>

/** `level` from 1 (city) to 11 (POI). */
const levels: Readonly<Record<number, Precision>> = {
  1: 'city',
  2: 'city',
  3: 'area',
  4: 'area',
  5: 'area',
  6: 'area',
  7: 'street',
  8: 'street',
  9: 'interpolated',
  10: 'rooftop',
  11: 'rooftop',
}
const usableAsPoint = 7
const cappedBelowPoint = 60
/** Without a city names repeat: such an answer is never taken unseen (accepted from 80 on). */
const cappedWhenLoose = 79

/** @throws ZodError where the answer has no position */
export function homeCandidate(result: unknown, loose: boolean): GeoReadCandidate {
  const { title, location: at, address_components: parts, ad_info: area, reliability, level } = Home.parse(result)
  const joined = homeLabel(parts)
  const measured = Math.min(tenfold(reliability), level < usableAsPoint ? cappedBelowPoint : 100)
  return {
    position: { ...at, datum: 'gcj02' },
    label: title === '' || joined.includes(title) ? joined : `${joined} ${title}`.trim(),
    countryCode: homeCountry(area.adcode),
    parts: homePartsOf(parts),
    precision: levels[level] ?? 'unknown',
    confidence: loose ? Math.min(measured, cappedWhenLoose) : measured,
    score: `reliability ${reliability}, level ${level}${loose ? ', policy 1' : ''}`,
    kind: level < 0 ? '' : `level ${level}`,
  }
}

/** @throws ZodError where the answer has no position */
export function abroadCandidate(result: unknown): GeoReadCandidate {
  const { address, location: at, address_components: parts, ad_info: area, reliability } = Abroad.parse(result)
  return {
    position: { ...at, datum: 'wgs84' },
    label: address,
    countryCode: countryOf(area.nation_code)?.alpha3 ?? '',
    parts: abroadPartsOf(parts),
    precision: abroadPrecision(parts, reliability),
    confidence: tenfold(reliability),
    score: `reliability ${reliability}`,
    kind: '',
  }
}

/**
 * The address of a position. Which form it has shows in the area code, which only the service at home gives: it may answer
 * for Hong Kong, Macau and Taiwan too. The provider gives no measure, so that the fineness stands for it.
 */
export function reverseCandidate(result: unknown, mainland: boolean): GeoReadCandidate {
  const { address, location: at, ad_info: area, ...given } = Reverse.parse(result)
  const found = { at: { ...at, datum: mainland ? ('gcj02' as const) : ('wgs84' as const) }, address }
  const parts = given.address_component ?? given.address_components ?? {}
  if (mainland || area.adcode !== '') {
    const home = homeParts.parse(parts)
    return reverse({ ...found, countryCode: homeCountry(area.adcode), parts: homePartsOf(home), precision: homePrecision(home) })
  }
  const abroad = abroadParts.catch(noAbroadParts).parse(parts)
  return reverse({ ...found, countryCode: countryOf(area.nation_code)?.alpha3 ?? '', parts: abroadPartsOf(abroad), precision: abroadPrecision(abroad, 0) })
}

function homePrecision({ street, street_number, district }: HomeParts): Precision {
  if (street_number !== '') return 'interpolated'
  if (street !== '') return 'street'
  return district === '' ? 'city' : 'area'
}

/** Our own measure for addresses of positions, by how fine they are. */
const confidenceOf: Readonly<Record<Precision, number>> = { rooftop: 90, interpolated: 90, street: 70, area: 50, city: 40, region: 30, unknown: 0 }

function reverse(found: { at: GeoReadCandidate['position']; address: string } & Pick<GeoReadCandidate, 'countryCode' | 'parts' | 'precision'>): GeoReadCandidate {
  const { at, address, ...rest } = found
  return { position: at, label: address, ...rest, confidence: confidenceOf[rest.precision], score: '', kind: '' }
}

/** 1–10 as 0–100; what was not given is no confidence at all. */
const tenfold = (reliability: number) => Math.max(0, Math.min(10, reliability)) * 10

/** Of a city directly under the state, province and city have one name; of a county-level city, city and district. */
function homeLabel({ province, city, district, street, street_number }: HomeParts): string {
  return [province, city, district, street, street_number].filter((part, at, all) => part !== '' && part !== all[at - 1]).join('')
}

function homePartsOf({ province, city, district, street, street_number }: HomeParts): GeoReadCandidate['parts'] {
  return { admin: province, city, district, street, houseNumber: street_number, postalCode: '' }
}

/** The service at home covers Hong Kong, Macau and Taiwan, which have ISO codes of their own: by the first two digits. */
const homeCodes: Readonly<Record<string, string>> = { '71': 'TWN', '81': 'HKG', '82': 'MAC' }
const homeCountry = (adcode: string) => homeCodes[adcode.slice(0, 2)] ?? 'CHN'

function abroadPartsOf(parts: AbroadParts): GeoReadCandidate['parts'] {
  return {
    admin: parts.ad_level_1,
    city: parts.ad_level_3 === '' ? parts.ad_level_2 : parts.ad_level_3,
    district: parts.ad_level_4,
    street: parts.street,
    houseNumber: parts.street_number,
    postalCode: '',
  }
}

function abroadPrecision(parts: AbroadParts, reliability: number): Precision {
  if (parts.street_number !== '') return reliability >= 8 ? 'rooftop' : 'interpolated'
  if (parts.street !== '') return 'street'
  if (parts.ad_level_4 !== '') return 'area'
  if (parts.ad_level_3 !== '') return 'city'
  return parts.ad_level_1 !== '' || parts.ad_level_2 !== '' ? 'region' : 'unknown'
}
