import type { CallContext } from '../../../bridge/context'
import { Fault } from '../../../platform/errors/fault'
import { doerOf, type PaymentHandlers } from '../handlers'
import type { RefundExport } from './export'
import type { RefundPoller } from './poller'
import type { RefundsService } from './service'
import type { UpstreamReader } from './upstream-reader'

export interface RefundCommandParts {
  refunds: RefundsService
  reader: UpstreamReader
  poller: RefundPoller
  exports: RefundExport
}

type Own = Omit<PaymentHandlers<'refunds'>, 'refunds.guestMessage' | 'refunds.slip'>

const refundDoer = (context: CallContext) => ({ ...doerOf(context), permissions: context.caller.permissions })

/** `refunds.*` but for what a guest is told. */
export function refundCommands({ refunds, reader, poller, exports }: RefundCommandParts): Own {
  return {
    'refunds.facts': ({ orderId, amountMinor, changing }, { caller }) =>
      refunds.factsOf(orderId, amountMinor, { changing, requesterId: caller.operator.id }),
    'refunds.readUpstream': async ({ orderId }, { caller, correlationId, signal }) => {
      const order = await refunds.parts.repository.order(orderId)
      if (!order) throw new Fault('payments.noSuchOrder')
      const by = { id: caller.operator.id, name: caller.operator.name, correlationId }
      const read = await reader.readLocked(order, by, { correlationId, signal })
      return { ...read, facts: await refunds.factsOf(orderId, undefined) }
    },
    'refunds.request': (input, context) => refunds.request(input, doerOf(context)),
    'refunds.change': (input, context) => refunds.change(input, doerOf(context)),
    'refunds.withdraw': ({ id, rev }, context) => refunds.withdraw(id, rev, doerOf(context)),
    'refunds.approve': ({ id, digest, password }, context) => refunds.approve(id, digest, password, doerOf(context)),
    'refunds.approveHere': ({ id, digest, approver, password }, context) =>
      refunds.approveHere(id, digest, { approver, password }, doerOf(context)),
    'refunds.reject': ({ id, note }, context) => refunds.reject(id, note, doerOf(context)),
    'refunds.send': ({ ids, password }, context) => refunds.send(ids, password, doerOf(context)),
    'refunds.query': async ({ id }, { correlationId, signal }) => {
      const refund = await poller.ask(id, { correlationId, signal })
      return refunds.done(refund)
    },
    'refunds.recordPortal': (input, context) => refunds.recordPortal(input, doerOf(context)),
    'refunds.review': (input, context) => refunds.review(input, doerOf(context)),
    'refunds.confirmReview': (input, context) => refunds.confirmReview(input, doerOf(context)),
    'refunds.list': (input, context) => refunds.list(input, refundDoer(context)),
    'refunds.get': ({ id }) => refunds.get(id),
    'refunds.export': (input, context) => exports.begin(input, refundDoer(context), context.locale),
    'refunds.policy': () => Promise.resolve(refunds.policy()),
    'refunds.setPolicy': (policy, context) => refunds.setPolicy(policy, doerOf(context)),
    'refunds.lookUp': ({ number }) => refunds.lookUp(number),
  }
}
