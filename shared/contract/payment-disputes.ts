import { z } from 'zod'
import { ColumnMapping, ImportPreview, ImportResult } from './apps'
import { command } from './define'
import { Currency, Minor, Money, OrderNumber } from './payment-values'
import { Day, Id, Instant, line, pageInput, pageOf } from './values'

/** `chargeback` 拒付, `complaint` 投诉, `inquiry` 调单. */
export const DisputeKind = z.enum(['chargeback', 'complaint', 'inquiry'])
export const DisputeState = z.enum(['open', 'answered', 'won', 'lost', 'withdrawn'])

export const Dispute = z.object({
  id: Id,
  order: z.object({ id: Id, merchantNo: z.string(), account: z.string(), received: Money.optional() }),
  kind: DisputeKind,
  state: DisputeState,
  amount: Money.optional(),
  /** The provider's number of it. */
  number: z.string(),
  openedDay: Day,
  /** By when an answer must be there. */
  answerByDay: Day.optional(),
  text: z.string(),
  history: z.array(z.object({ at: Instant, by: z.string(), state: DisputeState, note: z.string() })),
  source: z.enum(['recorded', 'imported']),
  rev: z.int(),
})
export type Dispute = z.infer<typeof Dispute>

export const DisputeFields = z.strictObject({
  kind: DisputeKind,
  amountMinor: Minor.positive().optional(),
  currency: Currency.optional(),
  number: z.string().trim().max(128).default(''),
  openedDay: Day,
  answerByDay: Day.optional(),
  text: z.string().trim().max(1000).default(''),
})

const importInput = z.strictObject({ fileId: Id, mapping: ColumnMapping.optional() })

export const disputeCommands = {
  'disputes.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Disputes, newest first.',
    input: z.strictObject({
      ...pageInput,
      states: z.array(DisputeState).max(5).optional(),
      orderId: Id.optional(),
      text: z.string().max(200).optional(),
    }),
    output: pageOf(Dispute),
  }),
  'disputes.create': command({
    kind: 'effect',
    access: 'disputes.edit',
    summary: 'Record a dispute of an order, by one of its numbers.',
    input: z.strictObject({ number: OrderNumber, orderId: Id.optional(), fields: DisputeFields }),
    output: Dispute,
  }),
  'disputes.update': command({
    kind: 'effect',
    access: 'disputes.edit',
    summary: 'Change what is known about a dispute.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: DisputeFields }),
    output: Dispute,
  }),
  'disputes.move': command({
    kind: 'effect',
    access: 'disputes.edit',
    summary: 'Note that a dispute was answered or how it ended.',
    input: z.strictObject({ id: Id, rev: z.int(), state: DisputeState, note: line(500) }),
    output: Dispute,
  }),
  'disputes.previewImport': command({
    kind: 'query',
    access: 'disputes.edit',
    summary: 'Read a CSV or XLSX of disputes and say row by row what would happen.',
    input: importInput,
    output: ImportPreview,
  }),
  'disputes.import': command({
    kind: 'effect',
    access: 'disputes.edit',
    summary: 'Import the disputes that can be imported.',
    input: importInput,
    output: ImportResult,
  }),
}
