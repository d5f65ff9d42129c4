import type { RefundBatch } from '@shared/contract/payment-refunds'
import type { RunStep } from '@renderer/ui/pages/runSteps'
import type { Tone } from '@renderer/ui/text/tone'

export type RowState = 'ready' | 'bad' | 'leftOut' | 'asked' | 'refused'

export const rowTones: Record<RowState, Tone> = { ready: 'accent', bad: 'failed', leftOut: 'neutral', asked: 'done', refused: 'failed' }
export const batchTones: Record<RefundBatch['state'], Tone> = { checked: 'info', confirmed: 'attention', cancelled: 'neutral', done: 'done' }

/** The fields of a row, in the order in which the mapping offers them. */
export const batchFields = ['number', 'amount', 'currency', 'reason'] as const
export const requiredBatchFields = ['number', 'amount'] as const
export const sheetEndings = ['.csv', '.xlsx'] as const
export const maxSheetBytes = 20 * 1024 * 1024

export const countOf = (counts: Readonly<Record<string, number>>, ...keys: string[]): number =>
  keys.reduce((sum, key) => sum + (counts[key] ?? 0), 0)

/** Refunds of a batch by what is still to be done with them. */
export interface BatchWork {
  toApprove: number
  toSend: number
  /** Handed over and not over. */
  open: number
  /** To be looked at by a person. */
  hands: number
  succeeded: number
  failed: number
  gone: number
}

export function workOf({ refunds }: Pick<RefundBatch, 'refunds'>): BatchWork {
  return {
    toApprove: countOf(refunds, 'requested'),
    toSend: countOf(refunds, 'approved'),
    open: countOf(refunds, 'queued', 'sending', 'processing', 'unknown'),
    hands: countOf(refunds, 'review', 'needsManual', 'returned'),
    succeeded: countOf(refunds, 'succeeded'),
    failed: countOf(refunds, 'failed', 'rejected'),
    gone: countOf(refunds, 'withdrawn'),
  }
}

/** Farthest step a stored batch has come to: once nothing is left to be approved, sent or called back, its result. */
export function reachedOf(batch: RefundBatch): RunStep {
  if (batch.state === 'checked') return 'check'
  if (batch.state !== 'confirmed') return 'result'
  const waits = countOf(batch.refunds, 'requested', 'approved', 'queued', 'sending') + countOf(batch.counts, 'ready')
  return waits > 0 ? 'progress' : 'result'
}

/** The name that a new batch gets from its file. */
export function nameOfFile(fileName: string): string {
  return fileName.replace(/\.[^.]+$/u, '').slice(0, 100)
}
