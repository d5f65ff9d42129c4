import { type StandInAnswer, type StandInReply, type StandInRequest, startStandInServer } from '../http/server'
import { Limits } from './limits'
import type { GeoStandIn, GeoStandInFault, GeoStandInOptions, StandInKey } from './types'

/** What is different from provider to provider. */
export interface HouseRules {
  /** Name of the secret by which a key is known. */
  keySecret: string
  /** Hours by which the provider's day is ahead of UTC. */
  hoursEast: number
  /** Verifies the request and answers it. */
  answer(request: StandInRequest, house: GeoHouse): StandInReply
  /** The provider's own way to say a status, a day that is used up, and that it found nothing. */
  status(status: number, retryAfter: number | undefined): StandInReply
  dayUsedUp(): StandInReply
  empty(): StandInReply
}

/** Keys, limits and faults: what the stand-ins of the geocoding providers have in common. */
export class GeoHouse {
  readonly limits: Limits
  readonly #keys = new Map<string, StandInKey>()
  readonly #rules: HouseRules
  readonly #faults: GeoStandInFault[] = []
  #always: GeoStandInFault | undefined

  constructor(rules: HouseRules, { clock, keys = [] }: GeoStandInOptions) {
    this.#rules = rules
    this.limits = new Limits(clock, rules.hoursEast)
    for (const key of keys) this.#keys.set(key.id, key)
  }

  key(value: string): StandInKey | undefined {
    return [...this.#keys.values()].find(({ secrets }) => secrets[this.#rules.keySecret] === value)
  }

  /** The account whose calls are counted together. */
  accountOf({ id, account }: StandInKey): string {
    return account === '' ? `key ${id}` : `account ${account}`
  }

  async start(): Promise<GeoStandIn> {
    const server = await startStandInServer((request) => this.#handle(request))
    return {
      baseUrl: server.baseUrl,
      addKey: (key) => void this.#keys.set(key.id, key),
      fail: (...faults) => void this.#faults.push(...faults),
      failAlways: (fault) => {
        this.#always = fault
      },
      stats: () => ({ ...this.limits.stats }),
      close: () => server.close(),
    }
  }

  #handle(request: StandInRequest): StandInAnswer {
    this.limits.stats.requests += 1
    const fault = this.#faults.shift() ?? this.#always
    switch (fault?.kind) {
      case 'status':
        return this.#rules.status(fault.status, fault.retryAfter)
      case 'gateway':
        return { status: fault.status, headers: { 'content-type': 'text/html' }, body: `<h1>${fault.status}</h1>` }
      case 'dayUsedUp':
        return this.#rules.dayUsedUp()
      case 'empty':
        return this.#rules.empty()
      case 'drop':
        // Answered too late to be heard: the call counts all the same.
        this.#rules.answer(request, this)
        return 'drop'
      case 'slow':
        return { ...this.#rules.answer(request, this), delayMs: fault.milliseconds }
      case 'truncated':
        return cutOff(this.#rules.answer(request, this))
      case undefined:
        return this.#rules.answer(request, this)
    }
  }
}

/** Half of it, said to be all. */
function cutOff(reply: StandInReply): StandInReply {
  const text = typeof reply.body === 'string' ? reply.body : ''
  return { ...reply, body: text.slice(0, Math.floor(text.length / 2)) }
}

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): StandInReply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) }
}
