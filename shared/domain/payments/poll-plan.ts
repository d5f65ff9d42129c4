const seconds = (...values: number[]) => values.map((value) => value * 1000)
const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Waits between the queries of an unpaid order, milliseconds (payment-providers §1.5); the last one repeats. */
const orderWaits = seconds(5, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute)
/** Waits between the queries of a refund (§1.5: first after 60 s, daily at the end, up to seven days). */
const refundWaits = seconds(minute, 5 * minute, 20 * minute, hour, 6 * hour, day)
/** A call whose answer is missing is asked about sooner than one that was accepted. */
const unknownWaits = seconds(2, 10, 30, minute, 5 * minute, 20 * minute, hour, 6 * hour, day)

const waitOf = (waits: readonly number[], queries: number) => waits[Math.min(queries, waits.length - 1)] ?? 0

/** Milliseconds until the next query of an order that was asked about `queries` times. */
export function orderPollWait(queries: number): number {
  return waitOf(orderWaits, queries)
}

/** The same for a refund; `unknown` is true where the answer to sending it never came. */
export function refundPollWait(queries: number, unknown: boolean): number {
  return waitOf(unknown ? unknownWaits : refundWaits, queries)
}

/** After so long without an end, a refund is a person's to look at: seven days (§1.5). */
export const refundPollEndsMs = 7 * day * 1000
