import { z } from 'zod'
import { command } from './define'
import { DayRange, Instant, pageInput, pageOf } from './values'

/** One outbound call, redacted: no query secrets, no bodies. */
export const Call = z.object({
  seq: z.int(),
  at: Instant,
  system: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.int().optional(),
  durationMs: z.int(),
  outcome: z.string(),
  upstreamCode: z.string().optional(),
  requestId: z.string().optional(),
  /** Code of the fault that the attempt ended with; its text stands under `errors.<code>`. */
  fault: z.string().optional(),
  attempt: z.int(),
  correlationId: z.string(),
})
export type Call = z.infer<typeof Call>

export const calls = {
  list: command({
    kind: 'query',
    access: 'calls.view',
    summary: 'The log of outbound calls, newest first.',
    input: z.strictObject({
      ...pageInput,
      system: z.string().max(40).optional(),
      /** `ok`: answered and accepted; `failed`: everything else. */
      result: z.enum(['ok', 'failed']).optional(),
      /** Part of a path, an upstream code, a request id, a fault's code or a correlation id. */
      text: z.string().max(100).optional(),
      days: DayRange.optional(),
    }),
    output: pageOf(Call),
  }),
}
