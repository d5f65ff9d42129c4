import { z } from 'zod'
import { command } from './define'
import { MessageParams } from './error'
import { Money, ProviderKind } from './payment-values'
import { Id, Instant, pageInput, pageOf } from './values'

/**
 * `applied`: it changed or confirmed something; `repeated`: its content was applied before; `waiting`: the provider is
 * asked first, because the signature does not cover the amount; `flagged`: amount, currency or account differ; `refused`:
 * not believed; `ignored`: of a sort that we have no use for; `stored`: not looked at yet.
 */
export const NotificationState = z.enum(['stored', 'applied', 'repeated', 'waiting', 'flagged', 'refused', 'ignored'])
export type NotificationState = z.infer<typeof NotificationState>

export const Notification = z.object({
  id: Id,
  kind: ProviderKind,
  account: z.object({ id: Id, name: z.string() }).optional(),
  receivedAt: Instant,
  via: z.enum(['receiver', 'pasted', 'practice']),
  state: NotificationState,
  /** Why it is in this state; text under `payments.notificationReasons`. */
  reason: z.object({ code: z.string(), params: MessageParams }).optional(),
  /** `payment`, `refund`, … */
  event: z.string(),
  verified: z.enum(['covered', 'hint', 'none', 'failed']),
  orderId: Id.optional(),
  merchantNo: z.string(),
  refundNo: z.string(),
  amount: Money.optional(),
  /** How we answered: HTTP status and body. */
  reply: z.object({ status: z.int(), body: z.string() }),
  /** How often the same content came. */
  repeats: z.int(),
})
export type Notification = z.infer<typeof Notification>

/** A request as it arrived; the body as bytes, base64. */
export const RawRequest = z.object({
  method: z.string(),
  path: z.string(),
  query: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
})

export const ReceiverStatus = z.object({
  /** Whether this shell can receive at all (the loopback shell, started with `--receive`). */
  available: z.boolean(),
  enabled: z.boolean(),
  /** `host:port` it listens on. */
  address: z.string(),
  received: z.int(),
  refusedAtDoor: z.int(),
  lastAt: Instant.optional(),
  /** Path by account: what is entered as notification address behind the public host name. */
  paths: z.array(z.object({ accountId: Id, name: z.string(), path: z.string() })),
})
export type ReceiverStatus = z.infer<typeof ReceiverStatus>

export const notificationCommands = {
  'notifications.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Everything that came in, refused ones too, newest first.',
    input: z.strictObject({
      ...pageInput,
      states: z.array(NotificationState).max(7).optional(),
      accountId: Id.optional(),
      orderId: Id.optional(),
      text: z.string().max(200).optional(),
    }),
    output: pageOf(Notification),
  }),
  'notifications.get': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'One notification, its fields as read.',
    input: z.strictObject({ id: Id }),
    output: z.object({ notification: Notification, fields: z.array(z.tuple([z.string(), z.string()])) }),
  }),
  'notifications.raw': command({
    kind: 'query',
    access: 'payments.develop',
    summary: 'One notification as it arrived.',
    input: z.strictObject({ id: Id }),
    output: RawRequest,
  }),
  'notifications.paste': command({
    kind: 'effect',
    access: 'payments.import',
    summary: 'Take in a raw notification: a pasted request (headers, empty line, body, or the body alone) or an uploaded file.',
    input: z.strictObject({
      accountId: Id,
      raw: z.string().max(262_144).optional(),
      fileId: Id.optional(),
    }),
    output: Notification,
  }),
  'notifications.again': command({
    kind: 'effect',
    access: 'payments.import',
    summary: 'Look at a stored notification again, e.g. after a missing key was added.',
    input: z.strictObject({ id: Id }),
    output: Notification,
  }),
  'receiver.status': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Whether notifications can be received over the network, and where.',
    input: z.strictObject({}),
    output: ReceiverStatus,
  }),
  'receiver.set': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Switch the receiver on or off.',
    input: z.strictObject({ enabled: z.boolean() }),
    output: ReceiverStatus,
  }),
}
