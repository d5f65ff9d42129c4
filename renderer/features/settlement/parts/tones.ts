import type { Tone } from '@renderer/ui/text/tone'
import type { Difference, Reconciliation } from '@shared/contract/settlement-reconciliation'

export const differenceTones: Readonly<Record<Difference['state'], Tone>> = {
  open: 'attention',
  inWork: 'info',
  resolved: 'done',
  carried: 'info',
  gone: 'neutral',
}

export const reconciliationTones: Readonly<Record<Reconciliation['state'], Tone>> = {
  new: 'neutral',
  running: 'accent',
  open: 'attention',
  balanced: 'done',
  locked: 'info',
  stale: 'attention',
  failed: 'failed',
}
