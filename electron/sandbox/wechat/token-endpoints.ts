import { jsonBody, optionalBoolean, optionalString } from './body'
import { requirePost, type WechatCall } from './call'
import { ipRefusal, WechatRefusal } from './refusal'
import type { TokenAnswer } from './tokens'
import type { SandboxApp } from './types'
import type { World } from './world'

interface Credentials {
  grantType: string | undefined
  appId: string | undefined
  secret: string | undefined
}

/**
 * The app whose credentials these are. Throws 40002, 41002, 41004, 40013, 50007, 50004, 40243, 40125 and 40164 in this
 * order, which is not documented (wechat-links-qr §1.1, §1.2). The address is judged last, so that it is told only to a
 * caller with the right secret.
 */
function checkCredentials(world: World, credentials: Credentials, foreignSecret: 40001 | 40125): SandboxApp {
  const { grantType, appId, secret } = credentials
  if (grantType !== 'client_credential') throw new WechatRefusal(40002)
  if (!appId) throw new WechatRefusal(41002)
  if (!secret) throw new WechatRefusal(41004)
  const app = world.apps.get(appId)
  if (!app) throw new WechatRefusal(40013)
  if (app.frozen) throw new WechatRefusal(50007)
  if (app.tokenForbidden) throw new WechatRefusal(50004)
  if (app.secretFrozen) throw new WechatRefusal(40243)
  if (secret !== app.secret) {
    const ofAnother = [...world.apps.values()].some((other) => other.secret === secret)
    throw new WechatRefusal(ofAnother ? foreignSecret : 40125)
  }
  if (app.ipWhitelist && !app.ipWhitelist.includes(world.callerIp)) throw ipRefusal(world.callerIp)
  return app
}

/** `GET /cgi-bin/token` (wechat-links-qr §1.1). */
export function plainToken(call: WechatCall): TokenAnswer {
  const { world, request, now } = call
  if (request.method !== 'GET') throw new WechatRefusal(43001)
  const grantType = request.query.get('grant_type') ?? undefined
  const appId = request.query.get('appid') ?? undefined
  const secret = request.query.get('secret') ?? undefined
  // A secret of another account is "invalid credential"; one that fits nobody is "invalid appsecret". Both are listed
  // for this endpoint only; where the line runs between them is uncertain.
  const app = checkCredentials(world, { grantType, appId, secret }, 40001)
  world.usage.countDaily(app.appId, request.path, now, world.limits.tokenCallsPerDay)
  return world.tokens.plain(app.appId, now)
}

/** `POST /cgi-bin/stable_token` (wechat-links-qr §1.2). */
export function stableToken(call: WechatCall): TokenAnswer {
  const { world, request, now } = call
  requirePost(call)
  const body = jsonBody(request)
  const grantType = optionalString(body, 'grant_type')
  const appId = optionalString(body, 'appid')
  const secret = optionalString(body, 'secret')
  const force = optionalBoolean(body, 'force_refresh') ?? false
  const app = checkCredentials(world, { grantType, appId, secret }, 40125)
  world.usage.countCall(app.appId, request.path, now, {
    perMinute: world.limits.callsPerMinute,
    minuteErrcode: 45011,
    perSecond: null,
  })
  world.usage.countDaily(app.appId, request.path, now, world.limits.stableTokenCallsPerDay)
  if (!force || !mayForce(call, app.appId)) return world.tokens.stable(app.appId, now)
  world.countForcedRefresh(app.appId, now)
  return world.tokens.stableForced(app.appId, now)
}

/** At most 20 forced refreshes a day, at least 30 s apart; otherwise nothing is refreshed and nothing is refused. */
function mayForce({ world, now }: WechatCall, appId: string): boolean {
  const { forcedRefreshes, lastForcedAt } = world.usage.today(appId, now)
  return (
    forcedRefreshes < world.limits.forcedRefreshesPerDay && (lastForcedAt === null || now - lastForcedAt >= 30_000)
  )
}
