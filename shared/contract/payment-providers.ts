import { z } from 'zod'
import { command } from './define'
import { Currency, NumberKind, ProviderKind } from './payment-values'

/** What creating an order with a method gives to the guest. */
export const MethodGives = z.enum(['codeUrl', 'miniProgram', 'url', 'none'])

export const PaymentMethod = z.object({
  /** `wechat_native`, `wechat_mini`, `wechat_h5`, `alipay`, `paypal`, …; its name stands under `payments.methods`. */
  id: z.string(),
  gives: MethodGives,
  /** Fields of an order that this method asks for besides amount and text, e.g. `openid`, `payerEmail`. */
  asks: z.array(z.string()),
  certain: z.boolean(),
})
export type PaymentMethod = z.infer<typeof PaymentMethod>

/** One thing that an account of this kind is described by. */
export const AccountField = z.object({
  name: z.string(),
  required: z.boolean(),
  /** A secret is sealed and never comes back. */
  secret: z.boolean(),
  /** `pem`: several lines; `choice`: one of `choices`. */
  input: z.enum(['line', 'pem', 'choice', 'url']),
  choices: z.array(z.string()),
  /** A regular expression that the value must match; empty: none. Matched with the `u` flag over the whole value. */
  pattern: z.string(),
  maxLength: z.int(),
  /** Value of a new account. */
  initial: z.string(),
})
export type AccountField = z.infer<typeof AccountField>

/** A fact of the provider's behaviour: where it is from and how sure it is. The text stands under `payments.facts`. */
export const ProviderFact = z.object({
  key: z.string(),
  certain: z.boolean(),
  source: z.string(),
  asOf: z.iso.date(),
})
export type ProviderFact = z.infer<typeof ProviderFact>

/** What a provider kind can do: the capability matrix, and what every form asks. */
export const ProviderTraits = z.object({
  kind: ProviderKind,
  /** Folder of its client under `electron/upstream`, and its name in the call log. */
  system: z.string(),
  /** Whether an account works for sub-merchants. */
  serviceProvider: z.boolean(),
  methods: z.array(PaymentMethod),
  /** Currencies in which orders can be made; empty: the account says which. */
  currencies: z.array(Currency),
  amountUnit: z.enum(['minor', 'major']),
  /** Numbers by which an order can be asked for; several: any of them. */
  orderQuery: z.array(NumberKind),
  /** Numbers by which an order is refunded. */
  refundBy: z.array(NumberKind),
  /** `no`: only in the provider's portal; `described`: once an administrator has described the request. */
  refund: z.enum(['yes', 'described', 'no']),
  /** `order`: that of the order; `local`: never CNY; `account`: a setting of the account. */
  refundCurrency: z.enum(['order', 'local', 'account']),
  /** By what a refund is found again; `none`: an unanswered one goes to 待人工核实. */
  refundQuery: z.enum(['ourNumber', 'providerNumber', 'order', 'none']),
  /** Whether upstream lists the refunds of one order, so that one made in the portal is seen before sending. */
  refundList: z.boolean(),
  /** Whether the same refund number sent again is the same refund: only then may it be repeated. */
  refundIdempotent: z.boolean(),
  /** Refunds of one order at most; absent: not known. */
  maxRefunds: z.int().optional(),
  /** Days after payment in which a refund is possible; absent: not known. */
  refundDays: z.int().optional(),
  /** Seconds to wait between two refunds of one order. */
  refundPauseSeconds: z.int(),
  close: z.boolean(),
  /** Minutes after creation before which an order cannot be closed. */
  closeAfterMinutes: z.int(),
  /**
   * `covered`: signed with the amount; `hint`: the signature leaves the amount out, so that the order is queried before
   * it counts as paid; `unsigned`: the same; `none`: no notifications, polled from creation on.
   */
  notification: z.enum(['covered', 'hint', 'unsigned', 'none']),
  /** The form of the merchant's own numbers: a regular expression over the whole value, and an example. */
  merchantNumber: z.object({ pattern: z.string(), maxLength: z.int() }),
  refundNumber: z.object({ pattern: z.string(), maxLength: z.int() }),
  /** Reason of a refund: whether the provider wants one, and its longest form in bytes of UTF-8. */
  refundReason: z.object({ required: z.boolean(), maxBytes: z.int() }),
  /** True where texts may hold characters of one to three bytes of UTF-8 only: no emoji (V3-rules). */
  narrowText: z.boolean().optional(),
  /** Least amount by currency, minor units. */
  minimum: z.record(Currency, z.int()),
  /** Minutes for which an unpaid order lives unless its account or the order says otherwise. */
  lifetimeMinutes: z.int(),
  fields: z.array(AccountField),
  /** Key material kept by accounts of this kind. */
  keys: z.array(z.enum(['platformCertificate', 'publicKey', 'clientCertificate'])),
  /** True where the mapping of requests and answers is an editable description. */
  described: z.boolean(),
  /** True where the whole interface is known from public hints only: marked 按公开资料,未核实. */
  unverified: z.boolean(),
  facts: z.array(ProviderFact),
})
export type ProviderTraits = z.infer<typeof ProviderTraits>

