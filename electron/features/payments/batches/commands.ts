import { doerOf, type PaymentHandlers } from '../handlers'
import type { RefundBatchesService } from './service'

/** `batches.*`. */
export function batchCommands(batches: RefundBatchesService): PaymentHandlers<'batches'> {
  return {
    'batches.create': (input, context) => batches.create(input, doerOf(context)),
    'batches.get': ({ id }) => batches.get(id),
    'batches.list': ({ limit }) => batches.list(limit),
    'batches.rows': (input) => batches.rows(input),
    'batches.leaveOut': ({ id, lines, leaveOut }) => batches.leaveOut(id, lines, leaveOut),
    'batches.confirm': (input, context) => batches.confirm(input, doerOf(context)),
    'batches.approve': (input, context) =>
      batches.approve(input, { ...doerOf(context), mayApprove: context.caller.permissions.includes('refunds.approve') }),
    'batches.send': ({ id, password }, context) => batches.send(id, password, doerOf(context)),
    'batches.cancel': ({ id }, context) => batches.cancel(id, doerOf(context)),
  }
}
