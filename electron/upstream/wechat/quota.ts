/** What the gateway knows of calls: their quota, and a single one by its request id. Source: wechat-links-qr §5. */
import { z } from 'zod'
import { jsonAnswer } from './answers'
import type { WechatCall } from './flights'
import type { Run } from './session'
import { Done } from './types'

/** Calls of one interface a day, as the gateway counts them; not the limits of the business behind it. */
export interface ApiQuota {
  dailyLimit: number
  used: number
  remain: number
  /** At most so many calls in so many seconds. */
  rate?: { callCount: number; refreshSeconds: number }
}

/** One past call as WeChat saw it, without secrets. */
export interface RequestDetails {
  /** Unix seconds. */
  invokeTime: number
  costMs: number
  /** Without the access token. */
  requestUrl: string
  requestBody: string
  responseBody: string
  clientIp: string
}

export interface QuotaCalls {
  /** The quota of an interface, e.g. `/wxa/generatescheme`. */
  quota(appId: string, cgiPath: string, call: WechatCall): Promise<ApiQuota>
  /**
   * Sets the day's calls of all interfaces back to zero; ten times a month. Never repeated without a readable answer:
   * Fault `wechat.clearOutcomeUnknown`; {@link quota} tells what came of it.
   */
  clearQuota(appId: string, call: WechatCall): Promise<void>
  /** What a request id (`rid`) of the last seven days was about. */
  explainRequest(appId: string, rid: string, call: WechatCall): Promise<RequestDetails>
}

const Rate = z.looseObject({ call_count: z.number(), refresh_second: z.number() })
const QuotaAnswer = z.looseObject({
  quota: z.looseObject({ daily_limit: z.number(), used: z.number(), remain: z.number() }),
  rate_limit: z.looseObject({}).nullish(),
})
const text = z.string().default('')
const RequestAnswer = z.looseObject({
  request: z.looseObject({
    invoke_time: z.number(),
    cost_in_ms: z.number().default(0),
    request_url: text,
    request_body: text,
    response_body: text,
    client_ip: text,
  }),
})

/** Removes the parameter; what else is secret in the address is the redactor's. */
const withoutToken = (url: string) =>
  url.replace(/([?&])access_token=[^&#]*(&?)/giu, (_all, before: string, after: string) => (after ? before : ''))

const common = { rate: 'query', endpoint: 'account' } as const

/** The calls of this family; `redact` cleans the past requests that WeChat shows. */
export function quotaCalls(run: Run, redact: (text: string) => string): QuotaCalls {
  return {
    async quota(appId, cgiPath, call) {
      const operation = { ...common, path: '/cgi-bin/openapi/quota/get', json: { cgi_path: cgiPath } }
      const { value } = await run(appId, { ...operation, read: jsonAnswer(QuotaAnswer) }, call)
      const { daily_limit: dailyLimit, used, remain } = value.quota
      // An empty object stands for an interface without one.
      const rate = Rate.safeParse(value.rate_limit)
      return {
        dailyLimit,
        used,
        remain,
        ...(rate.success ? { rate: { callCount: rate.data.call_count, refreshSeconds: rate.data.refresh_second } } : {}),
      }
    },
    async clearQuota(appId, call) {
      const operation = { ...common, path: '/cgi-bin/clear_quota', json: { appid: appId }, read: jsonAnswer(Done) }
      await run(appId, { ...operation, unknown: 'wechat.clearOutcomeUnknown' }, call)
    },
    async explainRequest(appId, rid, call) {
      const operation = { ...common, path: '/cgi-bin/openapi/rid/get', json: { rid }, read: jsonAnswer(RequestAnswer) }
      const { request } = (await run(appId, operation, call)).value
      return {
        invokeTime: request.invoke_time,
        costMs: request.cost_in_ms,
        requestUrl: redact(withoutToken(request.request_url)),
        requestBody: redact(request.request_body),
        responseBody: redact(request.response_body),
        clientIp: redact(request.client_ip),
      }
    },
  }
}