/**
 * How a request of a partly known provider is made and its answer read: data, never code. Templates only fill in values.
 * Values that may be named: `order.*`, `refund.*`, `account.*`, `call.*` (timestamp, now), and `sign`.
 */
export const DescribedField = z.strictObject({
  name: z.string().min(1).max(60),
  /** A value's name, or `'text'` for a constant. */
  from: z.string().min(1).max(200),
  /** `major`/`minor`: an amount; `seconds`/`milliseconds`/`gmt`: an instant; `text`: as it is. */
  format: z.enum(['text', 'major', 'minor', 'seconds', 'milliseconds', 'gmt']),
  /** Left out when the value is empty. */
  optional: z.boolean(),
})
export const DescribedSign = z.strictObject({
  algorithm: z.enum(['md5', 'hmac-sha256', 'bearer', 'none']),
  /** Name of the field that carries it. */
  field: z.string().max(60),
  /** Parts in their order: value names or constants as in `from`; `secret` stands for the account's key. */
  parts: z.array(z.string().max(200)).max(40),
  separator: z.string().max(10),
  case: z.enum(['lower', 'upper']),
})
export const DescribedCall = z.strictObject({
  enabled: z.boolean(),
  method: z.enum(['GET', 'POST']),
  /** Path and constant query on the account's host; `{name}` fills in a value, percent-encoded. */
  path: z.string().min(1).max(300),
  content: z.enum(['query', 'form', 'json']),
  fields: z.array(DescribedField).max(60),
  sign: DescribedSign,
  /** `link`: no request is sent; the address itself is the pay link. */
  answer: z.strictObject({
    type: z.enum(['json', 'text', 'redirect', 'link']),
    /** Dotted path of the answer and the value that means that the call worked; empty path: the HTTP status decides. */
    success: z.strictObject({ path: z.string().max(100), equals: z.array(z.string().max(100)).max(20) }),
    /** Our name → dotted path in the answer: `providerNo`, `wechatNo`, `state`, `amount`, `currency`, `refundNo`, `url`, … */
    map: z.record(z.string().max(40), z.string().max(100)),
    /** The provider's state text → common state; what is missing is `unknown`. Patterns start with `^`. */
    states: z.record(z.string().max(200), z.string().max(20)),
    errorText: z.string().max(100),
  }),
})
export type DescribedCall = z.infer<typeof DescribedCall>

/** The whole description of a partly known provider, by call: `create.<method>`, `query`, `close`, `refund`, `refundQuery`. */
export const ProviderDescription = z.strictObject({
  version: z.int().min(1),
  calls: z.record(z.string().max(60), DescribedCall),
})
export type ProviderDescription = z.infer<typeof ProviderDescription>

export const providers = {
  providers: command({
    kind: 'query',
    access: 'payments.view',
    summary: 'The provider kinds and what each can do: the capability matrix.',
    input: z.strictObject({}),
    output: z.array(ProviderTraits),
  }),
}
