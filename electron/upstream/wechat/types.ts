/**
 * What WeChat is sent and answers. Source: wechat-links-qr §0, §1.1, §1.2, §2.2, §2.3. Fields that are not named here
 * are let through unread: the platform adds fields without notice.
 */
import { z } from 'zod'

/** `stable`: `POST /cgi-bin/stable_token`; `token`: `GET /cgi-bin/token`, which ends the token of any other program. */
export type TokenMode = 'stable' | 'token'

/** What every answer may carry. Success of the link endpoints is `errcode` 0, of the token endpoints no `errcode`. */
export const AnswerHead = z.looseObject({ errcode: z.int().optional(), errmsg: z.string().optional() })

export const TokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() })
export type TokenAnswer = z.infer<typeof TokenAnswer>

export const GenerateSchemeAnswer = z.looseObject({ openlink: z.string().min(1) })

const SchemeInfo = z.looseObject({
  appid: z.string(),
  path: z.string().default(''),
  query: z.string().default(''),
  /** Unix seconds; absent for a plain scheme. */
  create_time: z.number().optional(),
  /** Unix seconds; 0 = for ever; absent for a plain scheme. */
  expire_time: z.number().optional(),
  env_version: z.string().default('release'),
})

export const QuerySchemeAnswer = z.looseObject({
  scheme_info: SchemeInfo.optional(),
  quota_info: z.looseObject({ remain_visit_quota: z.number().optional() }).optional(),
})
export type QuerySchemeAnswer = z.infer<typeof QuerySchemeAnswer>

/** Body of `POST /wxa/generatescheme` (§2.2). `is_expire` is always sent, as the samples do. */
export interface GenerateSchemeBody {
  jump_wxa?: {
    /** Page without query; empty or absent = home page. */
    path?: string
    /** At most 1024 characters, already encoded. */
    query?: string
    env_version?: 'release' | 'trial' | 'develop'
  }
  is_expire: true
  /** 0: until a moment, 1: for a number of days. */
  expire_type: 0 | 1
  /** Unix seconds, for type 0: more than a minute and less than 30 days ahead. */
  expire_time?: number
  /** Days, for type 1: at most 30. */
  expire_interval?: number
}

/** What WeChat knows of a scheme. Times are Unix seconds. */
export interface SchemeDetails {
  appId: string
  path: string
  query: string
  createTime: number | undefined
  /** 0 = for ever. */
  expireTime: number | undefined
  envVersion: string
}
