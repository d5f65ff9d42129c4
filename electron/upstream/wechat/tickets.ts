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
  /** The ticket for cards: of no use for a page, but taken for the other one by mistake. Kept like it. */
  cardTicket(appId: string, call: WechatCall): Promise<JsapiTicket>
}

type TicketType = 'jsapi' | 'wx_card'

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

  const keyOf = (appId: string, type: TicketType) => `${type}:${appId}`

  const fetching = (appId: string, type: TicketType) => async (call: WechatCall): Promise<Ticket> => {
    const where = { method: 'GET', path: '/cgi-bin/ticket/getticket', query: { type } } as const
    const operation = { ...where, read: jsonAnswer(TicketAnswer), rate: 'query', endpoint: 'account' } as const
    // Its life is counted from before the call, so that it is never used longer than WeChat counts.
    const fetchedAt = now()
    const { ticket, expires_in: seconds } = (await run(appId, operation, call)).value
    redactor.learn(ticket, { passing: true })
    return { ticket, fetchedAt, endsAt: fetchedAt + seconds * 1000 }
  }

  function present(appId: string, type: TicketType): Ticket | undefined {
    const ticket = kept.get(keyOf(appId, type))
    const at = now()
    // A clock that was set back makes the times meaningless.
    return ticket && ticket.fetchedAt <= at && at < ticket.endsAt ? ticket : undefined
  }

  const renewed = async (appId: string, type: TicketType, call: WechatCall) => ({
    ...(await flights.join(keyOf(appId, type), call, fetching(appId, type))),
    fromCache: false,
  })
  const ticketOf = async (appId: string, type: TicketType, call: WechatCall): Promise<JsapiTicket> => {
    const ticket = present(appId, type)
    return ticket ? { ...ticket, fromCache: true } : renewed(appId, type, call)
  }

  return {
    jsapiTicket: (appId, call) => ticketOf(appId, 'jsapi', call),
    renewJsapiTicket: (appId, call) => renewed(appId, 'jsapi', call),
    cardTicket: (appId, call) => ticketOf(appId, 'wx_card', call),
    forget(appId) {
      for (const type of ['jsapi', 'wx_card'] as const) {
        kept.delete(keyOf(appId, type))
        flights.forget(keyOf(appId, type))
      }
    },
  }
}
