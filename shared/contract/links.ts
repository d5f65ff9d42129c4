import { z } from 'zod'
import { command } from './define'
import { ErrorEnvelope, MessageParams } from './error'
import { batches } from './link-batches'
import { EnvVersion, Expiry, LinkKind, LinkOptions } from './link-values'
import { FileTicket, Id, Instant, pageInput, pageOf, Zone } from './values'

export const LinkState = z.enum(['valid', 'expired', 'archived'])
export type LinkState = z.infer<typeof LinkState>

export const Link = z.object({
  id: Id,
  kind: z.string(),
  app: z.object({ id: Id, name: z.string(), appId: z.string() }),
  place: z.object({ id: Id, code: z.string(), name: z.string() }).optional(),
  path: z.string(),
  query: z.string(),
  envVersion: EnvVersion,
  /** The link itself, as it is given to people; empty for a code, whose picture `links.image` gives. */
  text: z.string(),
  options: LinkOptions,
  /** The picture of a code as WeChat drew it; `links.image` gives its bytes. */
  image: z.object({ format: z.enum(['png', 'jpeg']), width: z.int(), bytes: z.int() }).optional(),
  /** Code of the channel that it was made for; empty: none. */
  channel: z.string(),
  /** Who it is meant for, as the operator's own key; part of what makes two requests the same. */
  audience: z.string(),
  /** A variant: the link whose text it is, with this query appended. */
  variantOf: z.object({ id: Id, cq: z.string() }).optional(),
  /** 1 for the first; rises with each renewal, which keeps the record and changes the text. */
  version: z.int(),
  renewedAt: Instant.optional(),
  state: LinkState,
  expiresAt: Instant.optional(),
  campaign: z.string(),
  tag: z.string(),
  note: z.string(),
  createdAt: Instant,
  createdBy: z.string(),
  batch: z.object({ id: Id, name: z.string(), line: z.int() }).optional(),
})
export type Link = z.infer<typeof Link>

/** A link that was there already and was given instead of a new one: whose it is and from when. */
export const Reused = z.object({ createdBy: z.string(), createdAt: Instant, savedCall: z.boolean() })
export type Reused = z.infer<typeof Reused>

export const LinkResult = Link.extend({ reused: Reused.optional() })
export type LinkResult = z.infer<typeof LinkResult>

/** An outbound request whose answer never came: the link may exist at WeChat although we do not know it. */
export const UnknownRequest = z.object({
  id: Id,
  kind: z.string(),
  app: z.object({ id: Id, name: z.string() }),
  path: z.string(),
  query: z.string(),
  createdAt: Instant,
  createdBy: z.string(),
  batch: z.object({ id: Id, name: z.string(), line: z.int() }).optional(),
  /** A renewal: the link that kept its old text. */
  renews: Id.optional(),
  error: ErrorEnvelope.optional(),
})
export type UnknownRequest = z.infer<typeof UnknownRequest>

export const LinkIssue = z.object({
  field: z.string(),
  code: z.string(),
  params: MessageParams,
  severity: z.enum(['error', 'warning', 'notice']),
})
export type LinkIssue = z.infer<typeof LinkIssue>

export const LinkRequest = z.strictObject({
  kind: LinkKind,
  appId: Id,
  placeId: Id.optional(),
  path: z.string().max(2000),
  query: z.string().max(4000),
  envVersion: EnvVersion.default('release'),
  expiry: Expiry.optional(),
  campaign: z.string().trim().max(100).default(''),
  note: z.string().trim().max(500).default(''),
  /** False leaves the mini program's default tag away. */
  withDefaultTag: z.boolean().default(true),
  options: LinkOptions.default({}),
  channel: z.string().trim().max(40).default(''),
  audience: z.string().trim().max(64).default(''),
  /** False (另建一个) makes a new link even where an equal one exists within the window. */
  reuse: z.boolean().default(true),
})
export type LinkRequest = z.infer<typeof LinkRequest>

