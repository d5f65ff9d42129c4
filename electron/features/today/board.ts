import type { Topic } from '@shared/contract/events'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { likenessOf } from './likeness'
import type { Todo, TodoSource } from './types'

/** What a source last said. */
export interface SourceState {
  source: TodoSource
  items: readonly Todo[]
  /** Instant of the last look that succeeded. */
  checkedAt: string | undefined
  failed: boolean
}

interface Entry extends SourceState {
  /** By the clock that never runs backwards; undefined: not looked at yet. */
  lookedAt: number | undefined
  dirty: boolean
  flight: Promise<void> | undefined
}

/** A storm of events asks a source no more often than this. */
export const shortestGapMs = 3_000
const firstWaitMs = 300
const defaultEveryMs = 5 * 60_000

export interface BoardOptions {
  clock: Clock
  /** Told when what stands on the board is no longer what stood there. */
  changed: () => void
  reportError: (where: string, cause: unknown) => void
  /** Runs later; the answer calls it off. Replaced in tests. */
  later?: (run: () => void, ms: number) => () => void
}

/** What all sources say, kept in memory and asked again after their events and in time. */
export class TodoBoard {
  readonly #options: BoardOptions
  readonly #later: (run: () => void, ms: number) => () => void
  readonly #entries = new Map<string, Entry>()
  #cancel: (() => void) | undefined
  #stopped = false

  constructor(options: BoardOptions) {
    this.#options = options
    this.#later = options.later ?? unreferencedTimer
  }

  /** @throws Fault `internal` where two sources have one id */
  register(...sources: readonly TodoSource[]): void {
    for (const source of sources) {
      if (this.#entries.has(source.id)) throw new Fault('internal', { params: { source: source.id } })
      this.#entries.set(source.id, {
        source,
        items: [],
        checkedAt: undefined,
        failed: false,
        lookedAt: undefined,
        dirty: true,
        flight: undefined,
      })
    }
  }

  /** All sources as they were last seen, in the order in which they were registered. */
  states(): readonly SourceState[] {
    return [...this.#entries.values()]
  }

  /** Something happened: the sources that listen to it are asked again, at the soonest. */
  heard(topic: Topic): void {
    let touched = false
    for (const entry of this.#entries.values()) {
      if (!entry.source.topics.includes(topic)) continue
      entry.dirty = true
      touched = true
    }
    if (touched) this.#schedule()
  }

  /** What one source says is out of date, without an event that others hear. */
  touch(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    entry.dirty = true
    this.#schedule()
  }

  /** Asks the sources that are due; with `fresh` every one of them. Never throws: a failing source is noted. */
  async look(choose: (source: TodoSource) => boolean = () => true, fresh = false): Promise<void> {
    const due = [...this.#entries.values()].filter((entry) => choose(entry.source) && (fresh || this.#isDue(entry)))
    await Promise.all(due.map((entry) => this.#ask(entry)))
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#cancel = undefined
  }

  #isDue({ source, lookedAt, dirty }: Entry): boolean {
    if (lookedAt === undefined) return true
    const age = this.#options.clock.monotonic() - lookedAt
    return dirty ? age >= shortestGapMs : age >= (source.everyMs ?? defaultEveryMs)
  }

  #schedule(): void {
    if (this.#cancel || this.#stopped) return
    const now = this.#options.clock.monotonic()
    const waits = [...this.#entries.values()]
      .filter(({ dirty }) => dirty)
      .map(({ lookedAt }) => Math.max(firstWaitMs, lookedAt === undefined ? 0 : lookedAt + shortestGapMs - now))
    if (waits.length === 0) return
    this.#cancel = this.#later(() => {
      this.#cancel = undefined
      void this.look(({ id }) => this.#entries.get(id)?.dirty === true).then(() => this.#schedule())
    }, Math.min(...waits))
  }

  /** One question at a time for each source; what comes meanwhile waits for its turn. */
  #ask(entry: Entry): Promise<void> {
    entry.flight ??= this.#load(entry).finally(() => {
      entry.flight = undefined
    })
    return entry.flight
  }

  async #load(entry: Entry): Promise<void> {
    const { clock, changed, reportError } = this.#options
    const before = signatureOf(entry)
    entry.lookedAt = clock.monotonic()
    // An event during the question counts for the next one.
    entry.dirty = false
    try {
      const items = await entry.source.load()
      entry.items = items
      entry.checkedAt = clock.instant()
      entry.failed = false
    } catch (cause) {
      // Closing takes the store away from under a question; that is no news.
      if (!this.#stopped) reportError(`today.${entry.source.id}`, cause)
      entry.failed = true
    }
    if (!this.#stopped && signatureOf(entry) !== before) changed()
  }
}

const signatureOf = ({ items, failed, checkedAt }: SourceState) =>
  JSON.stringify([failed, checkedAt === undefined, items.map(likenessOf)])

/** A timer that keeps no program alive. */
function unreferencedTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
