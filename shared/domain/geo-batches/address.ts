import { countryOf } from '../countries'
import { countryCodeOf } from './country'
import { type GeoBatchField, geoBatchFields } from './fields'
import { stripPersonal } from './strip-personal'

/** Longer ones are refused before anything is asked: no provider reads them, and an address never is. */
export const longestAddress = 2000

export interface AddressPlan {
  /** `{address}` or `{street}, {city} {postalCode}`; empty: the address column, or the parts in the order of the script. */
  template: string
  /** Country of rows that name none; ISO 3166-1, or empty. */
  country: string
  stripPersonal: boolean
}

export interface PlannedAddress {
  address: string
  /** Alpha-3 where it is known, so that a code and a name are one. */
  country: string
  /** Why it cannot be asked. */
  problem?: { code: 'empty' } | { code: 'tooLong'; params: { length: number; limit: number } }
}

/** Parts as they are written in Chinese, the largest first and without blanks, and as they are written elsewhere. */
const chineseParts: readonly GeoBatchField[] = ['state', 'city', 'district', 'street', 'houseNumber', 'name']
const foreignParts = '{name}, {houseNumber} {street}, {district}, {city}, {state} {postalCode}'

/** What says where something is; a name and a country alone do not. */
const places: readonly GeoBatchField[] = geoBatchFields.filter((field) => field !== 'name' && field !== 'country')

/** The fields that a template names and no such field exists. */
export function unknownTemplateFields(template: string): string[] {
  const known = new Set<string>(geoBatchFields)
  return [...template.matchAll(/\{([^{}]*)\}/gu)].map((match) => match[1] ?? '').filter((name) => !known.has(name.trim()))
}

/** Cells of a row by the field that their column holds. */
export function fieldsOf(
  cells: readonly string[],
  headers: readonly string[],
  mapping: Readonly<Record<string, string>>,
): Partial<Record<GeoBatchField, string>> {
  const found: Partial<Record<GeoBatchField, string>> = {}
  for (const field of geoBatchFields) {
    const header = mapping[field]
    const at = header === undefined ? -1 : headers.indexOf(header)
    const cell = at < 0 ? '' : clean(cells[at] ?? '')
    if (cell !== '') found[field] = cell
  }
  // A sheet that has addresses names its rows too: a row whose address is empty must not be looked for by its name.
  if (mapping.address !== undefined && !places.some((field) => found[field] !== undefined)) delete found.name
  return found
}

/** What is asked for a row: the address put together, the country, and why it cannot be asked. */
export function planAddress(fields: Partial<Record<GeoBatchField, string>>, plan: AddressPlan): PlannedAddress {
  const named = fields.country === undefined ? undefined : countryCodeOf(fields.country)
  const joined = joinedOf(fields, plan.template)
  // A country that is no code and no known name still helps a provider that reads the address as a whole.
  const whole =
    fields.country !== undefined && named === undefined && joined !== '' && !plan.template.includes('{country}')
      ? `${joined}, ${fields.country}`
      : joined
  const address = tidy(plan.stripPersonal ? stripPersonal(whole) : whole)
  const country = named ?? countryOf(plan.country)?.alpha3 ?? plan.country
  if (!/[\p{L}\p{N}]/u.test(address)) return { address: '', country, problem: { code: 'empty' } }
  const { length } = address
  if (length > longestAddress)
    return { address, country, problem: { code: 'tooLong', params: { length, limit: longestAddress } } }
  return { address, country }
}

function joinedOf(fields: Partial<Record<GeoBatchField, string>>, template: string): string {
  if (template.trim() !== '') return fill(template, fields)
  if (fields.address !== undefined) return fields.address
  const chinese = chineseParts.map((field) => fields[field] ?? '').join('')
  return /\p{Script=Han}/u.test(chinese) ? chinese : fill(foreignParts, fields)
}

const fill = (template: string, fields: Partial<Record<GeoBatchField, string>>): string =>
  template.replaceAll(/\{([^{}]*)\}/gu, (_whole, name: string) => fields[name.trim() as GeoBatchField] ?? '')

/** Pictures, their modifiers and flags; marks that only steer how text is laid out. Joiners inside words stay. */
const pictures = /\p{Extended_Pictographic}(?:\uFE0F|\u200D|[\u{1F3FB}-\u{1F3FF}]|\p{Extended_Pictographic})*|[\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}\uFE0E\uFE0F\u20E3]/gu
const unseen = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu

/** Text without emoji, control characters and broken halves of characters; every run of blanks is one. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(unseen, '')
    .replaceAll(pictures, ' ')
    .replaceAll(/[\p{Cc}\uFFFD\s]+/gu, ' ')
    .trim()
}

/** Empty parts leave neither blanks nor commas behind. */
function tidy(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/\s*([,，;；])(?:\s*[,，;；])+/gu, '$1')
    .replaceAll(/ ([,，;；])/gu, '$1')
    .replaceAll(/^[\s,，;；、-]+|[\s,，;；、-]+$/gu, '')
}
