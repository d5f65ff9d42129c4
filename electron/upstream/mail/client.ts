/** The approved wrapper of nodemailer: time-outs, no files, no addresses fetched, faults with texts, the call log. */
import { Readable } from 'node:stream'
import type { Fault } from '../../platform/errors/fault'
import type { CallRecord } from '../../platform/http'
import type { Redactor } from '../../platform/log'
import { mailFault } from './errors'

/** `tls`: from the first byte (usually 465); `starttls`: demanded before anything else (587); `none`: in the open. */
export interface MailServer {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  /** Empty: without signing in. */
  user: string
  password: string
}

export interface MailMessage {
  from: string
  to: readonly string[]
  subject: string
  text: string
}

export interface MailerParts {
  clock: { instant(): string; monotonic(): number }
  redactor: Pick<Redactor, 'learn' | 'text'>
  record: (call: CallRecord) => unknown
  /** For connecting and for each silence of the server; default 15 s. */
  timeoutMs?: number
  /** Further authorities to trust, PEM. */
  certificates?: readonly string[]
}

export interface Mailer {
  /**
   * Hands one mail to a server. Never repeated: where the answer does not come it is unknown (`afterCheck`).
   * @throws Fault `mail.*`
   */
  send(server: MailServer, message: MailMessage, call: { correlationId: string }): Promise<void>
}

const defaultTimeoutMs = 15_000

export function createMailer(parts: MailerParts): Mailer {
  const { clock, redactor } = parts
  return {
    async send(server, message, { correlationId }) {
      if (server.password !== '') redactor.learn(server.password)
      const at = clock.instant()
      const started = clock.monotonic()
      const body = { text: message.text, begun: false }
      const outcome = await transmit(parts, server, message, body).then(
        () => undefined,
        (cause: unknown) =>
          mailFault(cause, { host: server.host, port: server.port, begun: body.begun, redact: (text) => redactor.text(text) }),
      )
      parts.record({
        at,
        system: 'mail',
        method: 'SEND',
        path: `smtp://${server.host}:${server.port}`,
        durationMs: Math.max(0, Math.round(clock.monotonic() - started)),
        ...(outcome?.upstream ? { upstreamCode: outcome.upstream.code } : {}),
        outcome: callOutcome(outcome),
        ...(outcome ? { fault: outcome.code } : {}),
        correlationId,
        attempt: 1,
      })
      if (outcome) throw outcome
    },
  }
}

function callOutcome(fault: Fault | undefined): CallRecord['outcome'] {
  if (!fault) return 'done'
  if (fault.retry === 'afterCheck') return 'unknown'
  return fault.upstream ? 'refused' : 'failed'
}

async function transmit(
  { timeoutMs = defaultTimeoutMs, certificates }: MailerParts,
  { host, port, security, user, password }: MailServer,
  { from, to, subject }: MailMessage,
  body: { text: string; begun: boolean },
): Promise<void> {
  // Loaded when the first mail is sent: the program starts without it.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    ...(certificates ? { tls: { ca: [...certificates] } } : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  })
  try {
    await transport.sendMail({ from, to: [...to], subject, text: watched(body), headers: { 'auto-submitted': 'auto-generated' } })
  } finally {
    transport.close()
  }
}

/** The text as a stream that notes when it is asked for: from then on the mail may be on its way. */
function watched(body: { text: string; begun: boolean }): Readable {
  return new Readable({
    read() {
      body.begun = true
      this.push(Buffer.from(body.text, 'utf8'))
      this.push(null)
    },
  })
}
