import { z } from 'zod'
import { command } from './define'
import { Day, Id, Instant, line } from './values'

/** 服务号 or 订阅号. Only a verified service account has the JS-SDK ticket that open tags need. */
export const OfficialAccountType = z.enum(['service', 'subscription'])
export type OfficialAccountType = z.infer<typeof OfficialAccountType>

/** What an operator fills in about a 公众号. Syntax of the ids and hosts is checked by the service, field by field. */
export const OfficialAccountFields = z.strictObject({
  name: line(60),
  appId: z.string().trim().min(1).max(40),
  originalId: z.string().trim().max(40).default(''),
  type: OfficialAccountType,
  /** Name of the company that the account belongs to, as the platform's console shows it; empty = not noted. */
  company: z.string().trim().max(100).default(''),
  verified: z.boolean().default(false),
  /** Last day of the verification, counted in Asia/Shanghai; missing = not noted. */
  verifiedUntil: Day.optional(),
  /** JS接口安全域名: hosts without scheme, as they stand in the console. */
  safeDomains: z.array(z.string().trim().min(1).max(253)).max(20).default([]),
})
export type OfficialAccountFields = z.infer<typeof OfficialAccountFields>

export const OfficialAccount = z.object({
  id: Id,
  name: z.string(),
  appId: z.string(),
  originalId: z.string(),
  type: OfficialAccountType,
  company: z.string(),
  verified: z.boolean(),
  verifiedUntil: Day.optional(),
  safeDomains: z.array(z.string()),
  /** Only that there is a secret, its end and its use; never the secret. */
  secret: z
    .object({ last4: z.string(), setAt: Instant, lastUsedAt: Instant.optional() })
    .optional(),
  archived: z.boolean(),
  /** Rises with every change of the fields and with archiving; not when only the secret changes. */
  rev: z.int(),
  updatedAt: Instant,
})
export type OfficialAccount = z.infer<typeof OfficialAccount>

export const officialAccounts = {
  list: command({
    kind: 'query',
    access: 'officialAccounts.view',
    summary: 'All official accounts (公众号).',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(OfficialAccount),
  }),
  get: command({
    kind: 'query',
    access: 'officialAccounts.view',
    summary: 'One official account.',
    input: z.strictObject({ id: Id }),
    output: OfficialAccount,
  }),
  create: command({
    kind: 'effect',
    access: 'officialAccounts.edit',
    summary: 'Add an official account.',
    input: OfficialAccountFields,
    output: OfficialAccount,
  }),
  update: command({
    kind: 'effect',
    access: 'officialAccounts.edit',
    summary: 'Change an official account; `rev` is the revision that was read, so that nobody’s change is overwritten.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: OfficialAccountFields }),
    output: OfficialAccount,
  }),
  archive: command({
    kind: 'effect',
    access: 'officialAccounts.edit',
    summary: 'Put an official account away or bring it back.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: OfficialAccount,
  }),
  setSecret: command({
    kind: 'effect',
    access: 'officialAccounts.secrets',
    summary: 'Seal the AppSecret of an official account.',
    input: z.strictObject({ id: Id, secret: z.string().trim().min(16).max(128) }),
    output: OfficialAccount,
    secrets: ['secret'],
  }),
  removeSecret: command({
    kind: 'effect',
    access: 'officialAccounts.secrets',
    summary: 'Forget the AppSecret of an official account.',
    input: z.strictObject({ id: Id }),
    output: OfficialAccount,
  }),
  testConnection: command({
    kind: 'effect',
    access: 'officialAccounts.edit',
    summary: 'Fetch a token with the sealed secret; tells how long it lives, never the token.',
    input: z.strictObject({ id: Id }),
    output: z.object({ expiresInSeconds: z.int() }),
  }),
}
