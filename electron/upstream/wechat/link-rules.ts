/** Rules for ordinary-link QR codes (普通链接二维码). Source: wechat-links-qr §4.2. */
import { z } from 'zod'
import { jsonAnswer } from './answers'
import type { WechatCall } from './flights'
import type { Run } from './session'
import { Done } from './types'

/** 1 develop, 2 trial, 3 release. */
export type RuleVersion = 1 | 2 | 3

/** Body of `POST /cgi-bin/wxopen/qrcodejumpadd`. */
export interface LinkRuleBody {
  /** The link, or its beginning when it ends in `/`. */
  prefix: string
  /** 1: other accounts may register rules below it; 2: they may not. */
  permit_sub_rule: 1 | 2
  /** Page of the mini program that opens. */
  path: string
  open_version: RuleVersion
  /** At most five addresses under the rule that work before it is published. */
  debug_url?: readonly string[]
  /** 0 adds a rule, 1 changes the one with this prefix, which must not be published. */
  is_edit: 0 | 1
}

export interface LinkRule {
  prefix: string
  /** Whether other accounts are kept from rules below this one. */
  subRulesOccupied: boolean
  path: string
  /** As sent: 1 develop, 2 trial, 3 release. */
  openVersion: number
  testUrls: string[]
  published: boolean
}

export interface LinkRuleList {
  /** Whether the account has switched such codes on. */
  open: boolean
  rules: LinkRule[]
  /** Publications left this month; `undefined` when WeChat does not say. */
  publicationsLeft: number | undefined
  /** How many rules there are, also when WeChat gives only some of them. */
  total: number
}

export interface LinkRuleCalls {
  list(appId: string, call: WechatCall): Promise<LinkRuleList>
  /**
   * Adds a rule or changes one (`is_edit`). As with the other changes, a call without a readable answer is not repeated:
   * Fault `wechat.ruleOutcomeUnknown`, `retry: 'afterCheck'`; {@link list} tells what came of it.
   */
  add(appId: string, rule: LinkRuleBody, call: WechatCall): Promise<void>
  /** Uses up one of the month's publications. */
  publish(appId: string, prefix: string, call: WechatCall): Promise<void>
  remove(appId: string, prefix: string, call: WechatCall): Promise<void>
  /** The file that must be served below the link before a rule is taken. */
  verificationFile(appId: string, call: WechatCall): Promise<{ fileName: string; content: string }>
}

/** Documented as numbers; SDKs read them from texts as well. */
const number = z.union([z.number(), z.stringFormat('digits', /^\d{1,9}$/u).transform(Number)])

const RuleInfo = z.looseObject({
  prefix: z.string(),
  permit_sub_rule: number.optional(),
  path: z.string().default(''),
  open_version: number.default(3),
  debug_url: z.array(z.string()).nullish(),
  state: number.optional(),
})
const ListAnswer = z.looseObject({
  rule_list: z.array(RuleInfo).nullish(),
  qrcodejump_open: z.union([z.boolean(), number]).optional(),
  qrcodejump_pub_quota: number.optional(),
  list_size: number.optional(),
  total_count: number.optional(),
})
const FileAnswer = z.looseObject({ file_name: z.string().min(1), file_content: z.string() })

const ruleOf = (info: z.infer<typeof RuleInfo>): LinkRule => ({
  prefix: info.prefix,
  subRulesOccupied: info.permit_sub_rule === 2,
  path: info.path,
  openVersion: info.open_version,
  testUrls: info.debug_url ?? [],
  published: info.state === 2,
})

const common = { rate: 'linkRule', endpoint: 'account' } as const
const changing = { ...common, read: jsonAnswer(Done), unknown: 'wechat.ruleOutcomeUnknown' } as const

/** The calls of this family. */
export function linkRuleCalls(run: Run): LinkRuleCalls {
  const change = async (appId: string, path: string, json: object, call: WechatCall) => {
    await run(appId, { ...changing, path: `/cgi-bin/wxopen/${path}`, json }, call)
  }
  return {
    async list(appId, call) {
      const read = jsonAnswer(ListAnswer)
      const { value } = await run(appId, { ...common, path: '/cgi-bin/wxopen/qrcodejumpget', json: {}, read }, call)
      const rules = (value.rule_list ?? []).map(ruleOf)
      return {
        // Absent where the account has never been asked: rules that exist say that it is on.
        open: value.qrcodejump_open === undefined ? rules.length > 0 : Boolean(value.qrcodejump_open),
        rules,
        publicationsLeft: value.qrcodejump_pub_quota,
        total: value.total_count ?? value.list_size ?? rules.length,
      }
    },
    add: (appId, rule, call) => change(appId, 'qrcodejumpadd', rule, call),
    publish: (appId, prefix, call) => change(appId, 'qrcodejumppublish', { prefix }, call),
    remove: (appId, prefix, call) => change(appId, 'qrcodejumpdelete', { prefix }, call),
    async verificationFile(appId, call) {
      const operation = { ...common, path: '/cgi-bin/wxopen/qrcodejumpdownload', json: {}, read: jsonAnswer(FileAnswer) }
      const { file_name: fileName, file_content: content } = (await run(appId, operation, call)).value
      return { fileName, content }
    },
  }
}
