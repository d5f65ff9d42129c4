import { faultOf, type PlainFault } from '../../../../platform/errors/plain-fault'
import { defineJob, type JobContext } from '../../../../platform/jobs/define-job'
import type { Unasked } from '../reads.repository'
import { CallPool, type Pace } from './call-pool'

export type { Pace } from './call-pool'

interface Totals {
  doneItems: number
  failedItems: number
}

/**
 * What is written by now. `stop`: further questions would meet the same, and this one stays unasked; `pausing` where the
 * job pauses itself until the limit of the day renews.
 */
export type AskOutcome = Totals & { stop?: PlainFault | 'pausing' }

export interface RunBatchHost {
  begin(): Promise<{ left: number; pace: Pace }>
  left(): Promise<number>
  unasked(after: number): Promise<Unasked[]>
  /** Settles what kept answers suffice for; answers what is left to be asked. */
  fromKept(items: Unasked[]): Promise<Unasked[]>
  ask(item: Unasked): Promise<AskOutcome>
  /** The run comes to its end: what only waits for its turn is not waited for long. */
  leaveSoon(): Promise<void>
  flush(): Promise<Totals>
}

type Context = JobContext<RunBatchHost>

/**
 * Asks about every unasked row, each question once. What is on its way comes to its end on pause and cancel: it may be
 * paid for. After a pause or a killed program it begins with what is unasked, and finds by kept answers what was answered.
 */
export const runBatch = defineJob<{ batchId: string }, RunBatchHost>({
  kind: 'geocoding.batch.run',
  run: async (_input, context) => {
    const { host, progress } = context
    const { left, pace } = await host.begin()
    progress({ doneItems: 0, failedItems: 0, totalItems: left })
    const pool = new CallPool(pace)
    const state: State = { stop: undefined }
    let settled = 0
    try {
      for (;;) {
        await pass(context, pool, state)
        const totals = await host.flush()
        progress(totals)
        const before = settled
        settled = totals.doneItems + totals.failedItems
        // Rows that a person mended meanwhile are asked too.
        if (state.stop || settled === before || (await host.left()) === 0) break
      }
    } finally {
      // No call may be left that nobody waits for.
      while (!(await pool.idle())) continue
    }
    if (state.stop && state.stop !== 'pausing') throw faultOf(state.stop)
  },
})

interface State {
  stop: PlainFault | 'pausing' | undefined
}

async function pass({ host, progress, stopping }: Context, pool: CallPool, state: State): Promise<void> {
  const seen = new Set<string>()
  let broken: { cause: unknown } | undefined
  const halt = (stop: NonNullable<State['stop']>) => {
    state.stop ??= stop
    void host.leaveSoon()
  }
  const ask = async (item: Unasked): Promise<void> => {
    try {
      const { stop, ...totals } = await host.ask(item)
      if (stop) halt(stop)
      progress(totals)
    } catch (cause) {
      broken ??= { cause }
      void host.leaveSoon()
    }
  }
  const halted = () => {
    if (!state.stop && !broken && stopping()) halt('pausing')
    return state.stop !== undefined || broken !== undefined
  }
  for (let after = -1; ; ) {
    const page = await host.unasked(after)
    const last = page.at(-1)
    if (!last || halted()) break
    const once = page.filter(({ question }) => !seen.has(question) && seen.add(question))
    for (const item of await host.fromKept(once)) {
      while (!halted() && !(await pool.room())) continue
      if (state.stop || broken) break
      pool.add(ask(item))
    }
    after = last.rowNo
  }
  // The last ones may wait long for their turn.
  while (!(await pool.idle())) if (!state.stop) halted()
  // The job counts as stopped only by its own last look.
  if (state.stop === 'pausing') stopping()
  if (broken) throw broken.cause
}
