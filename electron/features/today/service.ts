import type { TodoBoard as BoardAnswer, TodoItem, TodoMark } from '@shared/contract/today'
import type { Topic } from '@shared/contract/events'
import { addDays, dayIn, startOfDayMs } from '@shared/domain/days'
import type { Caller } from '../../bridge/context'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import { type SourceState, TodoBoard } from './board'
import { likenessOf } from './likeness'
import type { StoredMark, todayMarksRepository } from './marks.repository'
import { concerns, inOrderOf } from './order'
import type { TodoSource } from './types'

export interface TodayOptions {
  marks: RepositoryClient<typeof todayMarksRepository>
  clock: Clock
  /** Zone of the workspace: where tomorrow begins. */
  zone: () => string
  /** Told when the board changed, or somebody's view of it. */
  changed: () => void
  reportError: (where: string, cause: unknown) => void
}

type Who = Pick<Caller, 'operator' | 'permissions'>

const lookEveryMs = 30_000

/** The to-do board of one workspace: what needs a hand, and whose hand. */
export class TodayService {
  readonly #options: TodayOptions
  readonly #board: TodoBoard
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: TodayOptions) {
    this.#options = options
    this.#board = new TodoBoard({
      clock: options.clock,
      reportError: options.reportError,
      changed: () => {
        options.changed()
        for (const listener of this.#listeners) listener()
      },
    })
  }

  /** Adds what a feature has to say. @throws Fault `internal` where two sources have one id */
  register(...sources: readonly TodoSource[]): void {
    this.#board.register(...sources)
  }

  /** Something happened in this workspace. */
  heard(topic: Topic): void {
    this.#board.heard(topic)
  }

  /** What this source says is out of date. */
  touch(sourceId: string): void {
    this.#board.touch(sourceId)
  }

  /** Runs when what stands on the board has changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Keeps the board up to date also when no window is open. */
  start(): void {
    this.#timer = setInterval(() => void this.#board.look(), lookEveryMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#board.stop()
  }

  /** All sources as they are now; for what is sent outside. */
  async states(): Promise<readonly SourceState[]> {
    await this.#board.look()
    return this.#board.states()
  }

  kinds(): string[] {
    return [...new Set(this.#board.states().flatMap(({ source }) => source.kinds))]
  }

  async list(who: Who, fresh = false): Promise<BoardAnswer> {
    const mine = (source: TodoSource) => concerns(source, { role: who.operator.role, permissions: who.permissions })
    const [marks] = await Promise.all([
      this.#options.marks.of(who.operator.id),
      this.#board.look(mine, fresh),
    ])
    const states = inOrderOf(
      this.#board.states().filter(({ source }) => mine(source)),
      who.operator.role,
    )
    const now = this.#options.clock.instant()
    const byItem = new Map(marks.map((mark) => [mark.itemId, mark]))
    return {
      at: now,
      items: states.flatMap((state) => itemsOf(state, byItem, now)),
      sources: states.map(({ source, checkedAt, failed }) => ({
        id: source.id,
        failed,
        ...(checkedAt === undefined ? {} : { checkedAt }),
      })),
    }
  }

  /** @throws Fault `today.gone` where the item is not on the caller's board any more */
  async mark(who: Who, id: string, how: TodoMark['how']): Promise<BoardAnswer> {
    const state = this.#board
      .states()
      .find(({ source, items }) => concerns(source, { role: who.operator.role, permissions: who.permissions }) && items.some((item) => item.id === id))
    const item = state?.items.find((one) => one.id === id)
    if (!item) throw new Fault('today.gone')
    await this.#options.marks.put({
      operatorId: who.operator.id,
      itemId: id,
      how,
      likeness: likenessOf(item),
      until: how === 'tomorrow' ? this.#tomorrow() : null,
    })
    this.#options.changed()
    return this.list(who)
  }

  async unmark(who: Who, id: string): Promise<BoardAnswer> {
    await this.#options.marks.remove({ operatorId: who.operator.id, itemId: id })
    this.#options.changed()
    return this.list(who)
  }

  #tomorrow(): string {
    const { clock, zone } = this.#options
    const today = dayIn(clock.instant(), zone())
    const next = today === undefined ? undefined : addDays(today, 1)
    const begins = next === undefined ? undefined : startOfDayMs(next, zone())
    return new Date(begins ?? clock.now().getTime() + 86_400_000).toISOString()
  }
}

function itemsOf(state: SourceState, marks: ReadonlyMap<string, StoredMark>, now: string): TodoItem[] {
  const { checkedAt } = state
  if (checkedAt === undefined) return []
  return state.items.map((item) => {
    const mark = marks.get(item.id)
    const counts = mark?.likeness === likenessOf(item) && (mark.until === null || mark.until > now)
    return {
      ...item,
      checkedAt,
      ...(mark && counts ? { mark: { how: mark.how, ...(mark.until === null ? {} : { until: mark.until }) } } : {}),
    }
  })
}
