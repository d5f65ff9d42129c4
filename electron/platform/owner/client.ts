// eslint-disable-next-line house/http-through-platform -- goes to a pipe of this user on this machine, to no address
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Answer, ErrorEnvelope } from '@shared/contract/error'
import { type StreamMessage, TopicEvent } from '@shared/contract/events'
import { z } from 'zod'
import { Fault } from '../errors/fault'
import type { LockRecord } from './lock'
import type { Activation, ForwardedCall } from './service'

const helloTimeoutMs = 3_000

const AnswerBody = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: ErrorEnvelope }),
])
const ActivationBody = z.object({ opened: z.boolean(), url: z.string().optional() })
const ReceivedBody = z.object({ fileId: z.string() })
const MessageBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), run: z.string(), seq: z.int(), contractHash: z.string() }),
  z.object({ type: z.literal('event'), event: TopicEvent }),
  z.object({ type: z.literal('gap') }),
])

interface Outgoing {
  method: 'GET' | 'POST'
  path: string
  session?: string | undefined
  body?: Readable
  timeoutMs?: number
}

/** Codes of a connection that could not be made because nobody listens: the owner is gone. */
const nobodyThere = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ENOTDIR'])

/** Speaks to the process that owns a data folder. */
export class OwnerClient {
  readonly #record: Pick<LockRecord, 'pipe' | 'secret'>

  constructor(record: Pick<LockRecord, 'pipe' | 'secret'>) {
    this.#record = record
  }

  /**
   * Whether somebody listens. Only a refused connection means no: an owner that is busy, stopped by a debugger or
   * refuses our secret is there all the same.
   */
  async isThere(): Promise<boolean> {
    try {
      const response = await this.#send({ method: 'GET', path: '/hello', timeoutMs: helloTimeoutMs })
      response.resume()
      return true
    } catch (cause) {
      return !(cause instanceof Fault && cause.code === 'owner.gone' && cause.retry === 'safe')
    }
  }

  /** @throws Fault `owner.gone`: `retry` is `safe` where the call never arrived, else `afterCheck`; `owner.closing` */
  async execute(call: ForwardedCall): Promise<Answer<unknown>> {
    return this.#answer({ method: 'POST', path: '/execute', body: Readable.from([JSON.stringify(call)]) })
  }

  /** Asks for another window. @throws Fault as {@link execute}, or what the owner says */
  async activate(): Promise<Activation> {
    const answer = await this.#answer({ method: 'POST', path: '/activate' })
    if (!answer.ok) throw Fault.fromEnvelope(answer.error)
    const { opened, url } = ActivationBody.parse(answer.value)
    return { opened, ...(url === undefined ? {} : { url }) }
  }

  /** Hands a file in. @throws Fault as {@link execute} */
  async receive(stream: Readable, name: string, session: string | undefined): Promise<Answer<{ fileId: string }>> {
    const path = `/files?name=${encodeURIComponent(name)}`
    const answer = await this.#answer({ method: 'POST', path, session, body: stream })
    return answer.ok ? { ok: true, value: ReceivedBody.parse(answer.value) } : answer
  }

  /**
   * Follows the events of a session; `ended` is called once when the stream is over, with the cause where it broke off.
   * @returns a function that ends it
   */
  subscribe(
    session: string | undefined,
    deliver: (message: StreamMessage) => void,
    ended: (cause?: unknown) => void,
  ): () => void {
    let stop = false
    let response: IncomingMessage | undefined
    const follow = async () => {
      response = await this.#send({ method: 'GET', path: '/events', session })
      if (stop) return void response.destroy()
      if (response.statusCode !== 200) throw new Fault('owner.gone', { retry: 'afterCheck' })
      // Not by node:readline: it waits for ever on a connection that was cut.
      let rest = ''
      for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          if (!line.startsWith('data: ')) continue
          const message = MessageBody.safeParse(JSON.parse(line.slice(6)))
          if (message.success) deliver(message.data)
        }
      }
    }
    follow().then(
      () => ended(),
      (cause: unknown) => ended(stop ? undefined : cause),
    )
    return () => {
      stop = true
      response?.destroy()
    }
  }

  async #answer(outgoing: Outgoing): Promise<Answer<unknown>> {
    const response = await this.#send(outgoing)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
      return AnswerBody.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    } catch (cause) {
      throw new Fault('owner.gone', { cause, retry: 'afterCheck' })
    }
  }

  #send({ method, path, session, body, timeoutMs }: Outgoing): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          socketPath: this.#record.pipe,
          method,
          path,
          agent: false,
          headers: {
            authorization: `Bearer ${this.#record.secret}`,
            ...(session === undefined ? {} : { 'x-minidesk-session': session }),
          },
          ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
        },
        resolve,
      )
      outgoing.once('timeout', () => outgoing.destroy(new Fault('owner.silent', { retry: 'safe' })))
      outgoing.once('error', (cause) => {
        if (cause instanceof Fault) return reject(cause)
        const gone = 'code' in cause && typeof cause.code === 'string' && nobodyThere.has(cause.code)
        reject(new Fault('owner.gone', { cause, retry: gone ? 'safe' : 'afterCheck' }))
      })
      // A broken upload is reported by the request's own error.
      if (body) pipeline(body, outgoing).catch(() => undefined)
      else outgoing.end()
    })
  }
}
