import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { JssdkService } from './service'

export function jssdkCommands(service: JssdkService): HandlersOf<'jssdk', CallContext> {
  return {
    sign: (input, { correlationId, signal }) => service.sign(input, { correlationId, signal }),
    check: (input, { correlationId, signal }) => service.check(input, { correlationId, signal }),
    ticket: async ({ accountId }) => {
      const ticket = await service.ticket(accountId)
      return ticket ? { ticket } : {}
    },
    renewTicket: async ({ accountId }, { correlationId, signal }) => ({
      ticket: await service.renewTicket(accountId, { correlationId, signal }),
    }),
  }
}
