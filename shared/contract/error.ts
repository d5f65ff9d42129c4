import { z } from 'zod'

/** Whether the same request may be sent again: `afterCheck` means the outcome is unknown and must be looked up first. */
export const Retry = z.enum(['no', 'safe', 'afterCheck'])
export type Retry = z.infer<typeof Retry>

/** Values that a message text may contain. Never a secret, a stack or a path of the machine. */
export const MessageParams = z.record(z.string(), z.union([z.string(), z.number()]))
export type MessageParams = z.infer<typeof MessageParams>

/** One field of the input that was refused. `path` is dotted (`rows.3.path`); the text stands under `errors.fields.<code>`. */
export const FieldError = z.object({ path: z.string(), code: z.string(), params: MessageParams.optional() })
export type FieldError = z.infer<typeof FieldError>

/** What an outside system answered, in its own words, for the "details" of an error. */
export const UpstreamAnswer = z.object({
  system: z.string(),
  code: z.string(),
  message: z.string(),
  requestId: z.string().optional(),
})
export type UpstreamAnswer = z.infer<typeof UpstreamAnswer>

/** The one shape in which a failure crosses any boundary. `messageKey` is a key of `shared/texts` (`errors.<code>`). */
export const ErrorEnvelope = z.object({
  code: z.string(),
  messageKey: z.string(),
  params: MessageParams,
  fields: z.array(FieldError).optional(),
  upstream: UpstreamAnswer.optional(),
  retry: Retry,
  correlationId: z.string(),
})
export type ErrorEnvelope = z.infer<typeof ErrorEnvelope>

/** What every transport answers to a call. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: ErrorEnvelope }
