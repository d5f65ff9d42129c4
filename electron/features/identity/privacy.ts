import type { FieldError } from '@shared/contract/error'
import { checkNumber, holdsIdentityNumber, normalName, normalNumber } from '@shared/domain/identity'
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

/** Texts that are kept must not carry what is not. @throws Fault `bridge.invalidInput` at the field */
export function refuseNumberIn(texts: Readonly<Record<string, string>>, person?: Person): void {
  const fields = Object.entries(texts).flatMap(([path, text]) => {
    if (holdsIdentityNumber(text) || (person && normalNumber(text).includes(person.number))) return [{ path, code: 'identity.holdsNumber' }]
    return person && normalName(text).includes(person.name) ? [{ path, code: 'identity.holdsName' }] : []
  })
  if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
}

/** After details were erased: what the log of the database still holds of them is emptied into the file and cut off. */
export async function forgetPages(desk: Pick<IdentityDesk, 'store' | 'changed'>): Promise<void> {
  await desk.store.checkpoint()
  desk.changed()
}
