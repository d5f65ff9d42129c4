import type { FieldError } from '@shared/contract/error'
import { checkNumber, holdsIdentityNumber, normalName } from '@shared/domain/identity'
import { dayIn } from '@shared/domain/days'
import { Fault } from '../../platform/errors/fault'
import type { IdentityDesk } from './parts'

/** A person's data in the form in which they are sent and digested. They live as long as the call. */
export interface Person {
  name: string
  number: string
}

const zone = 'Asia/Shanghai'

export const todayOf = ({ clock }: Pick<IdentityDesk, 'clock'>) => dayIn(clock.instant(), zone) ?? ''

/**
 * Only a second-generation card of the mainland is taken: anything else is refused before it leaves the machine. What
 * is wrong is told without a digit of it.
 * @throws Fault `bridge.invalidInput`
 */
export function requirePerson(desk: Pick<IdentityDesk, 'clock'>, given: Person): Person {
  const { normal, problems } = checkNumber(given.number, todayOf(desk))
  const fields: FieldError[] = problems.map(({ code, params }) => ({ path: 'number', code: `identity.number.${code}`, params }))
  if (normalName(given.name) === '') fields.push({ path: 'name', code: 'required' })
  // A number where the name belongs would be masked as a name, which shows its first digit.
  else if (/\d{6}/u.test(given.name.normalize('NFKC'))) fields.push({ path: 'name', code: 'identity.nameHoldsDigits' })
  if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
  return { name: normalName(given.name), number: normal }
}

/** Digits alone, whatever stands between them. */
const digitsOf = (text: string) => text.normalize('NFKC').replaceAll(/\D/gu, '')
/** Letters alone: a Chinese name is read over blanks, points and what is not seen. */
const lettersOf = (text: string) => text.normalize('NFKC').replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')

/** A short Latin name stands in many a word by chance: it is looked for as it was written. */
function holdsNameOf(text: string, name: string): boolean {
  return /\p{Script=Han}/u.test(name) ? lettersOf(text).includes(lettersOf(name)) : normalName(text).includes(name)
}

/** The number as it is, without its check character, which follows from the rest, and as it was with 15 digits. */
function holdsNumberOf(text: string, number: string): boolean {
  const body = digitsOf(number).slice(0, 17)
  const digits = digitsOf(text)
  return digits.includes(body) || digits.includes(body.slice(0, 6) + body.slice(8))
}

export const holdsPerson = (text: string, { name, number }: Person) =>
  holdsIdentityNumber(text) || holdsNumberOf(text, number) || holdsNameOf(text, name)

/** Texts that are kept must not carry what is not. @throws Fault `bridge.invalidInput` at the field */
export function refuseNumberIn(texts: Readonly<Record<string, string>>, person?: Partial<Person>): void {
  const fields = Object.entries(texts).flatMap(([path, text]) => {
    if (holdsIdentityNumber(text) || (person?.number && holdsNumberOf(text, person.number))) return [{ path, code: 'identity.holdsNumber' }]
    return person?.name && holdsNameOf(text, person.name) ? [{ path, code: 'identity.holdsName' }] : []
  })
  if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
}

/** After details were erased: what the log of the database still holds of them is emptied into the file and cut off. */
export async function forgetPages(desk: Pick<IdentityDesk, 'store' | 'changed'>): Promise<void> {
  await desk.store.checkpoint()
  desk.changed()
}
