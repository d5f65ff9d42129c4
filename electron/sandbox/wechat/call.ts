import type { StandInRequest } from '../http/server'
import type { FaultEffects } from './faults'
import { WechatRefusal } from './refusal'
import type { SandboxApp } from './types'
import type { World } from './world'

/** One request to an endpoint of the platform. */
export interface WechatCall {
  world: World
  request: StandInRequest
  /** The server's time in milliseconds, an injected skew included. */
  now: number
  exhausted: FaultEffects['exhausted']
}

export function requirePost(call: WechatCall): void {
  if (call.request.method !== 'POST') throw new WechatRefusal(43002)
}

/**
 * Lets a call with an access token in, in the order of wechat-links-qr §7: method (43002), token present (41001), known
 * (40014, 40001), not expired (42001), rates (45011, 44990). The token counts only in the address, never in the body.
 */
export function admit(call: WechatCall, perSecond: number | null): SandboxApp {
  const { world, request, now } = call
  requirePost(call)
  const token = request.query.get('access_token') ?? ''
  if (token === '') throw new WechatRefusal(41001)
  const app = world.apps.get(world.tokens.verify(token, now))
  if (!app) throw new WechatRefusal(40001)
  world.usage.countCall(app.appId, request.path, now, { perMinute: world.limits.callsPerMinute, perSecond })
  if (app.frozen) throw new WechatRefusal(50002)
  return app
}
