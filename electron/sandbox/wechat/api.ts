import type { Clock } from '../../platform/clock/clock'
import type { StandInAnswer, StandInReply, StandInRequest } from '../http/server'
import { jsonBody, optionalString } from './body'
import type { WechatCall } from './call'
import { CodeImage } from './code-image'
import { createSquareCode, getCode, getUnlimitedCode } from './codes'
import type { FaultBoard, FaultEffects } from './faults'
import { getInfo, getUserIdKey, getVerifyId, queryVerifyInfo } from './face'
import { generateScheme } from './generate-scheme'
import { generateUrlLink } from './generate-url-link'
import { addRule, deleteRule, downloadRuleFile, getRules, publishRule } from './link-rules'
import { generateNfcScheme } from './nfc-scheme'
import { queryScheme } from './query-scheme'
import { queryUrlLink } from './query-url-link'
import { clearQuota, clearQuotaBySecret, getQuota } from './quota'
import { newRequestId } from './random'
import { ipRefusal, WechatRefusal } from './refusal'
import { shownAddress, shownBody } from './refused-call'
import { getRid } from './rid'
import { generateShortLink } from './short-link'
import { getTicket } from './ticket-endpoint'
import { plainToken, stableToken } from './token-endpoints'
import type { World } from './world'

const endpoints: Record<string, (call: WechatCall) => object> = {
  '/cgi-bin/token': plainToken,
  '/cgi-bin/stable_token': stableToken,
  '/wxa/generatescheme': generateScheme,
  '/wxa/queryscheme': queryScheme,
  '/wxa/generatenfcscheme': generateNfcScheme,
  '/wxa/generate_urllink': generateUrlLink,
  '/wxa/query_urllink': queryUrlLink,
  '/wxa/genwxashortlink': generateShortLink,
  '/wxa/getwxacode': getCode,
  '/wxa/getwxacodeunlimit': getUnlimitedCode,
  '/cgi-bin/wxaapp/createwxaqrcode': createSquareCode,
  '/cgi-bin/wxopen/qrcodejumpadd': addRule,
  '/cgi-bin/wxopen/qrcodejumpget': getRules,
  '/cgi-bin/wxopen/qrcodejumpdownload': downloadRuleFile,
  '/cgi-bin/wxopen/qrcodejumppublish': publishRule,
  '/cgi-bin/wxopen/qrcodejumpdelete': deleteRule,
  '/cgi-bin/openapi/quota/get': getQuota,
  '/cgi-bin/openapi/rid/get': getRid,
  '/cgi-bin/clear_quota': clearQuota,
  '/cgi-bin/clear_quota/v2': clearQuotaBySecret,
  '/cgi-bin/ticket/getticket': getTicket,
  '/cityservice/face/identify/getverifyid': getVerifyId,
  '/cityservice/face/identify/queryverifyinfo': queryVerifyInfo,
  '/cityservice/face/identify/getuseridkey': getUserIdKey,
  '/cityservice/face/identify/getinfo': getInfo,
}

export const endpointPaths: readonly string[] = Object.keys(endpoints)

export function isApiPath(path: string): boolean {
  return Object.hasOwn(endpoints, path)
}

const gatewayPage = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

const json = (content: object): StandInReply => ({
  status: 200,
  headers: { 'content-type': 'application/json; encoding=utf-8' },
  body: JSON.stringify(content),
})

const page = (status: number): StandInReply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: gatewayPage,
})

/** The account that a call is about, for faults that mean one account only and for its refusals; judges nothing. */
function callerOf(world: World, request: StandInRequest): string | undefined {
  const token = request.query.get('access_token')
  if (token !== null) return world.tokens.ownerOf(token)
  const inAddress = request.query.get('appid')
  if (inAddress !== null) return inAddress
  try {
    return optionalString(jsonBody(request), 'appid')
  } catch {
    return undefined
  }
}

/** The refusal that a fault puts in place of the real answer; the call is then not carried out. */
function injectedRefusal(fault: FaultEffects['answer']): WechatRefusal | undefined {
  if (fault?.kind === 'systemBusyOnce') return new WechatRefusal(-1)
  if (fault?.kind === 'tokenInvalidOnce') return new WechatRefusal(40001)
  if (fault?.kind === 'jsonAsImage') return new WechatRefusal(fault.errcode)
  if (fault?.kind === 'errcode') return new WechatRefusal(fault.errcode, fault.errmsg)
  if (fault?.kind === '40164') return ipRefusal(fault.ip)
  return undefined
}

/** Answers one call of an endpoint, faults included. */
export function answerApi(world: World, faults: FaultBoard, clock: Clock, request: StandInRequest): StandInAnswer {
  const appId = callerOf(world, request)
  const effects = faults.take({ path: request.path, appId, withToken: request.query.has('access_token') })
  const fault = effects.answer
  const now = clock.now().getTime() + effects.skewMs

  if (fault?.kind === 'dropBeforeActing') return 'drop'
  const gateway = fault?.kind === 'http5xx' || fault?.kind === 'html' ? fault : undefined
  const acts = gateway ? gateway.acts === true : true
  const reply = acts ? act(world, request, { now, appId, effects }) : page(200)
  if (fault?.kind === 'dropAfterActing') return 'drop'

  if (gateway) return { ...page(gateway.kind === 'http5xx' ? (gateway.status ?? 502) : 200), delayMs: effects.delayMs }
  if (fault?.kind === 'truncated') reply.body = reply.body.slice(0, Math.floor(reply.body.length / 2))
  if (fault?.kind === 'emptyImage' && typeof reply.body !== 'string') reply.body = ''
  if (fault?.kind === 'jsonAsImage') reply.headers['content-type'] = 'image/jpeg'
  return { ...reply, delayMs: effects.delayMs }
}

interface Circumstances {
  now: number
  appId: string | undefined
  effects: FaultEffects
}

function act(world: World, request: StandInRequest, { now, appId, effects }: Circumstances): StandInReply {
  try {
    const refusal = injectedRefusal(effects.answer)
    if (refusal) throw refusal
    const endpoint = endpoints[request.path]
    if (!endpoint) throw new Error('no such endpoint')
    const { exhausted, staleTicket } = effects
    const answer = endpoint({ world, request, now, exhausted, staleTicket })
    if (answer instanceof CodeImage) return { status: 200, headers: answer.headers, body: answer.bytes }
    return json(answer)
  } catch (error) {
    if (!(error instanceof WechatRefusal)) throw error
    const { errcode, errmsg } = error
    const rid = newRequestId(world.random, now)
    const reply = json({ errcode, errmsg: `${errmsg} rid: ${rid}` })
    world.noteRefusal({
      rid,
      appId: appId ?? '',
      at: now,
      url: shownAddress(request),
      requestBody: shownBody(request),
      responseBody: String(reply.body),
    })
    return reply
  }
}
