import { createHash } from 'node:crypto'
import { jsonBody, optionalString, type JsonObject } from './body'
import { admit, type WechatCall } from './call'
import { WechatRefusal } from './refusal'
import { isIndividual } from './rights'
import { partsOf, ruleCovers } from './rule-match'
import type { LinkRule, SandboxApp } from './types'
import type { World } from './world'

interface Done {
  errcode: 0
  errmsg: 'ok'
}
const done: Done = { errcode: 0, errmsg: 'ok' }

/** Lets a call in and refuses an individual's mini program (85075), as all rule interfaces do. */
function enter(call: WechatCall): { app: SandboxApp; body: JsonObject } {
  const app = admit(call)
  // `qrcodejumpget` has no body at all (§4.2).
  const body = call.request.body.length === 0 && call.request.path.endsWith('get') ? {} : jsonBody(call.request)
  if (isIndividual(app)) throw new WechatRefusal(85075)
  return { app, body }
}

/** Samples quote these numbers, tables do not; both are read. Throws 40097 for anything else. */
function choice<T extends number>(body: JsonObject, name: string, values: readonly T[], missing?: T): T {
  const value = Object.hasOwn(body, name) ? body[name] : missing
  const found = values.find((known) => known === value || String(known) === value)
  if (found === undefined) throw new WechatRefusal(40097)
  return found
}

function texts(body: JsonObject, name: string): string[] {
  const value = Object.hasOwn(body, name) ? body[name] : []
  if (!Array.isArray(value)) throw new WechatRefusal(47001)
  return value.map((text: unknown) => {
    if (typeof text !== 'string') throw new WechatRefusal(47001)
    return text
  })
}

/** The caller's rule with this prefix. Throws 85095 when there is none (uncertain). */
function ownRule({ world }: WechatCall, app: SandboxApp, body: JsonObject): LinkRule {
  const rule = world.linkRules.get(optionalString(body, 'prefix') ?? '')
  if (!rule || rule.appId !== app.appId) throw new WechatRefusal(85095)
  return rule
}

/**
 * `POST /cgi-bin/wxopen/qrcodejumpadd` (wechat-links-qr §4.2): adds a rule or, with `is_edit` 1, replaces one that is
 * not published; a published one is 85095 (that code is uncertain). A mini program's own token is let in (§8, 5).
 */
export function addRule(call: WechatCall): Done {
  const { world } = call
  const { app, body } = enter(call)
  const rule: LinkRule = {
    appId: app.appId,
    prefix: optionalString(body, 'prefix') ?? '',
    permitSubRule: choice(body, 'permit_sub_rule', [1, 2]),
    path: optionalString(body, 'path') ?? '',
    openVersion: choice(body, 'open_version', [1, 2, 3]),
    debugUrls: texts(body, 'debug_url'),
    published: false,
  }
  const edits = choice(body, 'is_edit', [0, 1], 0) === 1
  checkPrefix(app, rule.prefix)
  if (edits) {
    if (ownRule(call, app, body).published) throw new WechatRefusal(85095)
  } else {
    checkNew(world, rule)
  }
  checkRulePath(rule.path)
  // Which code six test addresses give is uncertain.
  if (rule.debugUrls.length > world.limits.testUrls) throw new WechatRefusal(40097)
  if (!rule.debugUrls.every((url) => ruleCovers(rule.prefix, url))) throw new WechatRefusal(85068)
  world.linkRules.set(rule.prefix, rule)
  world.changed()
  return done
}

/**
 * Throws 85066 no address that a rule can have, 85070 blacklisted, 85076 without ICP filing. Only http and https are
 * taken, no IP address, no port, no fragment (§4.2 also names ftp and hlht, uncertain).
 */
function checkPrefix(app: SandboxApp, prefix: string): void {
  const host = hostOf(prefix)
  if (host === undefined || !URL.canParse(prefix) || !partsOf(prefix)) throw new WechatRefusal(85066)
  if (!/\.[a-z][a-z0-9-]*$/.test(host)) throw new WechatRefusal(85066)
  if ((app.blacklistedHosts ?? []).includes(host)) throw new WechatRefusal(85070)
  if ((app.unfiledHosts ?? []).includes(host)) throw new WechatRefusal(85076)
}

