import { z } from 'zod'
import { command } from './define'
import { Instant, Zone } from './values'

/** Settings of a workspace. Each has a default in the service; a change is audited. */
export const WorkspaceSettings = z.strictObject({
  /** Minutes without input after which a session locks itself; 0 = never. */
  idleLockMinutes: z.int().min(0).max(480),
  /** Zone in which days of reports are counted unless a screen says otherwise. */
  zone: Zone,
  /** `environment`: what the system says; `none`; or an address such as http://proxy:8080, without a password in it. */
  proxy: z.union([z.literal('environment'), z.literal('none'), z.url({ protocol: /^https?$/ }).max(300).regex(/^[^@]*$/u)]),
  /** Days for which the log of outbound calls is kept. */
  callLogDays: z.int().min(1).max(730),
  /** Minutes within which an equal request is given the link that exists; 0 = always a new one. */
  reuseWindowMinutes: z.int().min(0).max(525_600),
  /** A link that ends sooner than this is not given again. */
  reuseMinRemainingMinutes: z.int().min(0).max(43_200),
})
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

/** A number that an outside party sets and may change: value, source, the day it was read there, and how sure it is. */
export const DatedLimit = z.object({
  key: z.string(),
  /** The registry that it stands in (`links`, `ledger`): limits are shown by it. */
  group: z.string(),
  value: z.number(),
  unit: z.string(),
  source: z.string(),
  asOf: z.iso.date(),
  certain: z.boolean(),
  shippedValue: z.number(),
  /** What the same rule said before, oldest first. */
  earlier: z.array(z.object({ value: z.number(), asOf: z.iso.date(), source: z.string() })).optional(),
  changedBy: z.string().optional(),
  changedAt: Instant.optional(),
})
export type DatedLimit = z.infer<typeof DatedLimit>

export const settings = {
  get: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'The settings of this workspace.',
    input: z.strictObject({}),
    output: WorkspaceSettings,
  }),
  update: command({
    kind: 'effect',
    access: 'settings.edit',
    summary: 'Change settings of this workspace.',
    input: WorkspaceSettings.partial(),
    output: WorkspaceSettings,
  }),
  limits: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'The platform’s limits as this workspace uses them.',
    input: z.strictObject({}),
    output: z.array(DatedLimit),
  }),
  setLimit: command({
    kind: 'effect',
    access: 'settings.edit',
    summary: 'Change one limit, with source and date; without a value the shipped one applies again.',
    input: z.strictObject({
      key: z.string().max(80),
      value: z.number().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
      source: z.string().trim().max(500).default(''),
      asOf: z.iso.date().optional(),
    }),
    output: z.array(DatedLimit),
  }),
}
