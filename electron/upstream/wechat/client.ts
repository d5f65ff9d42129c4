/** The client of WeChat's server API, put together from its families. Source: wechat-links-qr §0, §1.2, §1.4. */
import { codeCalls } from './codes'
import type { CodeCalls } from './codes'
import { faceCalls } from './face'
import type { FaceCalls } from './face'
import type { WechatCall } from './flights'
import { linkRuleCalls } from './link-rules'
import type { LinkRuleCalls } from './link-rules'
import { linkCalls } from './links'
import type { LinkCalls } from './links'
import { quotaCalls } from './quota'
import type { QuotaCalls } from './quota'
import { schemeCalls } from './schemes'
import type { SchemeCalls } from './schemes'
import { createRun } from './session'
import { createTicketStore } from './tickets'
import type { TicketCalls } from './tickets'
import { createTokenStore } from './tokens'
import type { Token, TokenParts } from './tokens'
import type { TokenMode } from './types'

export type WechatParts = TokenParts

export interface ConnectionReport {
  /** How long the token that was just fetched still lives. */
  expiresInSeconds: number
  tokenMode: TokenMode
}

/** Every method throws Fault `wechat.*` for a refusal and `http.*` when WeChat could not be reached or understood. */
export interface WechatClient extends SchemeCalls, LinkCalls, CodeCalls, QuotaCalls, TicketCalls {
  readonly linkRules: LinkRuleCalls
  readonly face: FaceCalls
  /** The access token for systems that WeChat reaches itself (云支付). `fresh`: the one that is held was refused. */
  accessToken(appId: string, call: WechatCall, fresh?: boolean): Promise<string>
  /** The access token that is held, without a fetch: to see whether it was taken for a ticket. Never leaves the program. */
  presentToken(appId: string): string | undefined
  /** Fetches a token with the present secret, whether or not there is one already. */
  testConnection(appId: string, call: WechatCall): Promise<ConnectionReport>
  /** Makes the present token useless at once; only at an operator's word (20 a day, 30 s apart). */
  forceRefresh(appId: string, call: WechatCall): Promise<{ expiresInSeconds: number; replaced: boolean }>
  /** The secret of an app was changed, or the app removed: its token and its ticket are dropped. */
  forget(appId: string): void
}

/** Creates the client of one workspace. */
export function createWechatClient(parts: WechatParts): WechatClient {
  const { http, clock } = parts
  const tokens = createTokenStore(parts)
  const run = createRun(parts, tokens)
  const tickets = createTicketStore(run, { clock, redactor: http.redactor })
  const secondsLeft = (token: Token) => Math.max(0, Math.round((token.endsAt - clock.now().getTime()) / 1000))

  return {
    ...schemeCalls(run),
    ...linkCalls(run),
    ...codeCalls(run),
    ...quotaCalls(run, http.redactor.text),
    jsapiTicket: (appId, call) => tickets.jsapiTicket(appId, call),
    renewJsapiTicket: (appId, call) => tickets.renewJsapiTicket(appId, call),
    cardTicket: (appId, call) => tickets.cardTicket(appId, call),
    linkRules: linkRuleCalls(run),
    face: faceCalls(run),
    accessToken: async (appId, call, fresh) => (await (fresh ? tokens.renew(appId, call) : tokens.get(appId, call))).value,
    presentToken: (appId) => tokens.present(appId),
    async testConnection(appId, call) {
      const token = await tokens.renew(appId, call)
      return { expiresInSeconds: secondsLeft(token), tokenMode: await parts.tokenMode(appId) }
    },
    async forceRefresh(appId, call) {
      const { token, replaced } = await tokens.force(appId, call)
      return { expiresInSeconds: secondsLeft(token), replaced }
    },
    forget(appId) {
      tokens.forget(appId)
      tickets.forget(appId)
    },
  }
}
