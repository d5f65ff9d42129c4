import type { Tone } from '@renderer/ui/text/tone'
import type { RefundState } from '@shared/domain/payments'

/** What a refund's state means, as colour beside its word. Accepted is information, not done. */
export const refundTones: Record<RefundState, Tone> = {
  requested: 'attention',
  approved: 'accent',
  queued: 'accent',
  sending: 'info',
  processing: 'info',
  unknown: 'attention',
  review: 'attention',
  needsManual: 'attention',
  succeeded: 'done',
  failed: 'failed',
  returned: 'failed',
  rejected: 'neutral',
  withdrawn: 'neutral',
}

/** The tabs of the list, by what is to be done, and the states that stand in each; `all` narrows nothing. */
export const refundTabs = {
  approval: ['requested'],
  toSend: ['approved', 'queued'],
  processing: ['sending', 'processing', 'unknown'],
  review: ['review'],
  portal: ['needsManual'],
  failed: ['failed', 'returned'],
  all: [],
} as const satisfies Record<string, readonly RefundState[]>
export type RefundTab = keyof typeof refundTabs
export const refundTabNames = Object.keys(refundTabs) as RefundTab[]

/** Nothing was sent: it can be changed and taken back. */
export const unsentStates: readonly RefundState[] = ['requested', 'approved', 'queued', 'returned']
/** A person may send these; `failed` goes again under the same number. */
export const sendableStates: readonly RefundState[] = ['approved', 'failed']
/** The provider can be asked what became of these. */
export const askableStates: readonly RefundState[] = ['sending', 'processing', 'unknown', 'review', 'needsManual']
