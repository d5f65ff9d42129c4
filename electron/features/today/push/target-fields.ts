import { isIP } from 'node:net'
import type { FieldError } from '@shared/contract/error'
import type { MailSettings, PushRules } from '@shared/contract/today-push'
import { Fault } from '../../../platform/errors/fault'
import { isQuiet } from './rules'

// One bare address: no name, no list, nothing that could begin another head of the mail.
const addressForm = /^[^\s@<>(),;:"\\[\]\p{C}]{1,64}@[^\s@<>(),;:"\\[\]\p{C}]{1,189}$/u
const hostForm = /^(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*$/u

function refuse(fields: FieldError[]): void {
  if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
}

/** @throws Fault `bridge.invalidInput` with the fields */
export function checkMail(mail: MailSettings): void {
  const fields: FieldError[] = []
  if (!hostForm.test(mail.host) && isIP(mail.host) === 0) fields.push({ path: 'mail.host', code: 'mailHost' })
  if (!addressForm.test(mail.from)) fields.push({ path: 'mail.from', code: 'mailAddress', params: { text: mail.from } })
  const wrong = mail.to.find((to) => !addressForm.test(to))
  if (wrong !== undefined) fields.push({ path: 'mail.to', code: 'mailAddress', params: { text: wrong } })
  refuse(fields)
}

/**
 * Whether the sealed password may go on being used: not for another server or name, and not in the open where it was
 * sealed in transit before. Else whoever may change a target could have the password sent to a server of their own.
 */
export function passwordStays(before: MailSettings, after: MailSettings): boolean {
  const same = before.host === after.host && before.port === after.port && before.user === after.user
  return same && (after.security !== 'none' || before.security === 'none')
}

/** @throws Fault `bridge.invalidInput` with the fields */
export function checkRules(rules: PushRules): void {
  const fields: FieldError[] = []
  if (rules.quiet && rules.quiet.from === rules.quiet.until) fields.push({ path: 'quiet.until', code: 'sameTime' })
  else if (rules.digestAt !== undefined && isQuiet(rules, rules.digestAt))
    fields.push({ path: 'digestAt', code: 'inQuietHours' })
  refuse(fields)
}
