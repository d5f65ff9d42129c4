import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import type { CallRecord } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import { startMailSandbox } from '../../sandbox/mail'
import { createMailer, type MailServer } from './index'

const message = { from: 'minidesk@example.com', to: ['ops@example.com', 'night@example.com'], subject: '云栖集团 · 3 项待处理，请今天之内处理完毕', text: '需要处理：\n· 备份失败：1\n.\n只有一个点的行\n' }
const password = 'mail-Passw0rd-geheim'

async function made() {
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const sandbox = await startMailSandbox({ clock })
  onTestFinished(() => sandbox.close())
  const calls: CallRecord[] = []
  const redactor = createRedactor()
  const mailer = createMailer({ clock, redactor, record: (call) => calls.push(call), timeoutMs: 400 })
  const server: MailServer = { host: '127.0.0.1', port: sandbox.port, security: 'none', user: 'minidesk', password }
  const send = (change: Partial<MailServer> = {}, other: Partial<typeof message> = {}) =>
    mailer.send({ ...server, ...change }, { ...message, ...other }, { correlationId: 'c' })
  return { sandbox, calls, send, redactor }
}

/** A server that says what a test wants, byte for byte. */
async function saying(answers: (line: string) => string | undefined, greeting = '220 ready') {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write(`${greeting}\r\n`)
    socket.on('data', (bytes) => {
      const answer = answers(bytes.toString())
      if (answer !== undefined) socket.write(`${answer}\r\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('a mail', () => {
  it('arrives at everybody, signed in, in Chinese, and the call log shows neither password nor people', async () => {
    const { sandbox, calls, send, redactor } = await made()
    await send()
    expect(sandbox.mails()).toEqual([
      { at: '2026-11-22T06:05:00.000Z', from: message.from, to: message.to, subject: message.subject, text: message.text.trimEnd(), user: 'minidesk' },
    ])
    expect(calls).toMatchObject([{ system: 'mail', method: 'SEND', outcome: 'done', correlationId: 'c' }])
    expect(JSON.stringify(calls)).not.toMatch(/example\.com|geheim/u)
    expect(redactor.text(`x ${password}`)).not.toContain(password)
  })

  it('goes without signing in where no name is given', async () => {
    const { sandbox, send } = await made()
    await send({ user: '', password: '' })
    expect(sandbox.mails()[0]?.user).toBe('')
  })

  it.each([
    ['login', 'mail.login', 'no', 'refused'],
    ['recipient', 'mail.addressRefused', 'no', 'refused'],
    ['full', 'mail.refused', 'safe', 'refused'],
  ] as const)('is certainly not sent: %s', async (fault, code, retry, outcome) => {
    const { sandbox, calls, send } = await made()
    if (fault === 'recipient') sandbox.fail(fault)
    else sandbox.fail(fault)
    await expect(send({}, { to: ['ops@example.com'] })).rejects.toMatchObject({ code, retry })
    expect(sandbox.mails()).toHaveLength(0)
    expect(calls).toMatchObject([{ outcome, fault: code }])
  })

  it('that was taken without an answer is unknown', async () => {
    const { sandbox, calls, send } = await made()
    sandbox.fail('silent')
    await expect(send()).rejects.toMatchObject({ code: 'mail.outcomeUnknown', retry: 'afterCheck' })
    expect(sandbox.mails()).toHaveLength(1)
    expect(calls).toMatchObject([{ outcome: 'unknown' }])
  })

  it('is never sent in the open where encryption is demanded', async () => {
    const { sandbox, send } = await made()
    // The stand-in's certificate is signed by itself.
    await expect(send({ security: 'starttls' })).rejects.toMatchObject({ code: 'mail.tls' })
    await expect(send({ security: 'tls' })).rejects.toMatchObject({ code: expect.stringMatching(/^mail\.(tls|notReached)$/u) as string })
    const port = await saying((line) => (line.startsWith('EHLO') ? '250 no-tls.example.com' : '500 no'))
    await expect(send({ port, security: 'starttls' })).rejects.toMatchObject({ code: 'mail.tls' })
    expect(sandbox.mails()).toHaveLength(0)
  })

  it('to a server that is not there, or that says nothing, is certainly not sent', async () => {
    const { send, calls } = await made()
    const closed = await saying(() => undefined).then((port) => port)
    await expect(send({ port: closed })).rejects.toMatchObject({ code: 'mail.notReached', retry: 'safe' })
    await expect(send({ port: 1 })).rejects.toMatchObject({ code: 'mail.notReached', retry: 'safe', params: { host: '127.0.0.1', port: 1 } })
    expect(calls.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
  })

  it('is refused by a server whose words repeat the password, without the password', async () => {
    const { send } = await made()
    const port = await saying((line) => {
      if (line.startsWith('EHLO')) return '250-x\r\n250 AUTH PLAIN'
      return line.startsWith('AUTH') ? `535 not ${password}` : '500 no'
    })
    const fault = await send({ port }).catch((cause: unknown) => cause)
    expect(fault).toMatchObject({ code: 'mail.login' })
    const { params, upstream } = fault as { params: object; upstream: object }
    expect(JSON.stringify([params, upstream])).not.toContain(password)
  })
})
