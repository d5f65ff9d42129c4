import { plainFault, type PlainFault } from '../../../../platform/errors/plain-fault'
import { deskMethods, type DeskMethod } from './methods'
import { OpenRun } from './open-run'
import type { RunSource } from './run-source'

export interface DeskRequest {
  id: number
  method: DeskMethod
  source: RunSource
  input: unknown
}

export type DeskReply = { id: number; ok: true; value: unknown } | { id: number; ok: false; fault: PlainFault }

/** Runs that stay open: the one that a person works in, and the one looked at beside it. */
const mostOpen = 2

/** Opens runs as they are asked for, and answers questions about them. */
export class RunShelf {
  readonly #open = new Map<string, OpenRun>()

  answer(request: DeskRequest): DeskReply {
    try {
      const ask = deskMethods[request.method] as (run: OpenRun, input: never) => unknown
      return { id: request.id, ok: true, value: ask(this.#get(request.source), request.input as never) }
    } catch (cause) {
      return { id: request.id, ok: false, fault: plainFault(cause) }
    }
  }

  close(): void {
    for (const run of this.#open.values()) run.close()
    this.#open.clear()
  }

  #get(source: RunSource): OpenRun {
    const key = JSON.stringify(source)
    const known = this.#open.get(key)
    // The last used stands last.
    this.#open.delete(key)
    const run = known ?? new OpenRun(source)
    this.#open.set(key, run)
    for (const [oldest, old] of this.#open) {
      if (this.#open.size <= mostOpen) break
      old.close()
      this.#open.delete(oldest)
    }
    return run
  }
}
