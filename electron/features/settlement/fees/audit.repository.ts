import type { WriteContext } from '../../../platform/store/repository'
import type { By } from './stored'

/** What a person decided about money, in the transaction that decides it. */
export function auditFee(context: WriteContext, by: By, action: string, subject: string, details: Record<string, unknown>): void {
  context.audit({
    operatorId: by.id,
    operatorName: by.name,
    sessionKind: 'decision',
    action: `settlement.${action}`,
    subject,
    details,
    outcome: 'done',
    correlationId: by.correlationId,
  })
}
