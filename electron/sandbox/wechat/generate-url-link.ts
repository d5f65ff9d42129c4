import { jsonBody, optionalBoolean, optionalNumber, optionalObject, optionalString, type JsonObject } from './body'
import { admit, type WechatCall } from './call'
import { checkEnvVersion, checkEscapes, checkPage, checkQuery, expiryOf, queryLimits } from './field-rules'
import { checkGenerationQuota } from './generation-quota'
import { WechatRefusal } from './refusal'
import { checkGenerationRight } from './rights'
import type { CloudBase, SandboxApp } from './types'

/** `POST /wxa/generate_urllink` (wechat-links-qr §2.5); fields that it does not know are ignored. */
export function generateUrlLink(call: WechatCall): { errcode: 0; errmsg: 'ok'; url_link: string } {
  const { world, request, now } = call
  const app = admit(call)

  const body = jsonBody(request)
  const path = optionalString(body, 'path') ?? ''
  const query = optionalString(body, 'query') ?? ''
  const envVersionField = optionalString(body, 'env_version')
  const expiry = {
    isExpire: optionalBoolean(body, 'is_expire'),
    expireType: optionalNumber(body, 'expire_type'),
    expireTime: optionalNumber(body, 'expire_time'),
    expireInterval: optionalNumber(body, 'expire_interval'),
  }
  // `null` is no object here either: send the field only when it is filled (§2.5, uncertain).
  const landing = landingFields(optionalObject(body, 'cloud_base'))

  checkGenerationRight(app)
  if (!app.released) throw new WechatRefusal(85079)

  const envVersion = checkEnvVersion(envVersionField)
  checkPage(app, path, envVersion)
  checkUrlLinkQuery(query)
  checkEscapes(request, query)
  const createTime = Math.floor(now / 1000)
  const expireTime = expiryOf(expiry, createTime)
  const cloudBase = landing && checkLanding(app, landing)

  checkGenerationQuota(call, app.appId)

  const { code } = world.issueUrlLink(
    { appId: app.appId, path, query, envVersion, createTime, expireTime, ...(cloudBase ? { cloudBase } : {}) },
    now,
  )
  return { errcode: 0, errmsg: 'ok', url_link: `https://wxaurl.cn/${code}` }
}

/** As for schemes, but the list of this endpoint has no backtick (§2.5). */
function checkUrlLinkQuery(query: string): void {
  checkQuery(query, queryLimits.encrypted)
  if (query.includes('`')) throw new WechatRefusal(40212)
}

function landingFields(fields: JsonObject | undefined) {
  return (
    fields && {
      env: optionalString(fields, 'env') ?? '',
      domain: optionalString(fields, 'domain'),
      path: optionalString(fields, 'path') ?? '/',
      query: optionalString(fields, 'query') ?? '',
      resourceAppId: optionalString(fields, 'resource_appid'),
    }
  )
}

/**
 * Throws 85088 without cloud development or with an environment that the mini program does not have, 40165 and 40212
 * for the web page (which code the last three give is uncertain).
 */
function checkLanding(app: SandboxApp, landing: NonNullable<ReturnType<typeof landingFields>>): CloudBase {
  const { env, domain, path, query, resourceAppId } = landing
  if (!(app.cloudEnvs ?? []).includes(env)) throw new WechatRefusal(85088)
  if (!/^\/[0-9A-Za-z_\-./%]*$/.test(path)) throw new WechatRefusal(40165)
  checkQuery(query, queryLimits.encrypted)
  return {
    env,
    ...(domain === undefined ? {} : { domain }),
    path,
    query,
    ...(resourceAppId === undefined ? {} : { resourceAppId }),
  }
}
