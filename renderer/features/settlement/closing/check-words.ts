import type { Tone } from '@renderer/ui/text/tone'
import type { ClosingCheck, MonthClosing } from '@shared/contract/settlement-closing'
import type { RouteLocationRaw } from 'vue-router'

export const checkTones: Readonly<Record<ClosingCheck['state'], Tone>> = { done: 'done', missing: 'failed', listed: 'attention', notNeeded: 'neutral' }
export const stateTones: Readonly<Record<MonthClosing['state'], Tone>> = { open: 'info', locked: 'done', reopenAsked: 'attention' }

/** Where a missing thing is mended; undefined where there is no such place. */
export function placeOf({ screen, subject }: ClosingCheck['items'][number], month: string): RouteLocationRaw | undefined {
  switch (screen) {
    case 'bills':
      return { name: 'settlement.bills', query: { month } }
    case 'files':
      return subject === '' ? { name: 'settlement.files' } : { name: 'settlement-file', params: { id: subject } }
    case 'reconciliation':
      return subject === '' ? { name: 'settlement.reconciliations', query: { month } } : { name: 'settlement.reconciliation', params: { id: subject } }
    case 'refunds':
      return `/payments/refunds/${subject}`
    case 'fees':
      return subject === '' ? { name: 'settlement.fees', query: { month } } : { name: 'settlement.fees.one', params: { id: subject } }
    default:
      return undefined
  }
}
