import type { Clock } from '../../platform/clock/clock'
import type { StandInAnswer, StandInReply, StandInRequest } from '../http/server'
import { jsonBody, optionalString } from './body'
import type { WechatCall } from './call'
import type { FaultBoard, FaultEffects } from './faults'
import { generateScheme } from './generate-scheme'
import { queryScheme } from './query-scheme'
import { newRequestId } from './random'
import { ipRefusal, WechatRefusal } from './refusal'
import { plainToken, stableToken } from './token-endpoints'
import type { World } from './world'

const endpoints: Record<string, (call: WechatCall) => object> = {
  '/cgi-bin/token': plainToken,
  '/cgi-bin/stable_token': stableToken,
  '/wxa/generatescheme': generateScheme,
  '/wxa/queryscheme': queryScheme,
}

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

/** The app that a call is about, for faults that mean one app only; judges nothing. */
function callerOf(world: World, request: StandInRequest): string | undefined {
  const token = request.query.get('access_token')
  if (token !== null) return world.tokens.ownerOf(token)
  if (request.path === '/cgi-bin/token') return request.query.get('appid') ?? undefined
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
  if (fault?.kind === 'errcode') return new WechatRefusal(fault.errcode, fault.errmsg)
  if (fault?.kind === '40164') return ipRefusal(fault.ip)
  return undefined
}

/** Answers one call of the four endpoints, faults included. */
export function answerApi(world: World, faults: FaultBoard, clock: Clock, request: StandInRequest): StandInAnswer {
  const effects = faults.take({
    path: request.path,
    appId: callerOf(world, request),
    withToken: request.query.has('access_token'),
  })
  const fault = effects.answer
  const now = clock.now().getTime() + effects.skewMs

  if (fault?.kind === 'dropBeforeActing') return 'drop'
  const gateway = fault?.kind === 'http5xx' || fault?.kind === 'html' ? fault : undefined
  const acts = gateway ? gateway.acts === true : true
  const reply = acts ? act(world, request, now, effects) : page(200)
  if (fault?.kind === 'dropAfterActing') return 'drop'

  if (gateway) return { ...page(gateway.kind === 'http5xx' ? (gateway.status ?? 502) : 200), delayMs: effects.delayMs }
  if (fault?.kind === 'truncated') reply.body = reply.body.slice(0, Math.floor(reply.body.length / 2))
  return { ...reply, delayMs: effects.delayMs }
}

function act(world: World, request: StandInRequest, now: number, effects: FaultEffects): StandInReply {
  try {
    const refusal = injectedRefusal(effects.answer)
    if (refusal) throw refusal
    const endpoint = endpoints[request.path]
    if (!endpoint) throw new Error('no such endpoint')
    return json(endpoint({ world, request, now, exhausted: effects.exhausted }))
  } catch (error) {
    if (!(error instanceof WechatRefusal)) throw error
    const { errcode, errmsg } = error
    return json({ errcode, errmsg: `${errmsg} rid: ${newRequestId(world.random, now)}` })
  }
}
