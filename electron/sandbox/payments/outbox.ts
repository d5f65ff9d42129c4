import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** A notification ready to be sent: signed, its bytes fixed. */
export interface Outgoing {
  method: 'GET' | 'POST'
  /** Address of the merchant; nothing is sent unless it is one of 127.0.0.1. */
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

export interface Delivery {
  outgoing: Outgoing
  /** HTTP status, 0 where nobody answered. */
  status: number
  answer: string
}

/**
 * Sends a stand-in's notifications and repeats those that were not acknowledged. Only to this computer: what is made in
 * practice must not reach the world.
 */
export class Outbox {
  readonly deliveries: Delivery[] = []
  readonly #acknowledged: (delivery: Delivery) => boolean
  readonly #aborter = new AbortController()
  readonly #pending = new Set<Promise<void>>()

  /** `repeatsMs`: waits before the repeats, the provider's schedule compressed. */
  constructor(
    acknowledged: (delivery: Delivery) => boolean,
    readonly repeatsMs: readonly number[] = [200, 500, 2_000, 5_000],
  ) {
    this.#acknowledged = acknowledged
  }

  /** Sends without making anybody wait. `copies`: how often although acknowledged. */
  post(outgoing: Outgoing, { delayMs = 0, copies = 1 }: { delayMs?: number; copies?: number } = {}): void {
    if (!/^http:\/\/127\.0\.0\.1(?::\d+)?\//u.test(outgoing.url)) return
    const sending = this.#send(outgoing, delayMs, copies)
      .catch(() => undefined)
      .finally(() => this.#pending.delete(sending))
    this.#pending.add(sending)
  }

  /** Resolves when nothing more is on its way. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  async close(): Promise<void> {
    this.#aborter.abort()
    await Promise.all(this.#pending)
  }

  async #send(outgoing: Outgoing, delayMs: number, copies: number): Promise<void> {
    const { signal } = this.#aborter
    if (delayMs > 0) await wait(delayMs, undefined, { signal, ref: false })
    for (let copy = 0; copy < copies; copy += 1)
      for (const pause of [0, ...this.repeatsMs]) {
        if (pause > 0) await wait(pause, undefined, { signal, ref: false })
        const delivery = await deliver(outgoing, signal)
        this.deliveries.push(delivery)
        if (this.#acknowledged(delivery)) break
      }
  }
}

function deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Delivery> {
  return new Promise((resolve) => {
    const end = (status: number, answer: string) => resolve({ outgoing, status, answer })
    const sent = request(outgoing.url, { method: outgoing.method, headers: outgoing.headers, signal, timeout: 5_000 }, (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (answer += chunk.slice(0, 4_096)))
      response.on('end', () => end(response.statusCode ?? 0, answer))
      response.on('error', () => end(0, answer))
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => end(0, ''))
    sent.end(outgoing.method === 'POST' ? outgoing.body : undefined)
  })
}
