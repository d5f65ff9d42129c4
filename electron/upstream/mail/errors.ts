/** Faults for what a mail server refuses. Source: RFC 5321 §4.2 (reply codes), RFC 4954 §6 (535), RFC 3207 (STARTTLS). */
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'

const Failure = z.object({
  code: z.string().catch(''),
  command: z.string().catch(''),
  responseCode: z.number().optional().catch(undefined),
  response: z.string().catch(''),
})

const notReached = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH'])

/**
 * The fault for a mail that was not sent, or may have been.
 * @param begun whether the mail itself may have been on its way
 */
export function mailFault(cause: unknown, context: { host: string; port: number; begun: boolean; redact: (text: string) => string }): Fault {
  const read = Failure.safeParse(cause)
  const { code, command, responseCode, response } = read.success
    ? read.data
    : { code: '', command: '', responseCode: undefined, response: '' }
  const params = { host: context.host, port: context.port }
  const said = context.redact(response).slice(0, 300)
  const details =
    responseCode === undefined
      ? { params }
      : { params: { ...params, said }, upstream: { system: 'mail', code: String(responseCode), message: said } }
  // 4xx: "the requested action was not taken; try again" (RFC 5321 §4.2.1).
  const retry = responseCode !== undefined && responseCode < 500 ? ('safe' as const) : ('no' as const)
  if (code === 'EAUTH' || code === 'ENOAUTH') return new Fault('mail.login', { ...details, retry, cause })
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isCertificate(cause)) return new Fault('mail.tls', { ...details, cause })
  if (code === 'EENVELOPE' && command !== 'DATA') return new Fault('mail.addressRefused', { ...details, retry, cause })
  if (responseCode !== undefined) return new Fault('mail.refused', { ...details, retry, cause })
  if (context.begun) return new Fault('mail.outcomeUnknown', { params, retry: 'afterCheck', cause })
  if (notReached.has(code)) return new Fault('mail.notReached', { params, retry: 'safe', cause })
  return new Fault('mail.failed', { params, cause })
}

/** Node names what is wrong with a certificate in the code of the error beneath. */
function isCertificate(cause: unknown): boolean {
  const text = cause instanceof Error ? cause.message : ''
  return /certificate|self[- ]signed|altnames|SSL routines/iu.test(text)
}
