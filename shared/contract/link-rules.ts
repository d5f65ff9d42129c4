import { z } from 'zod'
import { command } from './define'
import { FileTicket, Id, Instant } from './values'

/** Which version of the mini program a rule opens. */
export const RuleVersion = z.enum(['release', 'trial', 'develop'])
export type RuleVersion = z.infer<typeof RuleVersion>

const Address = z.string().trim().max(2000)

/** What an operator fills in about a rule. What is wrong with it is said by the service, field by field. */
export const LinkRuleFields = z.strictObject({
  /** The link, or its beginning when it ends with `/`; identifies the rule. */
  prefix: Address,
  /** Whether other accounts are kept from rules below this one. */
  subRulesOccupied: z.boolean().default(true),
  path: z.string().trim().max(1200),
  openVersion: RuleVersion.default('release'),
  testUrls: z.array(Address).max(50).default([]),
})
export type LinkRuleFields = z.infer<typeof LinkRuleFields>

export const LinkRule = z.object({
  prefix: z.string(),
  subRulesOccupied: z.boolean(),
  path: z.string(),
  openVersion: RuleVersion,
  testUrls: z.array(z.string()),
  published: z.boolean(),
})
export type LinkRule = z.infer<typeof LinkRule>

/** `warning` from 80 % on. */
export const RuleAllowance = z.object({ limit: z.int(), used: z.int(), state: z.enum(['free', 'warning', 'full']) })
export type RuleAllowance = z.infer<typeof RuleAllowance>

/** A change that was sent and of which nobody knows whether it took effect. */
export const UnknownRuleChange = z.object({
  id: Id,
  kind: z.enum(['add', 'edit', 'publish', 'remove']),
  prefix: z.string(),
  by: z.string(),
  at: Instant,
})
export type UnknownRuleChange = z.infer<typeof UnknownRuleChange>

/** The rules of a mini program as they were last read from WeChat, and what is known since. */
export const LinkRuleBook = z.object({
  appId: Id,
  /** When WeChat last said so; missing: never read. */
  asOf: Instant.optional(),
  /** Whether the account has switched such codes on. */
  open: z.boolean(),
  rules: z.array(LinkRule),
  /** Rules in all, where WeChat did not give every one of them. */
  total: z.int(),
  capacity: RuleAllowance,
  /** This month's publications, counted in Asia/Shanghai; `by`: WeChat's own count, or what was published from here. */
  publications: RuleAllowance.extend({ month: z.string(), by: z.enum(['wechat', 'own']) }),
  unknown: z.array(UnknownRuleChange),
})
export type LinkRuleBook = z.infer<typeof LinkRuleBook>

const ofApp = { appId: Id }
const ofRule = { appId: Id, prefix: Address }

export const linkRules = {
  list: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The ordinary-link rules (普通链接二维码) of a mini program as last read; calls nobody, so it works offline.',
    input: z.strictObject(ofApp),
    output: LinkRuleBook,
  }),
  refresh: command({
    kind: 'query',
    access: 'links.view',
    summary: 'Read the rules of a mini program from WeChat; settles changes whose outcome was unknown.',
    input: z.strictObject(ofApp),
    output: LinkRuleBook,
  }),
  add: command({
    kind: 'effect',
    access: 'linkRules.edit',
    summary: 'Add a rule; it stays without effect, except for its test addresses, until it is published.',
    input: z.strictObject({ appId: Id, rule: LinkRuleFields }),
    output: LinkRuleBook,
  }),
  edit: command({
    kind: 'effect',
    access: 'linkRules.edit',
    summary: 'Change a rule that is not published; its prefix stays.',
    input: z.strictObject({ appId: Id, rule: LinkRuleFields }),
    output: LinkRuleBook,
  }),
  publish: command({
    kind: 'effect',
    access: 'linkRules.edit',
    summary: 'Publish a rule for everybody; uses up one of the month’s publications, and the rule cannot be edited after.',
    input: z.strictObject(ofRule),
    output: LinkRuleBook,
  }),
  remove: command({
    kind: 'effect',
    access: 'linkRules.edit',
    summary: 'Delete a rule; codes that are printed open the web page from then on.',
    input: z.strictObject(ofRule),
    output: LinkRuleBook,
  }),
  verificationFile: command({
    kind: 'effect',
    access: 'linkRules.edit',
    summary: 'Download the file that proves the ownership of the domain.',
    input: z.strictObject(ofApp),
    output: FileTicket,
  }),
  match: command({
    kind: 'query',
    access: 'links.view',
    summary: 'Which rule an address falls under, what a scan of it does, and what the page receives.',
    input: z.strictObject({ appId: Id, url: Address }),
    output: z.object({
      outcome: z.enum(['miniProgram', 'testers', 'webPage']),
      winner: LinkRule.optional(),
      overruled: z.array(z.string()),
      misses: z.array(z.object({ prefix: z.string(), reason: z.string() })),
      received: z.object({ q: z.string(), decoded: z.string(), scancode_time: z.string() }),
    }),
  }),
  image: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The QR code of an address as a file.',
    input: z.strictObject({
      url: Address.min(1),
      format: z.enum(['png', 'svg']).default('png'),
      minWidth: z.int().min(100).max(4000).default(600),
    }),
    output: FileTicket,
  }),
}
