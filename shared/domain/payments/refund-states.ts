/**
 * The way of a refund. Up to `queued` nothing was sent; `sending` is the intent, committed before the call.
 * `processing`: accepted, which is not refunded. `unknown`: sent, no answer; asked for by query, never repeated under
 * a new number. `review`: no query can find it (待人工核实): a person records the outcome, a second one confirms.
 * `needsManual`: the provider waits for staff in its portal (v3 ABNORMAL, v2 CHANGE, yaband 20/21/25).
 * `returned`: went back to its author because upstream has a refund that we did not know.
 */
export const refundStates = [
  'requested',
  'approved',
  'queued',
  'sending',
  'processing',
  'unknown',
  'review',
  'needsManual',
  'succeeded',
  'failed',
  'returned',
  'rejected',
  'withdrawn',
] as const
export type RefundState = (typeof refundStates)[number]

export function isRefundState(text: string): text is RefundState {
  return (refundStates as readonly string[]).includes(text)
}

const following: Readonly<Record<RefundState, readonly RefundState[]>> = {
  requested: ['approved', 'rejected', 'withdrawn', 'returned'],
  approved: ['requested', 'queued', 'withdrawn', 'rejected', 'returned'],
  queued: ['requested', 'sending', 'approved', 'withdrawn', 'returned', 'failed'],
  sending: ['processing', 'succeeded', 'failed', 'unknown', 'needsManual', 'review', 'approved', 'queued'],
  processing: ['succeeded', 'failed', 'needsManual', 'unknown', 'review'],
  unknown: ['processing', 'succeeded', 'failed', 'needsManual', 'review', 'queued', 'approved'],
  review: ['succeeded', 'failed', 'processing', 'needsManual', 'approved'],
  needsManual: ['succeeded', 'failed', 'processing'],
  // A clear refusal may be sent again under the same number with the same parameters (v2: NOTENOUGH and the like).
  failed: ['queued', 'approved', 'succeeded', 'processing', 'needsManual'],
  returned: ['requested', 'approved', 'withdrawn'],
  rejected: [],
  withdrawn: [],
  succeeded: [],
}

export function refundMayBecome(from: RefundState, to: RefundState): boolean {
  return from === to || following[from].includes(to)
}

/**
 * Whether what the provider says may move a refund. Its word counts more than our state: a number that it has was sent,
 * also where we took the refund back or wait to send it again (its answer was lost, or the workspace is a restored one).
 * A success stays; a word about nothing (`unknown`) moves nothing; a late failure ends nothing that a person ended.
 */
export function refundReadingMayMove(from: RefundState, to: RefundState): boolean {
  if (from === to || from === 'succeeded' || to === 'unknown') return false
  if (to === 'failed') return ['approved', 'queued', 'sending', 'processing', 'unknown', 'review', 'needsManual'].includes(from)
  return to === 'processing' || to === 'succeeded' || to === 'needsManual'
}

/** Money that is gone or may go: these count against what was received, from the request on. */
export const countingRefundStates = [
  'requested',
  'approved',
  'queued',
  'sending',
  'processing',
  'unknown',
  'review',
  'needsManual',
  'succeeded',
] as const satisfies readonly RefundState[]

/** Sent and not over: while one of these stands, nothing more is sent on its order. */
export const outstandingRefundStates = ['sending', 'unknown', 'review'] as const satisfies readonly RefundState[]

/** Asked about by query until they are over. */
export const polledRefundStates = ['sending', 'processing', 'unknown', 'needsManual'] as const satisfies readonly RefundState[]

export function refundCounts(state: RefundState): boolean {
  return (countingRefundStates as readonly RefundState[]).includes(state)
}