export const LinkFilter = z.strictObject({
  /** Words; or a whole link, as it is now or was before a renewal. */
  text: z.string().max(2000).optional(),
  appId: Id.optional(),
  placeId: Id.optional(),
  kind: LinkKind.optional(),
  campaign: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  createdBy: z.string().max(40).optional(),
  channel: z.string().max(40).optional(),
  batchId: Id.optional(),
  state: LinkState.optional(),
  expiringWithinDays: z.int().min(0).max(366).optional(),
  days: z.strictObject({ fromDay: z.iso.date().optional(), toDay: z.iso.date().optional(), zone: Zone }).optional(),
})
export type LinkFilter = z.infer<typeof LinkFilter>

/** One thing that happened to a link, newest last. */
export const LinkEvent = z.object({
  at: Instant,
  kind: z.enum(['created', 'archived', 'restored', 'queried', 'call', 'exported', 'renewed', 'reused', 'used', 'repointed']),
  operatorName: z.string().optional(),
  params: MessageParams,
  requestId: z.string().optional(),
})

/** Where a link went into the world. What a renewal can reach follows from the kind. */
export const LinkUse = z.object({
  id: Id,
  kind: z.enum(['sms', 'print', 'page', 'article', 'chat', 'device', 'other']),
  /** What it is, in the operator's words: 'SMS of 12 March', 'desk card, rooms 801–820'. */
  text: z.string(),
  /** A web page: its address. */
  url: z.string().optional(),
  /** How many pieces, letters or pages. */
  count: z.int().optional(),
  at: Instant,
  by: z.string(),
})
export type LinkUse = z.infer<typeof LinkUse>
const useFields = z.strictObject({
  linkId: Id,
  kind: LinkUse.shape.kind,
  text: z.string().trim().min(1).max(200),
  url: z.url({ protocol: /^https?$/ }).max(2000).optional(),
  count: z.int().min(1).max(100_000_000).optional(),
})

/** One text that a link had; the present one is the last. */
export const LinkVersion = z.object({
  version: z.int(),
  text: z.string(),
  expiresAt: Instant.optional(),
  createdAt: Instant,
  createdBy: z.string(),
})
export type LinkVersion = z.infer<typeof LinkVersion>

/** A thing that leads to the link, and whether a renewal reaches it. */
export const RenewTarget = z.object({
  kind: z.enum(['record', 'variant', 'shortAddress', 'page', 'article', 'sms', 'print', 'chat', 'device', 'other']),
  text: z.string(),
  /** `itself`: follows by itself or is repointed by the program; `byHand`: a person changes it; `never`: cannot be changed. */
  reach: z.enum(['itself', 'byHand', 'never']),
  url: z.string().optional(),
  count: z.int().optional(),
  /** After a renewal: what became of it. */
  outcome: z.enum(['done', 'refused', 'unknown']).optional(),
  error: ErrorEnvelope.optional(),
})
export type RenewTarget = z.infer<typeof RenewTarget>

/** One allowance of a mini program and what is used of it. Without a limit nothing is stopped. */
export const LinkAllowance = z.object({
  appId: Id,
  /** A counter of the program, or `openings` as WeChat last said it. */
  counter: z.string(),
  period: z.enum(['day', 'month', 'life']),
  /** The day `YYYY-MM-DD` or month in Asia/Shanghai that is counted; absent for `life`. */
  periodOf: z.string().optional(),
  used: z.int(),
  limit: z.int(),
  /** Calls that an existing link made unnecessary. */
  saved: z.int(),
  /** `warn` from 80 %, `stop` at 100 %. */
  state: z.enum(['ok', 'warn', 'stop']),
  /** Name of the dated limit in the settings. */
  limitKey: z.string(),
})
export type LinkAllowance = z.infer<typeof LinkAllowance>

