import { jsonBody, optionalString, type JsonObject } from './body'
import { admit, requirePost, type WechatCall } from './call'
import { gatewayRule } from './gateway'
import { WechatRefusal } from './refusal'
import type { SandboxApp } from './types'

interface Rate {
  call_count: number
  refresh_second: number
}

interface QuotaAnswer {
  errcode: 0
  errmsg: 'ok'
  quota: { daily_limit: number; used: number; remain: number }
  rate_limit: Rate
  component_rate_limit: Rate
}

interface Done {
  errcode: 0
  errmsg: 'ok'
}

/**
 * `POST /cgi-bin/openapi/quota/get` (wechat-links-qr §5): the gateway's quota of one path, not the business limits
 * such as 500,000 links. 76021 unknown path, 76022 a path of the other kind of account.
 */
export function getQuota(call: WechatCall): QuotaAnswer {
  const { world, request, now } = call
  const app = admit(call)
  const path = optionalString(jsonBody(request), 'cgi_path') ?? ''
  const rule = gatewayRule(path, world.limits)
  if (!rule) throw new WechatRefusal(76021)
  if (!rule.accounts.includes(app.type ?? 'miniProgram')) throw new WechatRefusal(76022)
  const used = Math.min(world.usage.callsOf(app.appId, path, now), rule.perDay)
  const rate =
    rule.perSecond === null
      ? { call_count: rule.perMinute, refresh_second: 60 }
      : { call_count: rule.perSecond, refresh_second: 1 }
  return {
    errcode: 0,
    errmsg: 'ok',
    quota: { daily_limit: rule.perDay, used, remain: rule.perDay - used },
    rate_limit: rate,
    component_rate_limit: rate,
  }
}

/** `POST /cgi-bin/clear_quota` (§5): 40013 when `appid` is not the token's account, 48006 after 10 times a month. */
export function clearQuota(call: WechatCall): Done {
  const app = admit(call)
  const appId = optionalString(jsonBody(call.request), 'appid')
  if (appId !== app.appId) throw new WechatRefusal(40013)
  return clear(call, app)
}

/**
 * `POST /cgi-bin/clear_quota/v2` (§5): with the secret instead of a token, so that it works when the token interface
 * is used up. Programs also send its fields in the address (uncertain); the body counts first.
 */
export function clearQuotaBySecret(call: WechatCall): Done {
  const { world, request } = call
  requirePost(call)
  const body: JsonObject = request.body.length === 0 && request.query.has('appid') ? {} : jsonBody(request)
  const appId = optionalString(body, 'appid') ?? request.query.get('appid')
  const secret = optionalString(body, 'appsecret') ?? request.query.get('appsecret')
  if (!appId) throw new WechatRefusal(41002)
  if (!secret) throw new WechatRefusal(41004)
  const app = world.apps.get(appId)
  if (!app) throw new WechatRefusal(40013)
  if (secret !== app.secret) throw new WechatRefusal(40125)
  return clear(call, app)
}

function clear({ world, now, exhausted }: WechatCall, { appId }: SandboxApp): Done {
  const life = world.life.of(appId, now)
  if (exhausted.clears || life.clears >= world.limits.clearsPerMonth) throw new WechatRefusal(48006)
  life.clears += 1
  world.usage.clearCalls(appId, now)
  world.changed()
  return { errcode: 0, errmsg: 'ok' }
}
