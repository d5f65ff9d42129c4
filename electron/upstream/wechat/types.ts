/**
 * What several interfaces of WeChat are sent and answer. Source: wechat-links-qr §0, §1.1, §1.2, §2.2, §2.3. Fields that
 * are not named are let through unread: the platform adds fields without notice.
 */
import { z } from 'zod'

/** `stable`: `POST /cgi-bin/stable_token`; `token`: `GET /cgi-bin/token`, which ends the token of any other program. */
export type TokenMode = 'stable' | 'token'

/** Which version of the mini program opens. */
export type EnvVersion = 'release' | 'trial' | 'develop'

/** What every answer may carry. Success of the link endpoints is `errcode` 0, of the token endpoints no `errcode`. */
export const AnswerHead = z.looseObject({ errcode: z.int().optional(), errmsg: z.string().optional() })

export const TokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() })
export type TokenAnswer = z.infer<typeof TokenAnswer>

/** For interfaces whose success is an `errcode` 0 and nothing else. */
export const Done = z.looseObject({})

/** The target of a scheme (`jump_wxa`, §2.2). */
export interface LinkTarget {
  /** Page without query; empty or absent = home page. */
  path?: string
  /** At most 1024 characters, already encoded. */
  query?: string
  env_version?: EnvVersion
}

/** `scheme_info` and the common part of `url_link_info`. */
export const LinkInfo = z.looseObject({
  appid: z.string(),
  path: z.string().default(''),
  query: z.string().default(''),
  /** Unix seconds; absent for a plain scheme. */
  create_time: z.number().optional(),
  /** Unix seconds; 0 = for ever; absent for a plain scheme. */
  expire_time: z.number().optional(),
  env_version: z.string().default('release'),
})

export const QuotaInfo = z.looseObject({ remain_visit_quota: z.number().optional() })

/** What WeChat knows of a link. Times are Unix seconds. */
export interface LinkDetails {
  appId: string
  path: string
  query: string
  createTime: number | undefined
  /** 0 = for ever. */
  expireTime: number | undefined
  envVersion: string
}

export function linkDetails(info: z.infer<typeof LinkInfo>): LinkDetails {
  return {
    appId: info.appid,
    path: info.path,
    query: info.query,
    createTime: info.create_time,
    expireTime: info.expire_time,
    envVersion: info.env_version,
  }
}
