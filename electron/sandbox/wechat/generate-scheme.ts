import { jsonBody, optionalBoolean, optionalNumber, optionalObject, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { checkEnvVersion, checkPage, checkQuery, expiryOf, queryLimits } from './field-rules'
import { WechatRefusal } from './refusal'
import type { SandboxApp } from './types'

/** Who may make schemes: 40002 individual subject, 40013 and 85408 banned, 85407 overseas (wechat-links-qr §2.8). */
function checkRights(app: SandboxApp): void {
  if (app.subjectType === 'individual_domestic' || app.subjectType === 'individual_overseas') {
    throw new WechatRefusal(40002)
  }
  if (app.banned === 'generationRight') throw new WechatRefusal(40013)
  if (app.subjectType === 'company_overseas') throw new WechatRefusal(85407)
  if (app.banned === true) throw new WechatRefusal(85408)
}

/** `POST /wxa/generatescheme` (wechat-links-qr §2.2); fields that it does not know are ignored. */
export function generateScheme(call: WechatCall): { errcode: 0; errmsg: 'ok'; openlink: string } {
  const { world, request, now } = call
  const app = admit(call, world.limits.generatePerSecond)

  const body = jsonBody(request)
  const target = optionalObject(body, 'jump_wxa') ?? {}
  const path = optionalString(target, 'path') ?? ''
  const query = optionalString(target, 'query') ?? ''
  const envVersionField = optionalString(target, 'env_version')
  const expiry = {
    isExpire: optionalBoolean(body, 'is_expire'),
    expireType: optionalNumber(body, 'expire_type'),
    expireTime: optionalNumber(body, 'expire_time'),
    expireInterval: optionalNumber(body, 'expire_interval'),
  }

  checkRights(app)
  if (!app.released) throw new WechatRefusal(85079)

  // The version decides in which list the page is looked up, so it is judged first.
  const envVersion = checkEnvVersion(envVersionField)
  checkPage(app, path, envVersion)
  checkQuery(query, queryLimits.encrypted)
  // A query whose `&` was sent as `\u0026` was refused in the field (§0, uncertain for this endpoint).
  if (query.includes('&') && request.body.includes('\\u0026')) throw new WechatRefusal(40212)
  const createTime = Math.floor(now / 1000)
  const expireTime = expiryOf(expiry, createTime)

  const { generated } = world.usage.today(app.appId, now)
  if (call.exhausted.generation || generated >= world.limits.generatePerDay) throw new WechatRefusal(44993)
  if (call.exhausted.openings || world.openingsLeft(app.appId, now) === 0) throw new WechatRefusal(85406)

  const { ticket } = world.issue({ appId: app.appId, path, query, envVersion, createTime, expireTime }, now)
  return { errcode: 0, errmsg: 'ok', openlink: `weixin://dl/business/?t=${ticket}` }
}