const variants = {
  /** The request of the base link; `channel` and the default tag come from the channels. */
  request: LinkRequest,
  /** Codes of `campaigns.channels`. */
  channels: z.array(z.string().max(40)).min(1).max(100),
}

export const links = {
  checkVariants: command({
    kind: 'query',
    access: 'links.view',
    summary: 'What would become of a request in several channels: how each differs, and how many calls it takes.',
    input: z.strictObject(variants),
    output: z.object({
      /** Calls to WeChat: one for all where a query can be appended, else one for each. */
      calls: z.int(),
      variants: z.array(
        z.object({
          channel: z.string(),
          name: z.string(),
          /** `cq`: appended to one link; `query`: a link of its own with the tag in its query. */
          how: z.enum(['cq', 'query']),
          query: z.string(),
          issues: z.array(LinkIssue),
          ready: z.boolean(),
        }),
      ),
    }),
  }),
  createVariants: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Make one link in several channel variants; a variant that fails stops only itself.',
    input: z.strictObject(variants),
    output: z.object({
      base: LinkResult.optional(),
      made: z.array(LinkResult),
      failed: z.array(z.object({ channel: z.string(), error: ErrorEnvelope })),
    }),
  }),
  renewPlan: command({
    kind: 'query',
    access: 'links.view',
    summary: 'What a renewal would change by itself, what a person must change, and what it can never reach.',
    input: z.strictObject({ id: Id }),
    output: z.object({ link: Link, possible: z.boolean(), reason: z.string().optional(), targets: z.array(RenewTarget) }),
  }),
  renew: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Give a link a new text and end; the record, its short addresses and its landing page stay.',
    input: z.strictObject({ id: Id, expiry: Expiry.optional() }),
    output: z.object({ link: Link, targets: z.array(RenewTarget) }),
  }),
  renewMany: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Renew several links, one after the other.',
    input: z.strictObject({ ids: z.array(Id).min(1).max(5000), expiry: Expiry.optional() }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'uses.add': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Note where a link was used: an SMS, a printed card, a web page.',
    input: useFields,
    output: LinkUse,
  }),
  'uses.remove': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Take such a note back.',
    input: z.strictObject({ id: Id }),
    output: z.object({ removed: z.boolean() }),
  }),
  usage: command({
    kind: 'query',
    access: 'links.view',
    summary: 'What is used of each mini program’s allowances, counted here.',
    input: z.strictObject({ appId: Id.optional() }),
    output: z.object({ at: Instant, allowances: z.array(LinkAllowance) }),
  }),
  askUsage: command({
    kind: 'effect',
    access: 'links.view',
    summary: 'Ask WeChat for the openings left today and the gateway’s quota of an interface.',
    input: z.strictObject({ appId: Id, path: z.string().regex(/^\/[\w/.-]{1,100}$/).default('/wxa/generatescheme') }),
    output: z.object({
      at: Instant,
      remainingOpenings: z.int().optional(),
      quota: z.object({ dailyLimit: z.int(), used: z.int(), remain: z.int() }).optional(),
      rate: z.object({ callCount: z.int(), refreshSeconds: z.int() }).optional(),
    }),
  }),
  explainRequest: command({
    kind: 'effect',
    access: 'calls.view',
    summary: 'Ask WeChat what it knows of one call by its request id (rid), up to seven days back.',
    input: z.strictObject({ appId: Id, rid: z.string().trim().regex(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/i) }),
    output: z.object({
      invokedAt: Instant.optional(),
      costMs: z.int().optional(),
      /** Path and query without the token. */
      requestUrl: z.string(),
      requestBody: z.string(),
      responseBody: z.string(),
      clientIp: z.string(),
    }),
  }),
  check: command({
    kind: 'query',
    access: 'links.view',
    summary: 'What would become of a request: issues field by field, the link or the body, and what onLoad receives.',
    input: LinkRequest,
    output: z.object({
      issues: z.array(LinkIssue),
      ready: z.boolean(),
      /** A link that would be given instead of a new one. */
      existing: z.object({ link: Link, createdBy: z.string(), createdAt: Instant }).optional(),
      /** The allowances that making it uses. */
      allowances: z.array(LinkAllowance),
      scheme: z.string().optional(),
      body: z.string().optional(),
      query: z.string(),
      expiresAt: Instant.optional(),
      onLoad: z.array(
        z.object({ key: z.string(), value: z.string(), decoded: z.string().optional() }),
      ),
    }),
  }),
  create: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Make one link, or give the equal one that exists within the window that the settings name.',
    input: LinkRequest,
    output: LinkResult,
  }),
  list: command({
    kind: 'query',
    access: 'links.view',
    summary: 'Every link ever made, newest first.',
    input: z.strictObject({ ...pageInput, filter: LinkFilter.default({}) }),
    output: pageOf(Link),
  }),
  get: command({
    kind: 'query',
    access: 'links.view',
    summary: 'One link with what happened to it.',
    input: z.strictObject({ id: Id }),
    output: z.object({
      link: Link,
      timeline: z.array(LinkEvent),
      uses: z.array(LinkUse),
      versions: z.array(LinkVersion),
      variants: z.array(Link),
    }),
  }),
  facets: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The campaigns, tags, creators and channels that occur, for the filters.',
    input: z.strictObject({}),
    output: z.object({
      campaigns: z.array(z.string()),
      tags: z.array(z.string()),
      creators: z.array(z.string()),
      channels: z.array(z.string()),
    }),
  }),
  archive: command({
    kind: 'effect',
    access: 'links.archive',
    summary: 'Put links away or bring them back; they keep working at WeChat.',
    input: z.strictObject({ ids: z.array(Id).min(1).max(5000), archived: z.boolean() }),
    output: z.object({ changed: z.int() }),
  }),
  query: command({
    kind: 'effect',
    access: 'links.view',
    summary: 'Ask WeChat what it knows of a scheme or URL Link.',
    input: z.strictObject({ id: Id }),
    output: z.object({
      appId: z.string(),
      path: z.string(),
      query: z.string(),
      envVersion: z.string(),
      createdAt: Instant.optional(),
      expiresAt: Instant.optional(),
    }),
  }),
  image: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The QR code of a link, or the picture of a code as WeChat drew it, as a file.',
    input: z.strictObject({ id: Id, format: z.enum(['png', 'svg']), minWidth: z.int().min(100).max(4000).default(800) }),
    output: FileTicket,
  }),
  phone: command({
    kind: 'query',
    access: 'links.view',
    summary: 'In practice: the address of the page that shows what a phone would do with the link.',
    input: z.strictObject({ id: Id }),
    output: z.object({ url: z.string() }),
  }),
  export: command({
    kind: 'effect',
    access: 'data.export',
    summary: 'Export the links that fit a filter, exactly as shown.',
    input: z.strictObject({
      filter: LinkFilter.default({}),
      format: z.enum(['xlsx', 'csv']),
      columns: z.array(z.string().max(40)).min(1).max(40),
      ids: z.array(Id).max(5000).optional(),
    }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  unknowns: command({
    kind: 'query',
    access: 'links.view',
    summary: 'Requests whose outcome is unknown.',
    input: z.strictObject({}),
    output: z.array(UnknownRequest),
  }),
  settleUnknown: command({
    kind: 'effect',
    access: 'links.make',
    summary:
      'Decide about unknown requests: `redo` puts a row back to be made again (an extra link may exist at WeChat), `giveUp` closes it.',
    input: z.strictObject({ ids: z.array(Id).min(1).max(5000), decision: z.enum(['redo', 'giveUp']), note: z.string().trim().max(500).default('') }),
    output: z.object({ settled: z.int() }),
  }),
  ...batches,
}
