/** Regions by which institutions and providers are listed. */
export type AccessRegion = 'mainland' | 'hongKong' | 'europe' | 'australia' | 'asia' | 'americas' | 'other'

/** Countries by ISO 3166-1 code; what is missing belongs to `other`. */
const byRegion: Readonly<Record<Exclude<AccessRegion, 'other'>, readonly string[]>> = {
  mainland: ['CN'],
  hongKong: ['HK'],
  europe: [
    'AT', 'BE', 'BG', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IE', 'IS', 'IT', 'LI',
    'LT', 'LU', 'LV', 'MC', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'TR',
  ],
  australia: ['AU', 'NZ'],
  asia: ['AE', 'BN', 'ID', 'JP', 'KH', 'KR', 'LA', 'LK', 'MM', 'MO', 'MV', 'MY', 'NP', 'PH', 'SG', 'TH', 'TW', 'VN'],
  americas: ['BR', 'CA', 'CL', 'MX', 'PE', 'US'],
}

/** Every country of the list with its region. */
export const accessCountries: readonly { code: string; region: AccessRegion }[] = Object.entries(byRegion)
  .flatMap(([region, codes]) => codes.map((code) => ({ code, region: region as AccessRegion })))
  .sort((a, b) => (a.code < b.code ? -1 : 1))

export function accessRegionOf(country: string): AccessRegion {
  return accessCountries.find(({ code }) => code === country)?.region ?? 'other'
}
