/** Callbacks: verified over the raw body, then decrypted. Source: payment-providers §8.3, §8.7. */
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { NotificationReading, NotificationReply, OpenAccount, RawNotification } from '../payments/types'
import { openV3, type V3Account } from './account'
import { decrypt } from './crypto'
import { judgeMessage, type MessageProblem } from './messages'
import { orderReading, OrderSaid, refundReading, RefundSaid } from './readings'
import { objectIn } from './strict-json'

const text = z.string().max(4_096)
const Callback = z.looseObject({
  id: z.string().min(1).max(128),
  event_type: text,
  resource_type: text.optional(),
  summary: text.optional(),
  create_time: text.optional(),
  resource: z.looseObject({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    original_type: text.optional(),
    nonce: text,
    associated_data: text.nullish(),
    ciphertext: z.string().max(262_144),
  }),
})
type Callback = z.infer<typeof Callback>

type Fields = [string, string][]

/** Keys under `payments.notificationReasons`. */
const reasons: Readonly<Record<MessageProblem, string>> = {
  unsigned: 'v3Unsigned',
  unknownKey: 'v3UnknownKey',
  outOfTime: 'v3OutOfTime',
  wrong: 'signatureWrong',
}

/**
 * Reads a callback of an account. WeChat sends some with a signature that begins `WECHATPAY/SIGNTEST/` to see whether
 * merchants verify: they are refused like every bad signature. An old one is read when it was pasted by hand.
 */
export function readNotification(account: OpenAccount, raw: RawNotification): NotificationReading {
  const header = (name: string) => raw.headers.get(name)
  const fields: Fields = ['wechatpay-serial', 'wechatpay-timestamp'].map((name) => [name, header(name) ?? ''])
  const refuse = (code: string, params: Record<string, string | number> = {}): NotificationReading => ({ ok: false, code, params, fields })
  let v3: V3Account
  try {
    v3 = openV3(account)
  } catch (error) {
    if (error instanceof Fault) return refuse('v3AccountUnusable', { name: account.name })
    throw error
  }
  const now = raw.byHand ? undefined : Math.floor(Date.parse(raw.receivedAt) / 1000)
  const judged = judgeMessage({ header, body: raw.body }, v3.keys, now)
  if (!judged.ok) return refuse(reasons[judged.problem], { serial: judged.serial })
  const callback = Callback.safeParse(objectIn(judged.text))
  if (!callback.success) return refuse('unreadable')
  fields.push(...told(callback.data))
  const plain = decrypt(callback.data.resource, v3.apiV3Key)
  if (plain === undefined) return refuse('v3Sealed')
  const content = objectIn(plain)
  if (!content) return refuse('unreadable')
  fields.push(...flat(content))
  return readingOf(v3, callback.data, { content, plain, fields }) ?? refuse('unreadable')
}

function readingOf(
  v3: V3Account,
  { id, event_type }: Callback,
  { content, plain, fields }: { content: object; plain: string; fields: Fields },
): NotificationReading | undefined {
  const common = { ok: true, key: id, verified: 'covered', fields } as const
  if (event_type.startsWith('TRANSACTION.')) {
    const said = OrderSaid.safeParse(content)
    return said.success ? { ...common, event: 'payment', order: orderReading(v3, said.data, plain) } : undefined
  }
  if (event_type.startsWith('REFUND.')) {
    const said = RefundSaid.safeParse(content)
    return said.success ? { ...common, event: 'refund', refund: refundReading(v3, said.data, plain) } : undefined
  }
  return { ...common, event: 'other' }
}

function told({ id, event_type, summary = '', create_time = '' }: Callback): Fields {
  return Object.entries({ id, event_type, create_time, summary })
}

/** The values of a decrypted resource by dotted name, for the inbox. */
function flat(content: object, prefix = ''): Fields {
  return Object.entries(content).flatMap(([name, value]: [string, unknown]): Fields => {
    const path = prefix + name
    if (typeof value === 'object' && value !== null) return flat(value, `${path}.`)
    return [[path, typeof value === 'string' ? value : JSON.stringify(value)]]
  })
}

/** Success has no body; on failure WeChat sends it again for about a day (§8.7). */
export function reply(accepted: boolean, reason = ''): NotificationReply {
  if (accepted) return { status: 204, headers: {}, body: '' }
  const body = JSON.stringify({ code: 'FAIL', message: reason === '' ? 'refused' : reason })
  return { status: 400, headers: { 'content-type': 'application/json' }, body }
}
