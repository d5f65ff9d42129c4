import { z } from 'zod'
import { command } from './define'
import { DayRange, Instant, pageInput, pageOf } from './values'

export const AuditEntry = z.object({
  seq: z.int(),
  at: Instant,
  operatorName: z.string(),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
  outcome: z.string(),
  correlationId: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditVerdict = z.object({
  ok: z.boolean(),
  checked: z.int(),
  head: z.object({ seq: z.int(), mac: z.string() }).optional(),
  firstBad: z.object({ seq: z.int(), kind: z.string() }).optional(),
})

export const audit = {
  list: command({
    kind: 'query',
    access: 'audit.view',
    summary: 'The audit trail, newest first.',
    input: z.strictObject({
      ...pageInput,
      text: z.string().max(100).optional(),
      action: z.string().max(100).optional(),
      operatorName: z.string().max(40).optional(),
      days: DayRange.optional(),
    }),
    output: pageOf(AuditEntry),
  }),
  verify: command({
    kind: 'query',
    access: 'audit.view',
    summary: 'Check the whole audit chain: an edited, removed or cut-off entry is found.',
    input: z.strictObject({
      /** The head that a backup or a report repeats; with it a cut-off end is found too. */
      expectedHead: z.strictObject({ seq: z.int(), mac: z.string().max(128) }).optional(),
    }),
    output: AuditVerdict,
  }),
}
