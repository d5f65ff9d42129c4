/** Encrypted and plain URL schemes, and NFC schemes. Source: wechat-links-qr §2.2, §2.3, §2.4. */
import { z } from 'zod'
import { jsonAnswer } from './answers'
import type { WechatCall } from './flights'
import type { Run } from './session'
import { LinkInfo, QuotaInfo, linkDetails } from './types'
import type { LinkDetails, LinkTarget } from './types'

const OpenlinkAnswer = z.looseObject({ openlink: z.string().min(1) })
const QuerySchemeAnswer = z.looseObject({ scheme_info: LinkInfo.nullish(), quota_info: QuotaInfo.nullish() })

/** Body of `POST /wxa/generatescheme` (§2.2). `is_expire` is always sent, as the samples do. */
export interface GenerateSchemeBody {
  jump_wxa?: LinkTarget
  is_expire: true
  /** 0: until a moment, 1: for a number of days. */
  expire_type: 0 | 1
  /** Unix seconds, for type 0: more than a minute and less than 30 days ahead. */
  expire_time?: number
  /** Days, for type 1: at most 30. */
  expire_interval?: number
}

/** Body of `POST /wxa/generatenfcscheme` (§2.4). */
export interface GenerateNfcSchemeBody {
  jump_wxa?: LinkTarget
  /** Of the device model that was registered for NFC. */
  model_id: string
  /** Only for models of which each device has a link of its own. */
  sn?: string
}

/** What WeChat knows of a scheme. Times are Unix seconds. */
export type SchemeDetails = LinkDetails

export interface SchemeCalls {
  /**
   * Makes an encrypted scheme. There is no idempotency key and no way to find a scheme again, so that a call without a
   * readable answer is never repeated: Fault `wechat.outcomeUnknown`, `retry: 'afterCheck'`. With any other fault it is
   * certain that nothing was made.
   */
  generateScheme(
    appId: string,
    body: GenerateSchemeBody,
    call: WechatCall,
  ): Promise<{ openlink: string; requestId: string | undefined }>
  /** Makes an NFC scheme, which lasts for ever; never repeated, as {@link generateScheme}. */
  generateNfcScheme(
    appId: string,
    body: GenerateNfcSchemeBody,
    call: WechatCall,
  ): Promise<{ openlink: string; requestId: string | undefined }>
  /** What WeChat knows of a scheme, encrypted or plain (`queryType` 0), or how many openings are left today (1). */
  queryScheme(
    appId: string,
    question: { scheme?: string; queryType?: 0 | 1 },
    call: WechatCall,
  ): Promise<{ details: SchemeDetails | undefined; remainingOpenings: number | undefined }>
  /** Openings left today for all schemes and URL Links of a mini program; `undefined` when WeChat does not say. */
  remainingOpenings(appId: string, call: WechatCall): Promise<number | undefined>
}

/** The calls of this family. */
export function schemeCalls(run: Run): SchemeCalls {
  async function make(appId: string, path: string, endpoint: 'link' | 'nfc', json: object, call: WechatCall) {
    const read = jsonAnswer(OpenlinkAnswer)
    const operation = { path, json, read, unknown: 'wechat.outcomeUnknown', rate: 'generate', endpoint } as const
    const { value, requestId } = await run(appId, operation, call)
    return { openlink: value.openlink, requestId }
  }

  const calls: SchemeCalls = {
    generateScheme: (appId, body, call) => make(appId, '/wxa/generatescheme', 'link', body, call),
    generateNfcScheme: (appId, body, call) => make(appId, '/wxa/generatenfcscheme', 'nfc', body, call),
    async queryScheme(appId, { scheme, queryType = 0 }, call) {
      const json = { ...(scheme === undefined ? {} : { scheme }), query_type: queryType }
      const read = jsonAnswer(QuerySchemeAnswer)
      const { value } = await run(appId, { path: '/wxa/queryscheme', json, read, rate: 'query', endpoint: 'link' }, call)
      const { scheme_info: info, quota_info: quota } = value
      return { details: info ? linkDetails(info) : undefined, remainingOpenings: quota?.remain_visit_quota }
    },
    async remainingOpenings(appId, call) {
      return (await calls.queryScheme(appId, { queryType: 1 }, call)).remainingOpenings
    },
  }
  return calls
}
