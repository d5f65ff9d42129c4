import { type PayloadOf, type StreamMessage, type Topic, topics } from '@shared/contract/events'

interface Kept {
  seq: number
  workspaceId: string
  message: StreamMessage
}

export interface Subscriber {
  workspaceId: () => string | undefined
  deliver: (message: StreamMessage) => void
}

const keptEvents = 2000

/** Tells what happens. Events carry a rising number per run of the program; a listener that missed too many gets `gap`. */
export class EventHub {
  readonly #run: string
  readonly #contractHash: string
  readonly #kept: Kept[] = []
  readonly #subscribers = new Set<Subscriber>()
  readonly #hearers = new Set<{ workspaceId: string; hear: (topic: Topic) => void }>()
  readonly #outbox: Kept[] = []
  #delivering = false
  #seq = 0

  constructor(run: string, contractHash: string) {
    this.#run = run
    this.#contractHash = contractHash
  }

  publish<T extends Topic>(topic: T, workspaceId: string, payload: PayloadOf<T>): void {
    const seq = ++this.#seq
    const message: StreamMessage = { type: 'event', event: { seq, topic, payload: topics[topic].parse(payload) } }
    const kept = { seq, workspaceId, message }
    this.#kept.push(kept)
    if (this.#kept.length > keptEvents) this.#kept.shift()
    this.#outbox.push(kept)
    this.#deliverAll()
    for (const hearer of [...this.#hearers]) if (hearer.workspaceId === workspaceId) hearer.hear(topic)
  }

  /** For the program's own parts: runs after each event of a workspace. The answer ends it. */
  hear(workspaceId: string, hear: (topic: Topic) => void): () => void {
    const hearer = { workspaceId, hear }
    this.#hearers.add(hearer)
    return () => this.#hearers.delete(hearer)
  }

  /**
   * Starts delivering. `since` is the last event the listener saw in run `run`; what came after is replayed, or `gap`
   * says that state must be read again.
   * @returns a function that ends the subscription
   */
  subscribe(subscriber: Subscriber, since?: { run: string; seq: number }): () => void {
    subscriber.deliver({ type: 'hello', run: this.#run, seq: this.#seq, contractHash: this.#contractHash })
    if (since) this.#replay(subscriber, since)
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }

  get listeners(): number {
    return this.#subscribers.size
  }

  /** In the order of their numbers, also when asking for a listener's workspace tells something new (an idle lock). */
  #deliverAll(): void {
    if (this.#delivering) return
    this.#delivering = true
    for (let next = this.#outbox.shift(); next; next = this.#outbox.shift())
      for (const subscriber of [...this.#subscribers])
        try {
          if (next.workspaceId === subscriber.workspaceId()) subscriber.deliver(next.message)
        } catch {
          // A window that has just gone must not stop what is told to the others, nor the work that tells it.
          this.#subscribers.delete(subscriber)
        }
    this.#delivering = false
  }

  #replay(subscriber: Subscriber, since: { run: string; seq: number }): void {
    const oldest = this.#kept[0]?.seq ?? this.#seq + 1
    if (since.run !== this.#run || since.seq + 1 < oldest) {
      subscriber.deliver({ type: 'gap' })
      return
    }
    for (const kept of this.#kept)
      if (kept.seq > since.seq && kept.workspaceId === subscriber.workspaceId()) subscriber.deliver(kept.message)
  }
}
