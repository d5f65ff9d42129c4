import { z } from 'zod'
import { AdviserRule } from './adviser'
import { command } from './define'
import { MessageParams } from './error'
import { Id, Instant } from './values'

/** One thing to say about an identified link: text under `identify.why.<code>`, or where `issue` under `linkRules.issues`. */
export const IdentifyReason = z.object({
  code: z.string(),
  params: MessageParams,
  /** `error`: it does not open; `warning`: it may not; `notice`: worth knowing. */
  severity: z.enum(['error', 'warning', 'notice']),
})
export type IdentifyReason = z.infer<typeof IdentifyReason>

/** What our own records know of the link. */
export const IdentifiedRecord = z.object({
  linkId: Id,
  kind: z.string(),
  createdBy: z.string(),
  createdAt: Instant,
  campaign: z.string(),
  channel: z.string(),
  tag: z.string(),
  note: z.string(),
  place: z.object({ id: Id, code: z.string(), name: z.string() }).optional(),
  state: z.enum(['valid', 'expired', 'archived']),
  /** `text`: this very text; `parts`: the same link written otherwise; `base`: with a query appended to it; `shortAddress`: our own short address of it. */
  by: z.enum(['text', 'parts', 'base', 'shortAddress']),
  /** An older text of a renewed link: which version it is, and the text that counts now. */
  replaced: z.object({ version: z.int(), current: z.int(), text: z.string() }).optional(),
})

export const Identified = z.object({
  /** The link that was taken out of what was given; empty where there is none. */
  text: z.string(),
  /** What was done to get it: texts under `identify.changed`. */
  changed: z.array(z.string()),
  /** Further links in the same text. */
  others: z.array(z.string()),
  /** A kind of link, or `jump`, `http`, `short_address`, `other`, `broken`, `none`. */
  kind: z.string(),
  /** For `other`: what it is, by its address. */
  other: z.string().optional(),
  /** For `broken`: why it cannot be read. */
  problem: z.object({ code: z.string(), params: MessageParams }).optional(),
  ours: z.enum(['yes', 'appOnly', 'no', 'unknown']),
  app: z.object({ id: Id, name: z.string(), archived: z.boolean() }).optional(),
  /** Absent where the link does not say and no record knows. */
  appId: z.string().optional(),
  path: z.string().optional(),
  /** As it arrives, before the page decodes it. */
  query: z.string().optional(),
  cq: z.string().optional(),
  envVersion: z.string().optional(),
  expiresAt: Instant.optional(),
  /** It never ends. */
  endless: z.boolean(),
  onLoad: z.array(z.object({ key: z.string(), value: z.string(), decoded: z.string(), decodeFails: z.boolean(), repeated: z.boolean() })),
  /** Short Link: name of the mini program and title as they stand in the text. */
  name: z.string().optional(),
  title: z.string().optional(),
  record: IdentifiedRecord.optional(),
  why: z.array(IdentifyReason),
  /** What the adviser's rules say of this kind at the places that were named. */
  spots: z.array(z.object({ place: z.string(), platform: z.string(), rule: AdviserRule })),
  /** WeChat can be asked about it. */
  canAsk: z.boolean(),
})
export type Identified = z.infer<typeof Identified>

export const identify = {
  identify: command({
    kind: 'query',
    access: 'links.view',
    summary: 'What a text with a link in it is: kind, mini program, page, query, whose it is, and why it may not open.',
    input: z.strictObject({
      text: z.string().max(20_000),
      /** Where it is used, by the adviser's places. */
      places: z.array(z.string().min(1).max(60)).max(20).default([]),
    }),
    output: Identified,
  }),
  identifyAtWechat: command({
    kind: 'effect',
    access: 'links.view',
    summary: 'Ask WeChat what it knows of a scheme or URL Link, with the token of one of our mini programs.',
    input: z.strictObject({ appId: Id, text: z.string().max(20_000) }),
    output: z.object({
      appId: z.string(),
      path: z.string(),
      query: z.string(),
      envVersion: z.string(),
      createdAt: Instant.optional(),
      expiresAt: Instant.optional(),
    }),
  }),
}
