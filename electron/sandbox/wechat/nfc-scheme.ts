import { jsonBody, optionalObject, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { checkEnvVersion, checkEscapes, checkPage, checkQuery, queryLimits } from './field-rules'
import { checkGeneratedToday } from './generation-quota'
import { WechatRefusal } from './refusal'
import { checkNfcRight } from './rights'
import type { SandboxApp } from './types'

/** `POST /wxa/generatenfcscheme` (wechat-links-qr §2.4): permanent, one scheme per model or per device. */
export function generateNfcScheme(call: WechatCall): { errcode: 0; errmsg: 'ok'; openlink: string } {
  const { world, request, now, exhausted } = call
  const app = admit(call)

  const body = jsonBody(request)
  const target = optionalObject(body, 'jump_wxa') ?? {}
  const path = optionalString(target, 'path') ?? ''
  const query = optionalString(target, 'query') ?? ''
  const envVersionField = optionalString(target, 'env_version')
  const modelId = optionalString(body, 'model_id') ?? ''
  const sn = optionalString(body, 'sn') ?? ''

  checkNfcRight(app)
  if (!app.released) throw new WechatRefusal(85079)

  const envVersion = checkEnvVersion(envVersionField)
  checkPage(app, path, envVersion)
  checkQuery(query, queryLimits.encrypted)
  checkEscapes(request, query)
  checkModel(app, modelId, sn)
  const nfc = { modelId, ...(sn === '' ? {} : { sn }) }
  if (world.hasNfcScheme(app.appId, nfc)) throw new WechatRefusal(9800010)

  checkGeneratedToday(call, app.appId)
  if (exhausted.nfcSchemes || world.life.of(app.appId, now).nfcSchemes >= world.limits.nfcSchemes) {
    throw new WechatRefusal(85400)
  }

  const createTime = Math.floor(now / 1000)
  const { ticket } = world.issue({ appId: app.appId, path, query, envVersion, createTime, expireTime: 0, nfc }, now)
  return { errcode: 0, errmsg: 'ok', openlink: `weixin://dl/business/?t=${ticket}` }
}

/** Throws 9800003 unknown model, 9800007 not approved, 9800008 number missing, 9800009 number not wanted. */
function checkModel(app: SandboxApp, modelId: string, sn: string): void {
  const model = (app.nfcModels ?? []).find((known) => known.modelId === modelId)
  if (!model) throw new WechatRefusal(9800003)
  if (!model.approved) throw new WechatRefusal(9800007)
  if (model.perDevice && sn === '') throw new WechatRefusal(9800008)
  if (!model.perDevice && sn !== '') throw new WechatRefusal(9800009)
}
