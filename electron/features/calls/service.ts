import type { CommandOutput } from '@shared/contract'
import type { Call, calls } from '@shared/contract/calls'
import type { z } from 'zod'
import { cursorNumber } from '../../bridge/cursor'
import { instantsOf } from '../../bridge/day-range'
import type { Clock } from '../../platform/clock/clock'
import type { RepositoryClient } from '../../platform/store/repository'
import type { callsRepository } from './repository'

const flushAfterMs = 250
const flushAt = 100

/** The log of outbound calls: collected in memory for a moment, then written in one go behind everything else. */
export class CallLog {
  readonly #repository: RepositoryClient<typeof callsRepository>
  readonly #clock: Clock
  readonly #reportError: (where: string, cause: unknown) => void
  #waiting: Omit<Call, 'seq'>[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: {
    repository: RepositoryClient<typeof callsRepository>
    clock: Clock
    reportError: (where: string, cause: unknown) => void
  }) {
    this.#repository = options.repository
    this.#clock = options.clock
    this.#reportError = options.reportError
  }

  record(call: Omit<Call, 'seq'>): void {
    this.#waiting.push(call)
    if (this.#waiting.length >= flushAt) void this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), flushAfterMs)
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const calls = this.#waiting
    if (calls.length === 0) return
    this.#waiting = []
    await this.#repository.append(calls).catch((cause: unknown) => this.#reportError('calls.append', cause))
  }

  async list(input: z.output<typeof calls.list.input>): Promise<CommandOutput<'calls.list'>> {
    const before = cursorNumber(input.cursor)
    await this.flush()
    const { rows, hits, hitsCapped } = await this.#repository.page({
      limit: input.limit,
      ...(before === undefined ? {} : { before }),
      ...(input.system === undefined ? {} : { system: input.system }),
      ...(input.result === undefined ? {} : { result: input.result }),
      ...(input.text === undefined ? {} : { text: input.text }),
      ...instantsOf(input.days),
    })
    const last = rows.at(-1)
    return {
      rows,
      hits,
      hitsCapped,
      ...(rows.length === input.limit && last ? { nextCursor: String(last.seq) } : {}),
    }
  }

  /** Forgets calls older than the setting says. */
  async purge(days: number): Promise<void> {
    const before = new Date(this.#clock.now().getTime() - days * 86_400_000).toISOString()
    while (await this.#repository.purge(before));
  }
}
