import { z } from 'zod'
import type { StandInRequest } from '../http/server'
import { wrongField } from './refusal'

/** Characters of four bytes are not taken in any field (§8.1). */
const plainText = (most: number) => z.string().min(1).max(most).regex(/^[^\u{10000}-\u{10ffff}]*$/u)
export const merchantNumber = z.string().regex(/^[0-9A-Za-z_|*-]{6,32}$/)
export const refundNumber = z.string().regex(/^[0-9A-Za-z_|*@-]{1,64}$/)
const instant = z.iso.datetime({ offset: true })
/** https without a query; in practice also an address of this computer. */
const notifyUrl = z.string().max(256).regex(/^(https:\/\/[^?#]+|http:\/\/127\.0\.0\.1:\d+\/[^?#]*)$/u)
const amountOf = (currency: z.ZodType<string | undefined>) => z.strictObject({ total: z.int().min(1), currency })
const reason = z
  .string()
  .regex(/^[^\u{10000}-\u{10ffff}]*$/u)
  .refine((text) => Buffer.byteLength(text) <= 80)

const direct = { appid: z.string().max(32), mchid: z.string().max(32) }
const provider = {
  sp_appid: z.string().max(32),
  sp_mchid: z.string().max(32),
  sub_appid: z.string().max(32).optional(),
  sub_mchid: z.string().max(32),
}

export interface Asked {
  serviceProvider: boolean
  region: 'domestic' | 'global' | 'hk'
}

/** Body of a create call: `trade` is `native`, `jsapi`, `app`, `h5`. */
export function createBody({ serviceProvider, region }: Asked, trade: string) {
  const currency = region === 'domestic' ? z.literal('CNY').optional() : region === 'hk' ? z.literal('HKD') : z.string().regex(/^[A-Z]{3}$/)
  const payer = serviceProvider
    ? z.union([z.strictObject({ sp_openid: z.string().min(1).max(128) }), z.strictObject({ sub_openid: z.string().min(1).max(128) })])
    : z.strictObject({ openid: z.string().min(1).max(128) })
  const h5 = z.looseObject({ payer_client_ip: z.string().min(3).max(45), h5_info: z.looseObject({ type: z.string().min(1) }) })
  const abroad = {
    trade_type: z.enum(['NATIVE', 'JSAPI', 'APP', 'MWEB']),
    ...(region === 'global' ? { merchant_category_code: z.string().regex(/^\d{4}$/) } : {}),
    time_start: instant.optional(),
  }
  return z.strictObject({
    ...(serviceProvider ? provider : direct),
    description: plainText(127),
    out_trade_no: merchantNumber,
    time_expire: instant.optional(),
    attach: plainText(128).optional(),
    notify_url: notifyUrl,
    goods_tag: plainText(32).optional(),
    support_fapiao: z.boolean().optional(),
    amount: amountOf(currency),
    ...(trade === 'jsapi' ? { payer } : {}),
    scene_info: trade === 'h5' ? h5 : z.looseObject({}).optional(),
    detail: z.looseObject({}).optional(),
    settle_info: z.strictObject({ profit_sharing: z.boolean().optional() }).optional(),
    ...(region === 'domestic' ? {} : abroad),
  })
}

export function closeBody({ serviceProvider }: Asked) {
  return serviceProvider ? z.strictObject({ sp_mchid: z.string(), sub_mchid: z.string() }) : z.strictObject({ mchid: z.string() })
}

export function refundBody({ serviceProvider, region }: Asked) {
  const amount = {
    refund: z.int().min(1),
    total: z.int().min(1),
    currency: z.string().regex(/^[A-Z]{3}$/),
    from: z.array(z.strictObject({ account: z.enum(['AVAILABLE', 'UNAVAILABLE']), amount: z.int().min(1) })).optional(),
  }
  const merchant = region === 'domestic' ? (serviceProvider ? { sub_mchid: z.string() } : {}) : serviceProvider ? provider : direct
  const source =
    region === 'domestic'
      ? { funds_account: z.enum(['AVAILABLE', 'UNSETTLED']).optional() }
      : { source: z.enum(['REFUND_SOURCE_RECHARGE_FUNDS', 'REFUND_SOURCE_UNSETTLED_FUNDS']).optional() }
  return z.strictObject({
    ...merchant,
    ...source,
    transaction_id: z.string().min(1).max(32).optional(),
    out_trade_no: merchantNumber.optional(),
    out_refund_no: refundNumber,
    reason: reason.optional(),
    notify_url: notifyUrl.optional(),
    amount: z.strictObject(amount),
    goods_detail: z.array(z.looseObject({})).optional(),
  })
}

const text = z.string().optional()
const merchantNames = { appid: text, mchid: text, sp_appid: text, sp_mchid: text, sub_appid: text, sub_mchid: text }

/** What every form of a create call has. */
export const Created = z.looseObject({
  ...merchantNames,
  description: z.string(),
  out_trade_no: z.string(),
  time_expire: text,
  attach: text,
  notify_url: z.string(),
  amount: z.object({ total: z.int(), currency: z.string().default('CNY') }),
  payer: z.looseObject({ openid: text, sp_openid: text, sub_openid: text }).optional(),
})
export type Created = z.infer<typeof Created>

export const RefundAskedFor = z.looseObject({
  ...merchantNames,
  transaction_id: text,
  out_trade_no: text,
  out_refund_no: z.string(),
  reason: z.string().default(''),
  notify_url: z.string().default(''),
  funds_account: text,
  source: text,
  amount: z.object({ refund: z.int(), total: z.int(), currency: z.string() }),
})
export type RefundAskedFor = z.infer<typeof RefundAskedFor>

export const Closed = z.looseObject(merchantNames)

/**
 * The body as JSON of exactly the right form, with what all forms have in common; null is refused like any wrong type.
 * @throws V3Refusal PARAM_ERROR
 */
export function bodyOf<T>(request: StandInRequest, form: z.ZodType, common: z.ZodType<T>): T {
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.body))
  } catch {
    throw wrongField('', '', 'Http Body不是合法的JSON')
  }
  const read = form.safeParse(content)
  if (read.success) return common.parse(read.data)
  const [issue] = read.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  throw wrongField(`/${[...(issue?.path ?? []), ...unknown].join('/')}`, '', issue?.code ?? 'invalid')
}

/** The query's values: exactly these names, each once. @throws V3Refusal PARAM_ERROR */
export function queryOf(request: StandInRequest, names: readonly string[]): Record<string, string> {
  const entries = [...request.query]
  const wrong = entries.find(([name], at) => !names.includes(name) || entries.findIndex(([other]) => other === name) !== at)
  if (wrong) throw wrongField(wrong[0], wrong[1], 'unexpected', 'query')
  const missing = names.find((name) => (request.query.get(name) ?? '') === '')
  if (missing !== undefined) throw wrongField(missing, '', 'missing', 'query')
  return Object.fromEntries(entries)
}
