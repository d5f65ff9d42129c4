import type { StandInRequest } from '../http/server'
import type { Exhausted } from './faults'
import { gatewayRule } from './gateway'
import { WechatRefusal } from './refusal'
import type { SandboxApp } from './types'
import type { World } from './world'

/** One request to an endpoint of the platform. */
export interface WechatCall {
  world: World
  request: StandInRequest
  /** The server's time in milliseconds, an injected skew included. */
  now: number
  exhausted: Exhausted
  /** An injected fault wants the ticket of before (see `ticketStale`). */
  staleTicket: boolean
}

export function requirePost(call: WechatCall): void {
  if (call.request.method !== 'POST') throw new WechatRefusal(43002)
}

/**
 * Lets a call with an access token in, in the order of wechat-links-qr §7: method (43002), token present (41001), known
 * (40014, 40001), not expired (42001), rates (45011, 44990, the day's 45009), kind of account (48001). The token counts
 * only in the address, never in the body.
 */
export function admit(call: WechatCall): SandboxApp {
  const { world, request, now } = call
  const rule = gatewayRule(request.path, world.limits)
  if (!rule) throw new Error('no such endpoint')
  if (request.method !== rule.method) throw new WechatRefusal(rule.method === 'GET' ? 43001 : 43002)
  const token = request.query.get('access_token') ?? ''
  if (token === '') throw new WechatRefusal(41001)
  const app = world.apps.get(world.tokens.verify(token, now))
  if (!app) throw new WechatRefusal(40001)
  world.usage.countCall(app.appId, request.path, now, rule)
  world.usage.countDaily(app.appId, request.path, now, rule.perDay)
  if (app.frozen) throw new WechatRefusal(50002)
  if (!rule.accounts.includes(app.type ?? 'miniProgram')) throw new WechatRefusal(48001)
  return app
}
