import { jsonBody, optionalNumber, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { queryFlaw, queryLimits } from './field-rules'
import { WechatRefusal } from './refusal'
import type { CloudBase, EnvVersion } from './types'
import { parseUrlLink } from './url-link-syntax'

interface UrlLinkInfo {
  appid: string
  path: string
  query: string
  create_time: number
  expire_time: number
  env_version: EnvVersion
  cloud_base?: Record<string, string>
}

type QueryAnswer = { errcode: 0; errmsg: 'ok' } & (
  | { url_link_info: UrlLinkInfo }
  | { quota_info: { remain_visit_quota: number } }
)

/**
 * `POST /wxa/query_urllink` (wechat-links-qr §2.6). One that has run out is still described, one of another mini
 * program is 85403, an appended `cq` is answered as for schemes (all three uncertain).
 */
export function queryUrlLink(call: WechatCall): QueryAnswer {
  const { world, request, now } = call
  const app = admit(call)
  const body = jsonBody(request)
  const text = optionalString(body, 'url_link')
  const queryType = optionalNumber(body, 'query_type') ?? 0
  if (queryType === 1) {
    const left = call.exhausted.openings ? 0 : world.openingsLeft(app.appId, now)
    return { errcode: 0, errmsg: 'ok', quota_info: { remain_visit_quota: left } }
  }
  if (queryType !== 0 || !text) throw new WechatRefusal(40097)

  const parsed = parseUrlLink(text)
  const issued = parsed && world.urlLinks.get(parsed.code)
  if (!issued || issued.appId !== app.appId) throw new WechatRefusal(85403)
  const query = parsed.appended ? parsed.appended.text : issued.query
  if (query === undefined || queryFlaw(query, parsed.appended ? queryLimits.appended : queryLimits.encrypted)) {
    throw new WechatRefusal(40097)
  }
  return {
    errcode: 0,
    errmsg: 'ok',
    url_link_info: {
      appid: issued.appId,
      path: issued.path,
      query,
      create_time: issued.createTime,
      expire_time: issued.expireTime,
      env_version: issued.envVersion,
      ...(issued.cloudBase ? { cloud_base: told(issued.cloudBase) } : {}),
    },
  }
}

/** `domain` is spelled as the official sample misspells it; whether the live server does is uncertain (§2.6). */
function told({ env, domain, path, query, resourceAppId }: CloudBase): Record<string, string> {
  return { env, doamin: domain ?? '', path, query, resource_appid: resourceAppId ?? '' }
}
