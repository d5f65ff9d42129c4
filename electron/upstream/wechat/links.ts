/** URL Links and Short Links. Source: wechat-links-qr §2.5, §2.6, §2.7. */
import { z } from 'zod'
import { jsonAnswer } from './answers'
import type { WechatCall } from './flights'
import type { Run } from './session'
import { LinkInfo, linkDetails, QuotaInfo } from './types'
import type { LinkDetails, LinkTarget } from './types'

/** Body of `POST /wxa/generate_urllink` (§2.5). */
export interface GenerateUrlLinkBody extends LinkTarget {
  /** 0: until a moment, 1: for a number of days. */
  expire_type: 0 | 1
  /** Unix seconds, for type 0: more than a minute and less than 30 days ahead. */
  expire_time?: number
  /** Days, for type 1: at most 30. */
  expire_interval?: number
  /** A landing page of one's own on cloud static hosting; absent = WeChat's page in between. Never `null`. */
  cloud_base?: CloudBase
}

export interface CloudBase {
  /** Id of the environment. */
  env: string
  /** Absent = the default domain. */
  domain?: string
  /** Without query, default `/`. */
  path?: string
  /** At most 1024 characters, already encoded. */
  query?: string
  /** When a third-party platform created the environment. */
  resource_appid?: string
}

/** Body of `POST /wxa/genwxashortlink` (§2.7). */
export interface GenerateShortLinkBody {
  /** Released page with its query, at most 1024 characters, without a `/` in front. */
  page_url: string
  /** More than 20 characters are cut by WeChat. */
  page_title?: string
  /** Permanent ones are limited in total; the others last 30 days. */
  is_permanent?: boolean
}

/** What WeChat knows of a URL Link; `cloudBase` when it has a landing page of its own. */
export interface UrlLinkDetails extends LinkDetails {
  cloudBase: { env: string; domain: string; path: string; query: string; resourceAppId: string } | undefined
}

const text = z.string().nullish()
/** `doamin` stands in the official sample (§2.6). */
const CloudBaseInfo = z.looseObject({
  env: text, domain: text, doamin: text, path: text, query: text, resource_appid: text,
})
const UrlLinkInfo = LinkInfo.extend({ cloud_base: CloudBaseInfo.nullish() })
const QueryAnswer = z.looseObject({ url_link_info: UrlLinkInfo.nullish(), quota_info: QuotaInfo.nullish() })
const UrlLinkAnswer = z.looseObject({ url_link: z.string().min(1) })
const ShortLinkAnswer = z.looseObject({ link: z.string().min(1) })

export interface LinkCalls {
  /** Makes a URL Link. Never repeated without a readable answer: Fault `wechat.outcomeUnknown`, as `generateScheme`. */
  generateUrlLink(
    appId: string,
    body: GenerateUrlLinkBody,
    call: WechatCall,
  ): Promise<{ urlLink: string; requestId: string | undefined }>
  /** What WeChat knows of a URL Link (`queryType` 0), or how many openings are left today (1). */
  queryUrlLink(
    appId: string,
    question: { urlLink?: string; queryType?: 0 | 1 },
    call: WechatCall,
  ): Promise<{ details: UrlLinkDetails | undefined; remainingOpenings: number | undefined }>
  /** Makes a Short Link. Never repeated without a readable answer: Fault `wechat.outcomeUnknown`. */
  generateShortLink(
    appId: string,
    body: GenerateShortLinkBody,
    call: WechatCall,
  ): Promise<{ link: string; requestId: string | undefined }>
}

function urlLinkDetails(info: z.infer<typeof UrlLinkInfo>): UrlLinkDetails {
  const { cloud_base: cloud } = info
  return {
    ...linkDetails(info),
    cloudBase: cloud?.env
      ? {
          env: cloud.env,
          domain: cloud.domain || cloud.doamin || '',
          path: cloud.path ?? '',
          query: cloud.query ?? '',
          resourceAppId: cloud.resource_appid ?? '',
        }
      : undefined,
  }
}

const making = { unknown: 'wechat.outcomeUnknown', rate: 'generate', endpoint: 'link' } as const

/** The calls of this family. */
export function linkCalls(run: Run): LinkCalls {
  return {
    async generateUrlLink(appId, json, call) {
      const operation = { ...making, path: '/wxa/generate_urllink', json, read: jsonAnswer(UrlLinkAnswer) }
      const { value, requestId } = await run(appId, operation, call)
      return { urlLink: value.url_link, requestId }
    },
    async queryUrlLink(appId, { urlLink, queryType = 0 }, call) {
      const json = { ...(urlLink === undefined ? {} : { url_link: urlLink }), query_type: queryType }
      const read = jsonAnswer(QueryAnswer)
      const operation = { path: '/wxa/query_urllink', json, read, rate: 'query', endpoint: 'link' } as const
      const { url_link_info: info, quota_info: quota } = (await run(appId, operation, call)).value
      return { details: info ? urlLinkDetails(info) : undefined, remainingOpenings: quota?.remain_visit_quota }
    },
    async generateShortLink(appId, json, call) {
      const operation = { ...making, path: '/wxa/genwxashortlink', json, read: jsonAnswer(ShortLinkAnswer) }
      const { value, requestId } = await run(appId, operation, call)
      return { link: value.link, requestId }
    },
  }
}
