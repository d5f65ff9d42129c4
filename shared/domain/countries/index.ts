import { countryTable } from './codes'

/** One country or area under its three ISO 3166-1 codes; `numeric` is three digits. */
export interface CountryCodes {
  alpha2: string
  alpha3: string
  numeric: string
}

export const countries: readonly CountryCodes[] = countryTable
  .trim()
  .split(/\s+/u)
  .map((row) => ({ alpha2: row.slice(0, 2), alpha3: row.slice(2, 5), numeric: row.slice(5) }))

const byCode = new Map(countries.flatMap((one) => [one.alpha2, one.alpha3, one.numeric].map((code) => [code, one] as const)))

/** By any of its codes, in either case; numbers may lack leading zeros (`36`). */
export function countryOf(code: string): CountryCodes | undefined {
  const text = code.trim().toUpperCase()
  return byCode.get(/^\d+$/u.test(text) ? text.padStart(3, '0') : text)
}
