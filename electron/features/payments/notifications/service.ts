import { createHash } from 'node:crypto'
import { Fault } from '../../../platform/errors/fault'
import type { NotificationReading, NotificationReply, OpenAccount, ProviderClient, RawNotification } from '../../../upstream/payments'
import { Apply } from './apply'
import { Gather } from './gather'
import type { NotificationsParts } from './parts'
import { readPasted } from './raw-text'
import type { NewNotification, NotificationState, StoredRaw, Verdict, Via } from './rows'
import { readVerdict, refusedVerdict } from './verdict'

/** A request as it comes off the wire or out of a file. */
export interface Arrival {
  kind: string
  accountId: string
  via: Via
  method: string
  path: string
  query: string
  headers: [string, string][]
  body: Uint8Array
}

export interface Taken {
  id: string
  state: NotificationState
  reply: NotificationReply
}

const retryWaitingMs = 60_000

/**
 * Takes notifications in: stored before anything is believed, verified over the bytes that came, compared with the order,
 * applied once, and answered in the provider's own words (payment-providers §1.5).
 */
export class NotificationsService {
  readonly #parts: NotificationsParts
  readonly #apply: Apply
  readonly #storing: Gather<NewNotification, true>
  readonly #judging: Gather<Verdict, NotificationState>
  readonly #opening = new Map<string, Promise<OpenAccount>>()
  readonly #asking = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: NotificationsParts) {
    this.#parts = parts
    this.#apply = new Apply(parts)
    this.#storing = new Gather(async (arrivals) => {
      await parts.repository.store(arrivals)
      return arrivals.map(() => true as const)
    })
    this.#judging = new Gather((verdicts) => parts.repository.judge(verdicts))
  }

  /**
   * What a receiver got for an account; undefined where there is no such account of that kind, so that nothing is stored
   * for whoever guesses addresses. An account that was put away may still be paid by an old link, and its refunds go on.
   */
  async deliver(kind: string, accountId: string, request: Omit<Arrival, 'kind' | 'accountId'>): Promise<NotificationReply | undefined> {
    const account = (await this.#parts.accounts.all()).find(({ id }) => id === accountId)
    if (!account || account.kind !== kind) return undefined
    return (await this.take({ ...request, kind, accountId })).reply
  }

  /** A raw request handed in by a person. @throws Fault `payments.pastedEmpty`, `payments.pastedUnreadable`, `payments.accountNotFound` */
  async paste(accountId: string, bytes: Uint8Array): Promise<string> {
    const { kind } = await this.#parts.accounts.get(accountId)
    const taken = await this.take({ ...readPasted(bytes), kind, accountId, via: 'pasted' })
    await this.#asking.get(taken.id)
    return taken.id
  }

  /** Stores, verifies, applies. Answers once it is durable what came of it. */
  async take(arrival: Arrival): Promise<Taken> {
    const { clock, newId, changed } = this.#parts
    const id = newId()
    const receivedAt = clock.instant()
    await this.#storing.add({ ...arrival, id, receivedAt, rawHash: hashOf(arrival) })
    const taken = await this.#process(id, { ...arrival, receivedAt })
    changed()
    return taken
  }

  /** Looks at a stored one again, e.g. after a missing key was added. @throws Fault `payments.notificationNotFound` */
  async again(id: string): Promise<void> {
    const raw = await this.#parts.repository.raw(id)
    if (!raw || raw.accountId === null) throw new Fault('payments.notificationNotFound')
    await this.#process(id, { ...raw, accountId: raw.accountId })
    await this.#asking.get(id)
    this.#parts.changed()
  }

  /** What an earlier run left: stored without a verdict, or waiting for the provider's word. */
  async recover(): Promise<void> {
    for (const id of await this.#parts.repository.unfinished({ state: 'stored', limit: 10_000 })) await this.again(id)
    await this.#retryWaiting()
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#retryWaiting().catch((cause: unknown) => this.#parts.reportError('payments.notifications.retry', cause))
    }, retryWaitingMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#asking.values())
  }

  async #process(id: string, arrival: Arrival & Pick<StoredRaw, 'receivedAt'>): Promise<Taken> {
    const { accounts } = this.#parts
    const client = accounts.client(arrival.kind)
    let verdict: Verdict
    let ask: (() => Promise<void>) | undefined
    let reply: NotificationReply
    try {
      const account = await this.#open(arrival.accountId)
      const reading = await read(client, account, arrival)
      if (reading.ok) ({ verdict, ask } = await this.#believed(id, account, client, arrival, reading))
      else verdict = refusedVerdict(id, { code: reading.code, params: reading.params }, answer(client.reply(false, reading.code)), [...reading.fields])
      reply = client.reply(verdict.state !== 'refused', verdict.reason?.code)
    } catch (cause) {
      if (!(cause instanceof Fault)) this.#parts.reportError('payments.notifications.process', cause)
      const code = cause instanceof Fault ? cause.code : 'internal'
      reply = client.reply(false, code)
      verdict = refusedVerdict(id, { code, params: cause instanceof Fault ? cause.params : {} }, answer(reply))
    }
    const state = await this.#judging.add(verdict)
    if (ask && state === 'waiting') this.#askInBackground(id, ask)
    return { id, state, reply }
  }

  /** Those that come while an account is being opened share it: its secrets are unsealed once for a burst. */
  #open(accountId: string): Promise<OpenAccount> {
    const known = this.#opening.get(accountId)
    if (known) return known
    const opening = this.#parts.accounts.open(accountId).finally(() => this.#opening.delete(accountId))
    this.#opening.set(accountId, opening)
    return opening
  }

  async #believed(
    id: string,
    account: OpenAccount,
    client: ProviderClient,
    arrival: Arrival & Pick<StoredRaw, 'receivedAt'>,
    reading: Extract<NotificationReading, { ok: true }>,
  ): Promise<{ verdict: Verdict; ask?: () => Promise<void> }> {
    const verdict = readVerdict(id, reading, answer(client.reply(true)))
    if (reading.event === 'other') return { verdict }
    const foreign = foreignMerchant(account, reading)
    if (foreign !== undefined)
      return { verdict: { ...verdict, state: 'flagged', reason: { code: 'accountDiffers', params: { merchant: foreign } } } }
    if (reading.verified !== 'covered') {
      const raw = rawOf(arrival)
      const ask = () => this.#apply.ask({ id, account, client, raw, reading })
      return { verdict: { ...verdict, state: 'waiting', reason: { code: 'askingProvider', params: {} } }, ask }
    }
    return { verdict: { ...verdict, ...(await this.#apply.covered(id, account, reading)) } }
  }

  #askInBackground(id: string, ask: () => Promise<void>): void {
    if (this.#asking.has(id)) return
    const asking = ask()
      .catch((cause: unknown) => {
        if (!(cause instanceof Fault)) this.#parts.reportError('payments.notifications.ask', cause)
      })
      .finally(() => {
        this.#asking.delete(id)
        this.#parts.changed()
      })
    this.#asking.set(id, asking)
  }

  async #retryWaiting(): Promise<void> {
    for (const id of await this.#parts.repository.unfinished({ state: 'waiting', limit: 100 })) await this.again(id)
  }
}

function read(client: ProviderClient, account: OpenAccount, arrival: Arrival & { receivedAt: string }) {
  if (!client.readNotification) return { ok: false, code: 'noNotifications', params: {}, fields: [] } as const
  return client.readNotification(account, rawOf(arrival))
}

function rawOf(arrival: Arrival & { receivedAt: string }): RawNotification {
  const { method, path, query, headers, body, receivedAt, via } = arrival
  return {
    method,
    path,
    query,
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body,
    receivedAt,
    byHand: via === 'pasted',
  }
}

/** The merchant that it names, where that is none of the account's own numbers: it was meant for somebody else. */
function foreignMerchant(account: OpenAccount, { order }: Extract<NotificationReading, { ok: true }>): string | undefined {
  const named = order?.merchantId
  if (named === undefined || named === '') return undefined
  return Object.values(account.values).includes(named) ? undefined : named
}

const answer = ({ status, body }: NotificationReply) => ({ status, body })

function hashOf({ method, path, query, headers, body }: Arrival): string {
  return createHash('sha256').update(JSON.stringify([method, path, query, headers])).update(body).digest('base64url')
}
