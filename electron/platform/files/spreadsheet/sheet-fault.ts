import { Fault, type FaultDetails } from '../../errors/fault'
import type { FaultCode } from './types'

/** A fault of this folder; the type of `code` keeps the list complete that the texts are checked against. */
export function sheetFault(code: FaultCode, params: NonNullable<FaultDetails['params']> = {}, cause?: unknown): Fault {
  return new Fault(code, cause === undefined ? { params } : { params, cause })
}

/** The code of a failure of the operating system, e.g. `ENOENT`; undefined for every other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Bytes as the megabytes that a person compares: one decimal, rounded up, so that too large never looks equal. */
export function megabytes(bytes: number): string {
  return String(Math.ceil((bytes * 10) / (1024 * 1024)) / 10)
}
