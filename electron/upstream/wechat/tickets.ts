/**
 * JS-SDK tickets: "very limited" in number, so that each is kept for its whole life, in memory only. Source:
 * wechat-links-qr §1.5.
 */
import { z } from 'zod'
import type { HttpRedactor } from '../../platform/http'
import { jsonAnswer } from './answers'
import { createFlights } from './flights'
import type { WechatCall } from './flights'
import type { Run } from './session'

const TicketAnswer = z.looseObject({ ticket: z.string().min(1), expires_in: z.number().positive() })

interface Ticket {
  ticket: string
  /** Milliseconds since 1970. */
  fetchedAt: number
  /** Milliseconds since 1970; from then on WeChat does not take it. */
  endsAt: number
}

export interface JsapiTicket extends Ticket {
  /** False for all who waited for its fetch. */
  fromCache: boolean
}

export interface TicketCalls {
  /** The ticket of an official account, fetched once for all who ask at the same time and kept until its end. */
  jsapiTicket(appId: string, call: WechatCall): Promise<JsapiTicket>
  /** Fetches a ticket although there may be a good one; only at an operator's word. */
  renewJsapiTicket(appId: string, call: WechatCall): Promise<JsapiTicket>
}

export interface TicketStore extends TicketCalls {
  forget(appId: string): void
}

/** Creates the store of one workspace. */
export function createTicketStore(
  run: Run,
  { clock, redactor }: { clock: { now(): Date }; redactor: HttpRedactor },
): TicketStore {
  const kept = new Map<string, Ticket>()
  const flights = createFlights<Ticket>((appId, ticket) => kept.set(appId, ticket))
  const now = () => clock.now().getTime()

  const fetching = (appId: string) => async (call: WechatCall): Promise<Ticket> => {
    const where = { method: 'GET', path: '/cgi-bin/ticket/getticket', query: { type: 'jsapi' } } as const
    const operation = { ...where, read: jsonAnswer(TicketAnswer), rate: 'query', endpoint: 'account' } as const
    // Its life is counted from before the call, so that it is never used longer than WeChat counts.
    const fetchedAt = now()
    const { ticket, expires_in: seconds } = (await run(appId, operation, call)).value
    redactor.learn(ticket, { passing: true })
    return { ticket, fetchedAt, endsAt: fetchedAt + seconds * 1000 }
  }

  function present(appId: string): Ticket | undefined {
    const ticket = kept.get(appId)
    const at = now()
    // A clock that was set back makes the times meaningless.
    return ticket && ticket.fetchedAt <= at && at < ticket.endsAt ? ticket : undefined
  }

  const renewed = async (appId: string, call: WechatCall) => ({
    ...(await flights.join(appId, call, fetching(appId))),
    fromCache: false,
  })

  return {
    async jsapiTicket(appId, call) {
      const ticket = present(appId)
      return ticket ? { ...ticket, fromCache: true } : renewed(appId, call)
    },
    renewJsapiTicket: renewed,
    forget(appId) {
      kept.delete(appId)
      flights.forget(appId)
    },
  }
}
