/** The items of both calls, as HERE's pages show them (geocoding-and-face §2.1 and §2.2). */
import { countryOf } from '@shared/domain/countries'
import { type City, type FoundPlace, hashOf, moved, type NearPlace, scattered, type Spot } from '../places'

type Names = 'chinese' | 'latin'
const countryNames = { chinese: new Intl.DisplayNames('zh-CN', { type: 'region' }), latin: new Intl.DisplayNames('en', { type: 'region' }) }

const namesFor = (lang: string): Names => (lang.toLowerCase().startsWith('zh') ? 'chinese' : 'latin')

/** Two providers never measure the same point: 10–60 m apart, and where the place is in no list now and then 2 km, so that comparing shows something. */
function ownPosition({ at, fineness }: FoundPlace, q: string) {
  const far = fineness !== 'spot' && hashOf(`far ${q}`) % 12 === 0
  const { lat, lng } = far ? moved(at, 2000, (hashOf(q) % 1000) / 1000) : scattered(at, `near ${q}`, 10, 60)
  return { lat: Number(lat.toFixed(5)), lng: Number(lng.toFixed(5)) }
}

/** What kind of result it is, and how well it fits (0–1). */
interface Grade {
  resultType: string
  sub: Record<string, string>
  queryScore: number
  houseNumber?: number
}

function grade(found: FoundPlace, q: string): Grade {
  const { fineness, number, city } = found
  const luck = hashOf(`luck ${q}`) % 100
  // Its map of the mainland is thin.
  const thin = city.country === 'CN' ? 0.12 : 0
  if (fineness === 'spot')
    return number === ''
      ? { resultType: 'place', sub: {}, queryScore: 0.98 - thin }
      : { resultType: 'houseNumber', sub: { houseNumberType: 'PA' }, queryScore: 0.95 + (luck % 6) / 100 - thin, houseNumber: 1 }
  if (fineness === 'number') return { resultType: 'houseNumber', sub: { houseNumberType: 'interpolated' }, queryScore: 0.92 - thin, houseNumber: 1 }
  if (fineness === 'street') return { resultType: 'street', sub: {}, queryScore: 0.84 - thin }
  if (fineness === 'city') return { resultType: 'locality', sub: { localityType: 'city' }, queryScore: 1 }
  if (luck < 55 && number !== '') return { resultType: 'houseNumber', sub: { houseNumberType: 'interpolated' }, queryScore: 0.9 - thin, houseNumber: 1 }
  if (luck < 80) return { resultType: 'street', sub: {}, queryScore: 0.78 - thin, ...(number === '' ? {} : { houseNumber: 0.4 }) }
  return { resultType: 'locality', sub: { localityType: 'city' }, queryScore: 0.45 }
}

function address(city: City, spot: Spot | undefined, street: string, number: string, names: Names) {
  const country = countryNames[names].of(city.country) ?? ''
  const town = `${spot?.postal ?? ''} ${city.name[names]}`.trim()
  return {
    label: [`${street} ${number}`.trim(), town, country].filter((part) => part !== '').join(', '),
    countryCode: countryOf(city.country)?.alpha3 ?? '',
    countryName: country,
    state: city.admin[names],
    city: city.name[names],
    ...(spot && spot.district !== '' ? { district: spot.district } : {}),
    ...(street === '' ? {} : { street }),
    ...(number === '' ? {} : { houseNumber: number }),
    ...(spot && spot.postal !== '' ? { postalCode: spot.postal } : {}),
  }
}

export function geocodeItems(found: FoundPlace, q: string, limit: number, lang: string): unknown[] {
  const { city, spot, street, number, fineness } = found
  const { resultType, sub, queryScore, houseNumber } = grade(found, q)
  const coarse = resultType === 'locality'
  const near = fineness === 'made' || fineness === 'city' ? undefined : spot
  const position = coarse ? city.at : ownPosition(found, q)
  const given = address(city, near, coarse ? '' : street, resultType === 'houseNumber' ? number : '', namesFor(lang))
  const score = Number(queryScore.toFixed(2))
  const best = {
    title: given.label,
    id: `here:af:${hashOf(q).toString(36)}`,
    resultType,
    ...sub,
    address: given,
    position,
    ...(resultType === 'houseNumber' ? { access: [moved(position, 12, 0.25)] } : {}),
    mapView: { west: position.lng - 0.001, south: position.lat - 0.001, east: position.lng + 0.001, north: position.lat + 0.001 },
    scoring: { queryScore: score, fieldScore: { city: 1, ...(street === '' ? {} : { streets: [0.9] }), ...(houseNumber === undefined ? {} : { houseNumber }) } },
  }
  // Some streets there are twice.
  const second =
    !coarse && hashOf(`twice ${q}`) % 4 === 0
      ? [{ ...best, id: `${best.id}-2`, position: scattered(position, `second ${q}`, 1500, 9000), scoring: { queryScore: Number((score - 0.15).toFixed(2)), fieldScore: best.scoring.fieldScore } }]
      : []
  return [best, ...second].slice(0, limit)
}

export function reverseItems({ city, spot, at, metres }: NearPlace, lang: string): unknown[] {
  const given = address(city, spot, spot?.street.latin ?? '', spot?.number ?? '', namesFor(lang))
  const kind = spot ? { resultType: 'houseNumber', houseNumberType: 'PA' } : { resultType: 'locality', localityType: 'city' }
  const position = spot ? at : city.at
  return [{ title: given.label, id: `here:cm:${hashOf(given.label).toString(36)}`, ...kind, address: given, position, distance: Math.round(metres) }]
}
