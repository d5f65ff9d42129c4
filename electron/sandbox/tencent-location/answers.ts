/** The answers of both forms, as the provider's pages show them (geocoding-and-face §1.2–1.4). */
import { countryOf } from '@shared/domain/countries'
import { type At, type City, type FoundPlace, type NearPlace, type Spot } from '../places'
import { toGcj02 } from './gcj02'

const isMainland = (city: City) => city.country === 'CN'

/** At home in GCJ-02, abroad in WGS-84. Outside the mainland there is no offset, whoever asks. */
function drawn(at: At, city: City): At {
  const { lat, lng } = isMainland(city) ? toGcj02(at) : at
  return { lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)) }
}

/** How sure the provider is (1–10) and how fine (1–11), by how well the address is known. */
function homeGrade({ fineness, number, luck }: FoundPlace, loose: boolean): { reliability: number; level: number } {
  if (fineness === 'spot') return { reliability: loose ? 7 : 9 + (luck % 2), level: 11 }
  if (fineness === 'number') return { reliability: 8, level: 9 }
  if (fineness === 'street') return { reliability: 7, level: 7 }
  if (fineness === 'city') return { reliability: 7, level: 1 }
  if (number === '') return luck < 50 ? { reliability: 7, level: 7 } : { reliability: 4, level: 6 }
  if (luck < 60) return { reliability: 8, level: 9 }
  return luck < 85 ? { reliability: 6, level: 9 } : { reliability: 3, level: 4 }
}

/** A county-level city directly under its province has one name for city and district. */
const isCountyLevel = ({ adcode }: City) => adcode.slice(2, 4) === '90'

function homeParts(city: City, spot: Spot | undefined, street: string, number: string) {
  const name = `${city.name.chinese}市`
  const province = city.admin.chinese
  return {
    province,
    city: province.endsWith('市') ? province : isMainland(city) ? name : city.name.chinese,
    district: isCountyLevel(city) ? name : (spot?.district ?? ''),
    street,
    street_number: number === '' ? '' : `${number}号`,
  }
}

export function homeResult(found: FoundPlace, loose: boolean): unknown {
  const { city, spot, fineness, at, street, number } = found
  const { reliability, level } = homeGrade(found, loose)
  return {
    title: fineness === 'spot' ? (spot?.name.chinese ?? '') : '',
    location: drawn(at, city),
    ad_info: { adcode: city.adcode },
    address_components: homeParts(city, spot, street, number),
    similarity: reliability / 10,
    deviation: level <= 2 ? -1 : 1000,
    reliability,
    level,
  }
}

const naming = (language: string) => (language === '' || language === 'cn' ? 'chinese' : 'latin')
const nations = { chinese: new Intl.DisplayNames('zh-CN', { type: 'region' }), latin: new Intl.DisplayNames('en', { type: 'region' }) }

function abroadParts(city: City, spot: Spot | undefined, names: 'chinese' | 'latin') {
  return {
    nation: nations[names].of(city.country) ?? '',
    ad_level_1: city.admin[names],
    ad_level_2: '',
    ad_level_3: city.name[names],
    ad_level_4: spot?.district ?? '',
  }
}

function abroadReliability({ fineness, number, luck }: FoundPlace): number {
  if (fineness === 'spot') return 9 + (luck % 2)
  if (fineness === 'number') return 8
  if (fineness === 'street' || fineness === 'city') return 7
  if (number === '') return luck < 40 ? 7 : 4
  return luck < 55 ? 8 : luck < 85 ? 6 : 3
}

export function abroadResult(found: FoundPlace, language: string): unknown {
  const names = naming(language)
  const { city, spot, fineness, at, street, number } = found
  const parts = { ...abroadParts(city, fineness === 'made' || fineness === 'city' ? undefined : spot, names), street, street_number: number }
  return {
    address: [number === '' ? street : `${number} ${street}`, parts.ad_level_3, parts.nation].filter((part) => part !== '').join(', '),
    location: drawn(at, city),
    address_components: parts,
    ad_info: { nation: parts.nation, nation_code: countryOf(city.country)?.numeric ?? '' },
    reliability: abroadReliability(found),
  }
}

/** The position is given back as it was asked; the parts stand under a name in the singular. */
export function reverseResult(asked: At, { city, spot }: NearPlace, language: string): unknown {
  if (city.home) {
    const parts = homeParts(city, spot, spot?.street.chinese ?? '', spot?.number ?? '')
    const address = [parts.province, parts.city, parts.district, parts.street, parts.street_number].filter((part, at, all) => part !== '' && part !== all[at - 1]).join('')
    return {
      location: asked,
      address,
      formatted_addresses: { recommend: spot?.name.chinese ?? parts.city, rough: parts.city },
      address_component: { nation: '中国', ...parts },
      ad_info: { nation_code: '156', adcode: city.adcode, name: address },
    }
  }
  const names = naming(language)
  const parts = { ...abroadParts(city, spot, names), ad_level_5: '', street: spot?.street.latin ?? '', street_number: spot?.number ?? '' }
  return {
    location: asked,
    address: [spot ? `${spot.number} ${spot.street.latin}` : '', parts.ad_level_3, parts.nation].filter((part) => part !== '').join(', '),
    address_component: parts,
    ad_info: { nation: parts.nation, nation_code: countryOf(city.country)?.numeric ?? '' },
  }
}

/** Not covered abroad (…/Overseas/Overview). */
const notCovered = ['KR']
export const isHome = (city: City) => city.home
export const isCoveredAbroad = (city: City) => !city.home && !notCovered.includes(city.country)
export const isIn = (code: string) => {
  const country = countryOf(code)?.alpha2
  return (city: City) => city.country === country
}
