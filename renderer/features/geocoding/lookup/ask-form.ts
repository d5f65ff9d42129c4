import type { CommandInput } from '@shared/contract'
import type { Coordinate, Datum, GeoArea } from '@shared/contract/geocoding-values'

/** From an address to a position, or the other way. */
export type AskMode = 'address' | 'position'
export const askModes = ['address', 'position'] as const
export const areas = ['auto', 'domestic', 'overseas'] as const satisfies readonly GeoArea[]
export const languages = ['zh-CN', 'en', 'local'] as const

/** How it is asked, remembered for the next one. What is asked about is personal and is not. */
export interface AskHow {
  area: GeoArea
  country: string
  language: string
  /** Providers left out; who adds a key asks the new one too. */
  without: string[]
}
export const usualHow: AskHow = { area: 'auto', country: '', language: 'zh-CN', without: [] }

export interface AskForm {
  mode: AskMode
  address: string
  position: string
  datum: Datum
  how: AskHow
  /** Ask again although the answer is here. */
  fresh: boolean
}

/** Whether a stored value is a way of asking. */
export function isAskHow(value: unknown): value is AskHow {
  if (typeof value !== 'object' || value === null) return false
  const { area, country, language, without } = value as Partial<Record<keyof AskHow, unknown>>
  return (
    areas.some((one) => one === area) &&
    typeof country === 'string' &&
    languages.some((one) => one === language) &&
    Array.isArray(without) &&
    without.every((one) => typeof one === 'string')
  )
}

/** Country codes as they are typed: two or three letters, or nothing. */
export const isCountry = (text: string): boolean => /^([a-z]{2,3})?$/iu.test(text.trim())

/** The providers that are to be asked, of those that can be. */
export const askedOf = ({ how }: AskForm, usable: readonly string[]): string[] => usable.filter((id) => !how.without.includes(id))

/** Named only where one is left out: else the program asks those whose keys serve this area. */
function commonOf(form: AskForm, usable: readonly string[]) {
  const { how, fresh } = form
  const asked = askedOf(form, usable)
  return { area: how.area, country: how.country.trim(), language: how.language, fresh, ...(asked.length < usable.length ? { providers: asked } : {}) }
}

export const lookupInput = (form: AskForm, usable: readonly string[]): CommandInput<'geocoding.lookup'> => ({
  address: form.address,
  ...commonOf(form, usable),
})
export const reverseInput = (form: AskForm, at: Coordinate, usable: readonly string[]): CommandInput<'geocoding.reverse'> => ({
  at,
  ...commonOf(form, usable),
})
