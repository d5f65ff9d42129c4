import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { approve, confirmReview, type Decision, queue, type QueueInput, reject, review, withdraw } from './decision.repository'
import { type ForeseenApproval, foreseenReasons } from './approval.repository'
import { attemptsOf, refundFacts, type StoredFacts } from './facts.repository'
import { refundPage, type RefundPage, type StoreFilter } from './filter.repository'
import { type Mover } from './move.repository'
import { findOrder, type OrderGround, ordersWithNumber } from './order.repository'
import { changeRefund, type NewRefund, type RefundChangeInput, requestRefund } from './request.repository'
import { type ApprovalReason, refundsWhere, requireRefund, type StoredAttempt, type StoredRefund, type StoredReview } from './rows.repository'
import {
  beginSend, type BeginSend, type Begun, deferSend, dueRefunds, endSend, type EndSend, nextDue, nextQuery, queryFailed,
  type QueryFailed, recoverSending, refundsToQuery, settleUnknown, takeReading, type TakeReading, timesNotFound, timesSent,
} from './sending.repository'
import { refundPiles, type RefundPiles } from './todos.repository'
import {
  findRefund, type Imported, type ImportInput, importRefund, noteUntoldRefund, noteUpstreamRead, type PortalRecord, recordPortal,
  reread, type Reread, returnOne, returnUnsent,
} from './upstream.repository'

/** Refunds, each write one transaction. Every change of a state goes through `moveRefund`. */
export const refundsRepository = defineRepository({
  name: 'refunds',
  reads: {
    get: (context: ReadContext, id: string): StoredRefund => requireRefund(context, id),
    ofOrder: (context: ReadContext, orderId: string): StoredRefund[] => refundsWhere(context, 'o.id = ?', [orderId], 'r.seq DESC'),
    attempts: (context: ReadContext, ids: string[]): StoredAttempt[] => attemptsOf(context, ids),
    page: (context: ReadContext, input: { filter: StoreFilter; before?: number | undefined; limit: number; count: boolean }): RefundPage =>
      refundPage(context, input),
    facts: (
      context: ReadContext,
      input: { orderId: string; amountMinor: number | null; since: string; exceptId: string | null },
    ): StoredFacts | undefined => refundFacts(context, input),
    foreseenReasons: (context: ReadContext, input: ForeseenApproval): ApprovalReason[] => foreseenReasons(context, input),
    order: (context: ReadContext, id: string): OrderGround | undefined => findOrder(context, id),
    ordersWithNumber: (context: ReadContext, input: { number: string; accountId?: string | undefined }): OrderGround[] =>
      ordersWithNumber(context, input.number, input.accountId),
    find: (
      context: ReadContext,
      input: { accountId: string; refundNo?: string | undefined; providerRefundNo?: string | undefined },
    ): StoredRefund | undefined => findRefund(context, input),
    due: (context: ReadContext, input: { at: string; limit: number }): StoredRefund[] => dueRefunds(context, input),
    nextDue: (context: ReadContext): string | null => nextDue(context),
    toQuery: (context: ReadContext, input: { at: string; limit: number }): StoredRefund[] => refundsToQuery(context, input),
    nextQuery: (context: ReadContext): string | null => nextQuery(context),
    timesNotFound: (context: ReadContext, id: string): number => timesNotFound(context, id),
    timesSent: (context: ReadContext, id: string): number => timesSent(context, id),
    piles: (context: ReadContext, input: { failedSince: string; unknownBefore: string }): RefundPiles => refundPiles(context, input),
  },
  writes: {
    request: (context: WriteContext, input: NewRefund): StoredRefund => requestRefund(context, input),
    change: (context: WriteContext, input: RefundChangeInput): StoredRefund => changeRefund(context, input),
    withdraw: (context: WriteContext, input: Decision & { rev: number | null }): StoredRefund => withdraw(context, input),
    approve: (context: WriteContext, input: Decision & { digest: string }): StoredRefund => approve(context, input),
    reject: (context: WriteContext, input: Decision & { note: string }): StoredRefund => reject(context, input),
    queue: (context: WriteContext, input: QueueInput): StoredRefund[] => queue(context, input),
    review: (context: WriteContext, input: Decision & { review: StoredReview }): StoredRefund => review(context, input),
    confirmReview: (context: WriteContext, input: Decision & { agree: boolean }): StoredRefund => confirmReview(context, input),
    beginSend: (context: WriteContext, input: BeginSend): Begun => beginSend(context, input),
    endSend: (context: WriteContext, input: EndSend): StoredRefund => endSend(context, input),
    deferSend: (context: WriteContext, input: Parameters<typeof deferSend>[1]): StoredRefund => deferSend(context, input),
    takeReading: (context: WriteContext, input: TakeReading): StoredRefund => takeReading(context, input),
    queryFailed: (context: WriteContext, input: QueryFailed): StoredRefund => queryFailed(context, input),
    settleUnknown: (context: WriteContext, input: Parameters<typeof settleUnknown>[1]): StoredRefund => settleUnknown(context, input),
    recoverSending: (context: WriteContext, input: Parameters<typeof recoverSending>[1]): StoredRefund[] => recoverSending(context, input),
    recordPortal: (context: WriteContext, input: PortalRecord): StoredRefund => recordPortal(context, input),
    importRefund: (context: WriteContext, input: ImportInput): Imported => importRefund(context, input),
    returnUnsent: (context: WriteContext, input: Parameters<typeof returnUnsent>[1]): StoredRefund[] => returnUnsent(context, input),
    returnOne: (context: WriteContext, input: Parameters<typeof returnOne>[1]): StoredRefund => returnOne(context, input),
    reread: (context: WriteContext, input: Reread): number => reread(context, input),
    noteUntoldRefund: (context: WriteContext, input: { orderId: string; at: string; by: Mover }): void => noteUntoldRefund(context, input),
    noteUpstreamRead: (context: WriteContext, input: { orderId: string; at: string }): void => noteUpstreamRead(context, input),
  },
  priorities: {
    request: 'money', change: 'money', withdraw: 'money', approve: 'money', reject: 'money', queue: 'money', review: 'money',
    confirmReview: 'money', beginSend: 'money', endSend: 'money', deferSend: 'money', takeReading: 'money', queryFailed: 'money',
    settleUnknown: 'money', recoverSending: 'money', recordPortal: 'money', importRefund: 'money', returnUnsent: 'money',
    returnOne: 'money', reread: 'money', noteUntoldRefund: 'money',
  },
})
