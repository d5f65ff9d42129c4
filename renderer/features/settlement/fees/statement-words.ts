import type { Tone } from '@renderer/ui/text/tone'
import type { Deadline, FeeStatement } from '@shared/contract/settlement-fees'

export const statementTones: Readonly<Record<FeeStatement['state'], Tone>> = {
  awaited: 'info',
  received: 'attention',
  checking: 'attention',
  confirmed: 'info',
  disputed: 'failed',
  paymentRequested: 'attention',
  paid: 'done',
  invoiced: 'done',
  closed: 'neutral',
}

/** The deadline that is waited for: the first in force whose step is not done. */
export function nextDeadline({ deadlines }: Pick<FeeStatement, 'deadlines'>): Deadline | undefined {
  return deadlines
    .filter(({ inForce, doneDay, step }) => inForce && doneDay === undefined && step !== 'issue')
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))[0]
}

export function deadlineTone({ overdue, workdaysLeft, doneDay }: Deadline): Tone {
  if (doneDay !== undefined) return 'done'
  return overdue ? 'failed' : workdaysLeft <= 2 ? 'attention' : 'info'
}
