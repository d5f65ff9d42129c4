import type { ErrorEnvelope } from '@shared/contract/error'
import { Fault } from './fault'

/** A fault as it crosses between threads. `detail` is for the log, never for a screen. */
export type PlainFault = Omit<ErrorEnvelope, 'correlationId' | 'messageKey'> & { detail?: string }

/** A fault as plain values. Anything that is no fault becomes `internal`. */
export function plainFault(cause: unknown): PlainFault {
  const fault = cause instanceof Fault ? cause : new Fault('internal', { cause })
  const { code, params, fields, upstream, retry } = fault
  const origin = fault.cause instanceof Error ? fault.cause.message : undefined
  return {
    code,
    params,
    retry,
    ...(fields ? { fields } : {}),
    ...(upstream ? { upstream } : {}),
    ...(origin ? { detail: origin } : {}),
  }
}

/** The fault again, on the other side. */
export function faultOf(plain: PlainFault): Fault {
  return new Fault(plain.code, {
    params: plain.params,
    retry: plain.retry,
    ...(plain.fields ? { fields: plain.fields } : {}),
    ...(plain.upstream ? { upstream: plain.upstream } : {}),
    ...(plain.detail ? { cause: new Error(plain.detail) } : {}),
  })
}
