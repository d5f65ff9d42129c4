import { z } from 'zod'
import { command } from './define'
import { ErrorEnvelope, MessageParams } from './error'
import { batches } from './link-batches'
import { EnvVersion, Expiry, LinkKind } from './link-values'
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
  /** The link itself, as it is given to people. */
  text: z.string(),
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
})
export type LinkRequest = z.infer<typeof LinkRequest>

export const LinkFilter = z.strictObject({
  text: z.string().max(100).optional(),
  appId: Id.optional(),
  placeId: Id.optional(),
  kind: LinkKind.optional(),
  campaign: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  createdBy: z.string().max(40).optional(),
  batchId: Id.optional(),
  state: LinkState.optional(),
  expiringWithinDays: z.int().min(0).max(366).optional(),
  days: z.strictObject({ fromDay: z.iso.date().optional(), toDay: z.iso.date().optional(), zone: Zone }).optional(),
})
export type LinkFilter = z.infer<typeof LinkFilter>

/** One thing that happened to a link, newest last. */
export const LinkEvent = z.object({
  at: Instant,
  kind: z.enum(['created', 'archived', 'restored', 'queried', 'call', 'exported']),
  operatorName: z.string().optional(),
  params: MessageParams,
  requestId: z.string().optional(),
})

export const links = {
  check: command({
    kind: 'query',
    access: 'links.view',
    summary: 'What would become of a request: issues field by field, the link or the body, and what onLoad receives.',
    input: LinkRequest,
    output: z.object({
      issues: z.array(LinkIssue),
      ready: z.boolean(),
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
    summary: 'Make one link.',
    input: LinkRequest,
    output: Link,
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
    output: z.object({ link: Link, timeline: z.array(LinkEvent) }),
  }),
  facets: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The campaigns, tags and creators that occur, for the filters.',
    input: z.strictObject({}),
    output: z.object({
      campaigns: z.array(z.string()),
      tags: z.array(z.string()),
      creators: z.array(z.string()),
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
    summary: 'Ask WeChat what it knows of a scheme.',
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
    summary: 'The QR code of a link as a file.',
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
