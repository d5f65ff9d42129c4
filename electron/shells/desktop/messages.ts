import { FileTicket } from '@shared/contract/values'
import { z } from 'zod'

const session = z.string().max(200).optional()
const id = z.int().min(1)

/** What a window may send. A page that was taken over can send anything, so it is read like input from outside. */
export const CallMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    name: z.string().max(200),
    input: z.unknown(),
    session,
    locale: z.string().max(20),
  }),
  z.strictObject({ kind: z.literal('uploadPath'), path: z.string().min(1).max(32_768), session }),
  z.strictObject({
    kind: z.literal('uploadBytes'),
    bytes: z.instanceof(ArrayBuffer),
    name: z.string().max(1_000),
    session,
  }),
  z.strictObject({ kind: z.literal('save'), ticket: FileTicket }),
  z.strictObject({ kind: z.literal('read'), ticket: FileTicket }),
  z.strictObject({
    kind: z.literal('follow'),
    id,
    session,
    since: z.strictObject({ run: z.string().max(100), seq: z.int().min(0) }).optional(),
  }),
  z.strictObject({ kind: z.literal('unfollow'), id }),
  z.strictObject({ kind: z.literal('openExternal'), url: z.string().max(4_096) }),
])
export type CallMessage = z.infer<typeof CallMessage>
