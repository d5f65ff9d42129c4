import type { CommandOutput } from '@shared/contract'
import type { LinkAllowance } from '@shared/contract/links'

type Part = CommandOutput<'links.batches.forecast'>['allowances'][number]

/** From this share of the limit on it is said that little is left. */
const warnShare = 0.8

export interface Judged extends LinkAllowance {
  adds: number
  /** Calls that the allowance has no room for. */
  over: number
}

/** How an allowance stands after the run: `stop` where it does not suffice, so that some rows will stay. */
export function judge({ allowance, adds }: Part): Judged {
  const after = allowance.used + adds
  const over = Math.max(0, after - allowance.limit)
  const state = over > 0 ? 'stop' : after >= allowance.limit * warnShare ? 'warn' : 'ok'
  return { ...allowance, adds, over, state }
}
