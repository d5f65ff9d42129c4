/**
 * A mail server for practice on 127.0.0.1: takes every mail, keeps the last ones in memory and delivers none. It can
 * refuse a sign-in or a recipient, and fall silent after it has taken a mail. Source: RFC 5321.
 */
import type { AddressInfo } from 'node:net'
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import { readMail } from './read-mail'

export interface PracticeMail {
  at: string
  from: string
  to: readonly string[]
  subject: string
  text: string
  /** The name it was signed in with; empty: nobody signed in. */
  user: string
}

/** What goes wrong with the next mail; `silent`: it is kept, and the connection ends without an answer. */
export type MailFaultKind = 'login' | 'recipient' | 'full' | 'silent'

export interface MailSandbox {
  port: number
  /** Newest last. */
  mails(): readonly PracticeMail[]
  fail(...faults: MailFaultKind[]): void
  close(): Promise<void>
}

const kept = 50
const maxBytes = 1024 * 1024

export async function startMailSandbox(parts: { clock: { instant(): string } }): Promise<MailSandbox> {
  // Loaded when practice first sends a mail: the program starts without it.
  const { SMTPServer } = await import('smtp-server')
  const mails: PracticeMail[] = []
  const faults: MailFaultKind[] = []
  const fails = (kind: MailFaultKind) => faults[0] === kind && faults.shift() === kind

  const server = new SMTPServer({
    banner: 'MiniDesk practice',
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: maxBytes,
    closeTimeout: 200,
    logger: false,
    onConnect: ({ remoteAddress }, done) =>
      done(/^(?:::ffff:)?127\.|^::1$/u.test(remoteAddress) ? null : new Error('this computer only')),
    onAuth: ({ username, password }, _session, done) => {
      if (fails('login') || (password ?? '') === '') done(refusal('Invalid login', 535))
      else done(null, { user: username ?? '' })
    },
    onRcptTo: (_address, _session, done) => done(fails('recipient') ? refusal('No such user here', 550) : null),
    onData: (stream, session, done) => {
      void take(stream, session).then((mail) => {
        if (stream.sizeExceeded) return done(refusal('Message too big', 552))
        if (fails('full')) return done(refusal('Insufficient storage', 452))
        mails.push(mail)
        if (mails.length > kept) mails.shift()
        // No answer: the caller's patience ends, and nobody there knows that the mail has come.
        return fails('silent') ? undefined : done()
      })
    },
  })
  server.on('error', () => undefined)
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<PracticeMail> => {
    const chunks: Buffer[] = []
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
    const { mailFrom, rcptTo } = session.envelope
    return {
      at: parts.clock.instant(),
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      ...readMail(Buffer.concat(chunks).toString('latin1')),
      user: typeof session.user === 'string' ? session.user : '',
    }
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    mails: () => mails,
    fail: (...next) => void faults.push(...next),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function refusal(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode })
}