/** Host in lower case; nothing when the prefix is no plain web address. */
function hostOf(prefix: string): string | undefined {
  return /^https?:\/\/([^/?#:]+)(?:[/?][^#]*)?$/.exec(prefix)?.[1]?.toLowerCase()
}

/** The page that opens; a query may follow (uncertain). Throws 40165. */
function checkRulePath(path: string): void {
  if (!/^\/?[0-9A-Za-z_\-./]+(\?\S*)?$/.test(path)) throw new WechatRefusal(40165)
}

/** Throws 85071 already there, 85072 occupied by another account, 85073 too many. */
function checkNew(world: World, rule: LinkRule): void {
  const same = world.linkRules.get(rule.prefix)
  if (same) throw new WechatRefusal(same.appId === rule.appId ? 85071 : 85072)
  for (const other of world.linkRules.values()) {
    const above = other.permitSubRule === 2 && rule.prefix.startsWith(other.prefix)
    if (above && other.appId !== rule.appId) throw new WechatRefusal(85072)
  }
  if (world.rulesOf(rule.appId).length >= world.limits.linkRules) throw new WechatRefusal(85073)
}

interface ListedRule {
  prefix: string
  permit_sub_rule: number
  path: string
  open_version: number
  debug_url: string[]
  /** 1 unpublished, 2 published. */
  state: 1 | 2
}

type RuleList = Done & {
  rule_list: ListedRule[]
  /** 1: the ability is switched on. */
  qrcodejump_open: 1
  list_size: number
  /** Publications left this month. */
  qrcodejump_pub_quota: number
  total_count: number
}

/** `POST /cgi-bin/wxopen/qrcodejumpget` (§4.2): all rules at once; the paging fields are those of service accounts. */
export function getRules(call: WechatCall): RuleList {
  const { world, now, exhausted } = call
  const { app } = enter(call)
  const rules = world.rulesOf(app.appId)
  const { publications } = world.life.of(app.appId, now)
  return {
    ...done,
    rule_list: rules.map((rule) => ({
      prefix: rule.prefix,
      permit_sub_rule: rule.permitSubRule,
      path: rule.path,
      open_version: rule.openVersion,
      debug_url: rule.debugUrls,
      state: rule.published ? 2 : 1,
    })),
    qrcodejump_open: 1,
    list_size: rules.length,
    qrcodejump_pub_quota: exhausted.publications ? 0 : Math.max(0, world.limits.publicationsPerMonth - publications),
    total_count: rules.length,
  }
}

/** `POST /cgi-bin/wxopen/qrcodejumpdownload` (§4.2): the same file each time for one mini program. */
export function downloadRuleFile(call: WechatCall): Done & { file_name: string; file_content: string } {
  const { app } = enter(call)
  const random = createHash('sha256').update(`qrcodejump ${app.appId}`).digest('hex')
  return { ...done, file_name: `${random.slice(0, 10)}.txt`, file_content: random.slice(10, 42) }
}

/**
 * `POST /cgi-bin/wxopen/qrcodejumppublish` (§4.2): 85074 not released, 85069 the verification file is not served,
 * 886000 the month's publications are used up. That the file is looked for here, and not when the rule is added, is
 * uncertain; one that is published already is 85095 (uncertain).
 */
export function publishRule(call: WechatCall): Done {
  const { world, now, exhausted } = call
  const { app, body } = enter(call)
  const rule = ownRule(call, app, body)
  if (!app.released) throw new WechatRefusal(85074)
  if (rule.published) throw new WechatRefusal(85095)
  if (!servesFile(app, rule)) throw new WechatRefusal(85069)
  const life = world.life.of(app.appId, now)
  if (exhausted.publications || life.publications >= world.limits.publicationsPerMonth) throw new WechatRefusal(886000)
  life.publications += 1
  rule.published = true
  world.changed()
  return done
}

function servesFile(app: SandboxApp, { prefix }: LinkRule): boolean {
  return app.verificationFileServed !== false && !(app.unverifiedHosts ?? []).includes(hostOf(prefix) ?? '')
}

/** `POST /cgi-bin/wxopen/qrcodejumpdelete` (§4.2), published or not: the only way to take a rule down. */
export function deleteRule(call: WechatCall): Done {
  const { app, body } = enter(call)
  call.world.linkRules.delete(ownRule(call, app, body).prefix)
  call.world.changed()
  return done
}
