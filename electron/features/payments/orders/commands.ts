import type { PaymentEvent } from '@shared/contract/payment-orders'
import type { CallContext } from '../../../bridge/context'
import { textFor } from '../../../platform/texts/texts'
import { doerOf, type PaymentHandlers } from '../handlers'
import { startOrdersExport, startOrderQueries } from './job-hosts'
import type { OrdersService } from './service'

type OrderHandlers = Omit<PaymentHandlers<'orders' | 'filters'>, 'orders.practiceAct'>

export function ordersCommands(service: OrdersService): OrderHandlers {
  const { savedFilters, newId } = service.parts
  const nameOf = ({ caller }: CallContext) => caller.operator.name
  return {
    'orders.list': (input) => service.list(input),
    'orders.sums': (input) => service.sums(input.ids),
    'orders.get': async (input, { caller }) => {
      const found = await service.get(input.id)
      return caller.permissions.includes('payments.develop') ? found : { ...found, timeline: found.timeline.map(withoutRaw) }
    },
    'orders.create': (input, context) => service.create(input, doerOf(context)),
    'orders.query': (input, context) => service.query(input.id, doerOf(context)),
    'orders.queryMany': (input, context) =>
      startOrderQueries(service, input.ids, nameOf(context), context.locale, textFor(context.locale, 'payments.orderJobs.query')),
    'orders.close': (input, context) => service.close(input.id, doerOf(context)),
    'orders.adopt': (input, context) => service.adopt(input, doerOf(context)),
    'orders.update': (input, context) => service.update(input, nameOf(context)),
    'orders.updateMany': (input, context) => service.updateMany(input.ids, input.details, nameOf(context)),
    'orders.setRate': (input, context) => service.setRate(input, nameOf(context)),
    'orders.clearFlag': (input, context) => service.clearFlag(input, nameOf(context)),
    'orders.export': (input, context) =>
      startOrdersExport(service, input, nameOf(context), context.locale, textFor(context.locale, 'payments.orderExport.name')),
    'filters.list': (input, { caller }) => savedFilters.list({ operatorId: caller.operator.id, list: input.list }),
    'filters.save': async (input, { caller }) => ({ id: await savedFilters.save({ id: newId(), operatorId: caller.operator.id, ...input }) }),
    'filters.remove': async (input, { caller }) => {
      await savedFilters.remove({ id: input.id, operatorId: caller.operator.id })
      return {}
    },
  }
}

/** Raw answers are for those who may see raw fields. */
function withoutRaw({ raw: _raw, ...event }: PaymentEvent): PaymentEvent {
  return event
}
