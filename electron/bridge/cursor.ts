import { Fault } from '../platform/errors/fault'

/** The row number that a list's cursor stands for. @throws Fault `bridge.invalidInput` at the field `cursor` */
export function cursorNumber(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  const number = /^\d{1,16}$/u.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'cursor', code: 'invalid' }] })
  return number
}
