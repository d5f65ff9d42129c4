import { jsonBody, optionalBoolean, optionalNumber, optionalObject, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { checkEnvVersion, checkEscapes, checkPage, checkQuery, expiryOf, queryLimits } from './field-rules'
import { checkGenerationQuota } from './generation-quota'
import { WechatRefusal } from './refusal'
import { checkGenerationRight } from './rights'

/** `POST /wxa/generatescheme` (wechat-links-qr §2.2); fields that it does not know are ignored. */
export function generateScheme(call: WechatCall): { errcode: 0; errmsg: 'ok'; openlink: string } {
  const { world, request, now } = call
  const app = admit(call)

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

  checkGenerationRight(app)
  if (!app.released) throw new WechatRefusal(85079)

  // The version decides in which list the page is looked up, so it is judged first.
  const envVersion = checkEnvVersion(envVersionField)
  checkPage(app, path, envVersion)
  checkQuery(query, queryLimits.encrypted)
  checkEscapes(request, query)
  const createTime = Math.floor(now / 1000)
  const expireTime = expiryOf(expiry, createTime)

  checkGenerationQuota(call, app.appId)
  const { ticket } = world.issue({ appId: app.appId, path, query, envVersion, createTime, expireTime }, now)
  return { errcode: 0, errmsg: 'ok', openlink: `weixin://dl/business/?t=${ticket}` }
}
