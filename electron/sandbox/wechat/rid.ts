import { jsonBody, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { WechatRefusal } from './refusal'

const keptMs = 7 * 86_400_000

interface RidAnswer {
  errcode: 0
  errmsg: 'ok'
  request: {
    /** Unix seconds. */
    invoke_time: number
    cost_in_ms: number
    request_url: string
    request_body: string
    response_body: string
    client_ip: string
  }
}

/**
 * `POST /cgi-bin/openapi/rid/get` (wechat-links-qr §5): 76002 no request id, 76001 unknown, 76003 another account's,
 * 76004 longer ago than 7 days. Only refusals carry an id, so only they are found.
 */
export function getRid(call: WechatCall): RidAnswer {
  const { world, request, now } = call
  const app = admit(call)
  const rid = optionalString(jsonBody(request), 'rid') ?? ''
  if (!/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/.test(rid)) throw new WechatRefusal(76002)
  const refusal = world.refusals.find(rid)
  if (!refusal) throw new WechatRefusal(76001)
  if (refusal.appId !== app.appId) throw new WechatRefusal(76003)
  if (now - refusal.at > keptMs) throw new WechatRefusal(76004)
  return {
    errcode: 0,
    errmsg: 'ok',
    request: {
      invoke_time: Math.floor(refusal.at / 1000),
      cost_in_ms: 1,
      request_url: refusal.url,
      request_body: refusal.requestBody,
      response_body: refusal.responseBody,
      client_ip: world.callerIp,
    },
  }
}
