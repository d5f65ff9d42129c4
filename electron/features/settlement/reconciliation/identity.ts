import { createHash } from 'node:crypto'

/**
 * What a difference is called everywhere: the same for the same rows of the same reconciliation, for ever. The matcher's
 * own word for it is alike in every month, because a difference that is carried keeps it.
 */
export function differenceId(reconciliationId: string, matchId: string): string {
  return `d${createHash('sha256').update(`${reconciliationId}\n${matchId}`).digest('hex').slice(0, 32)}`
}

/** A group of matched rows is called by its rows, so that it is the same after every run. */
export function groupId(left: readonly string[], right: readonly string[]): string {
  const rows = JSON.stringify([[...left].sort(), [...right].sort()])
  return `g${createHash('sha256').update(rows).digest('hex').slice(0, 32)}`
}

export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
