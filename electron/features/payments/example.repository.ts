import { defineRepository, type WriteContext } from '../../platform/store/repository'
import { insertDispute, type NewDispute } from './disputes/repository'
import { noteOrderEvent } from './orders/event.repository'
import type { NewOrderRow } from './orders/rows'
import { insertOrder } from './orders/write.repository'
import { patchRefund, type RefundChange } from './refunds/move.repository'
import { insertRefund, type RefundRow } from './refunds/request.repository'
import { errorJson } from './refunds/rows.repository'
import type { ErrorEnvelope } from '@shared/contract/error'

export interface ExampleRefund {
  row: Omit<RefundRow, 'orderSeq' | 'accountSeq'>
  change: RefundChange
  error?: ErrorEnvelope
}

export interface ExampleEntry {
  order: NewOrderRow
  refunds: ExampleRefund[]
  dispute?: { row: Omit<NewDispute, 'orderId'>; at: string }
}

/** The example of a new practice workspace: orders with their refunds, all in one transaction. */
export const paymentExampleRepository = defineRepository({
  name: 'paymentExample',
  reads: {},
  writes: {
    fill: (context: WriteContext, entries: ExampleEntry[]): void => {
      for (const entry of entries) fillOne(context, entry)
    },
  },
})

function fillOne(context: WriteContext, { order, refunds, dispute }: ExampleEntry): void {
  const at = (now: string): WriteContext => ({ ...context, now })
  const orderSeq = insertOrder(at(order.createdAt), order)
  noteOrderEvent(at(order.createdAt), orderSeq, { kind: 'made', operatorName: order.createdBy })
  if (order.paidAt !== null) noteOrderEvent(at(order.paidAt), orderSeq, { kind: 'statePaid' })
  for (const flag of order.flags) noteOrderEvent(at(order.paidAt ?? order.createdAt), orderSeq, { kind: 'flagged', params: { flag, currency: order.currency, raw: order.rawState } })
  const { seq: accountSeq } = context.sql('SELECT account_seq AS seq FROM orders WHERE seq = ?').get(orderSeq) as { seq: number }
  for (const { row, change, error } of refunds) {
    const refund = insertRefund(at(row.at), { ...row, orderSeq, accountSeq }, { event: `refund_${row.state}`, truth: false })
    patchRefund(context, refund.seq, { ...change, ...(error ? { error_json: errorJson(error) } : {}) })
  }
  if (dispute) insertDispute(at(dispute.at), { ...dispute.row, orderId: order.id })
}
