import type { ProviderDescription, ProviderTraits } from '@shared/contract/payment-providers'
import type { NumberKind } from '@shared/contract/payment-values'
import type { CanonicalText } from '@shared/domain/signatures'
import type { OrderState, RefundState } from '@shared/domain/payments'
import type { Clock } from '../../platform/clock/clock'
import type { Fault } from '../../platform/errors/fault'
import type { HttpClient } from '../../platform/http'

/**
 * The one interface behind which every payment provider stands. A provider is a folder under `electron/upstream` that
 * exports a {@link PaymentProvider}; `registry.ts` lists them. Everything that forms and rules ask is in its traits.
 */
export interface PaymentProvider {
  readonly kind: string
  readonly traits: ProviderTraits
  /** Where its accounts call unless they say otherwise: base addresses by access point or region. */
  baseUrlOf(account: OpenAccount): string
  /** Hosts that an account of this kind may be led to by its own settings. */
  readonly hosts: readonly string[]
  /** Which bills its interface gives; absent: the kind has none, and files are dropped by hand. */
  readonly bills?: BillsOffer
  /** The shipped description, where this kind has one. */
  readonly description?: ProviderDescription
  connect(tools: ProviderTools): ProviderClient
}

export interface ProviderTools {
  http: HttpClient
  clock: Clock
  /** In practice: the stand-in instead of the account's host. */
  baseUrl: (account: OpenAccount) => Promise<string>
  /** WeChat's access token of an AppID, for providers that are reached through WeChat's servers (cloudpay). */
  wechatToken: (appId: string, call: ProviderCall, fresh?: boolean) => Promise<string>
  nonce: () => string
  /** Told by providers whose answers and notifications are signed with one of several keys. */
  keys?: KeyWatch
}

export interface KeyWatch {
  /** A message was signed with this key. */
  used(accountId: string, serial: string): void
  /** A message was signed with a key that the account does not have: perhaps a new certificate. */
  unknown(accountId: string): void
}

/** An account opened for calls: secrets in the clear. It never leaves the main process and is never logged. */
export interface OpenAccount {
  readonly id: string
  readonly kind: string
  readonly name: string
  /** The kind's own fields by name. */
  readonly values: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  readonly keys: readonly OpenKey[]
  readonly description?: ProviderDescription
  readonly notifyUrl: string
  readonly refundCurrency: string
}

export interface OpenKey {
  readonly id: string
  readonly kind: 'platformCertificate' | 'publicKey' | 'clientCertificate'
  /** Serial in upper hex, or `PUB_KEY_ID_…`. */
  readonly serial: string
  readonly pem: string
  /** Of a client certificate only. */
  readonly privateKeyPem?: string
  readonly notBefore?: string
  readonly notAfter?: string
}

/** Passed through every call to the provider. */
export interface ProviderCall {
  correlationId: string
  signal?: AbortSignal | undefined
}

/** What came of a call that changes something. Only an explicit refusal of the provider is `refused`. */
export type Effect<T> =
  | { outcome: 'done'; value: T }
  /** `again`: `sameNumber` may be sent again unchanged (after `waitMs`); `never`: a person must decide. */
  | { outcome: 'refused'; fault: Fault; again: 'sameNumber' | 'never'; waitMs?: number }
  /** Nothing reached the provider: it surely has no effect. */
  | { outcome: 'notSent'; fault: Fault }
  /** No answer that can be believed: look it up, never repeat under a new number. */
  | { outcome: 'unknown'; fault: Fault }

export interface OrderNumbers {
  merchantNo: string
  /** Empty where not known. */
  providerNo: string
  wechatNo: string
}

export interface OrderToCreate {
  merchantNo: string
  method: string
  amountMinor: number
  currency: string
  description: string
  /** What the method asks for: `openid`, `payerEmail`, … */
  asked: Readonly<Record<string, string>>
  createdAt: string
  expiresAt: string
}

export interface CreatedOrder {
  providerNo?: string
  wechatNo?: string
  /** `miniProgram`: the parameters of `wx.requestPayment` as JSON. */
  payWith?: { gives: 'codeUrl' | 'miniProgram' | 'url'; text: string }
  raw: string
}

/** What the provider says about an order. Absent: it says nothing about it. */
export interface OrderReading {
  state: OrderState
  rawState: string
  merchantNo?: string
  providerNo?: string
  wechatNo?: string
  /** Ordered sum, minor units of `currency`. */
  amountMinor?: number
  currency?: string
  /** Received, tip included; absent where the provider tells only one amount. */
  receivedMinor?: number
  tipMinor?: number
  settledMinor?: number
  settledCurrency?: string
  rate?: string
  paidAt?: string
  expiresAt?: string
  createdAt?: string
  description?: string
  method?: string
  /** Sum of all refunds as upstream tells it with the order (2paynow). */
  refundedMinor?: number
  /** Which merchant or account it belongs to, to be compared with ours. */
  merchantId?: string
  /** Whether a human-readable reason came with a failure. */
  message?: string
  raw: string
}

export interface OrderForRefund extends OrderNumbers {
  id: string
  amountMinor: number
  currency: string
  receivedMinor: number
  paidAt: string | undefined
}

export interface RefundToSend {
  refundNo: string
  amountMinor: number
  currency: string
  reason: string
  order: OrderForRefund
  /** From which of the merchant's balances (v2/v3); absent: the provider's default. */
  source?: string
  /** Sum that upstream counted as refunded before this one, where it tells (2paynow: how its success is seen). */
  refundedBeforeMinor?: number
}

/** What the provider says about a refund. */
export interface RefundReading {
  state: Extract<RefundState, 'processing' | 'succeeded' | 'failed' | 'needsManual' | 'unknown'>
  rawState: string
  refundNo?: string
  providerRefundNo?: string
  merchantNo?: string
  providerNo?: string
  wechatNo?: string
  amountMinor?: number
  currency?: string
  /** Where the money goes. */
  destination?: string
  createdAt?: string
  completedAt?: string
  /** `portal`: made by staff in the provider's console. */
  madeBy?: 'api' | 'portal'
  message?: string
  raw: string
}

/** A notification exactly as it came; the body is never normalised. */
export interface RawNotification {
  method: string
  path: string
  /** Without the question mark. */
  query: string
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
  receivedAt: string
  /** By hand: then an old timestamp is no reason to refuse. */
  byHand: boolean
}

export type NotificationReading =
  | {
      ok: true
      event: 'payment' | 'refund' | 'other'
      /** The provider's own id of it, or what stands for it: the same content has the same key. */
      key: string
      /** `covered`: the signature covers amount and state. Otherwise the order must be queried before it counts. */
      verified: 'covered' | 'hint' | 'none'
      order?: OrderReading
      refund?: RefundReading
      /** As read, for the inbox. */
      fields: readonly (readonly [string, string])[]
    }
  | { ok: false; code: string; params: Record<string, string | number>; fields: readonly (readonly [string, string])[] }

export interface NotificationReply {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** What the bill interface of a kind gives. */
export interface BillsOffer {
  /** By the account's own settings; needs no secret. The first is the usual one. */
  typesOf(values: Readonly<Record<string, string>>): readonly OfferedBill[]
}

export interface OfferedBill {
  /** `all`, `success`, `refund`, `fundBasic`, `fundOperation`, `fundFees`, `overseas`. */
  type: string
  source: 'bill' | 'fundFlow'
  /** Which of the dated limits says how far back it can be had. */
  reach: 'domestic' | 'overseas'
}

/** A bill as it came: bytes in a file, or the word that there is none. */
export type FetchedBill =
  /** `hashChecked`: the provider gave a hash of the unpacked file and it agrees. */
  | { outcome: 'file'; bytes: number; sha256: string; hashChecked: boolean }
  | { outcome: 'noTrade' }

/** The answers are readings; what went wrong with a query is thrown as Fault: `payments.orderNotFound` and the like. */
export interface ProviderClient {
  createOrder(account: OpenAccount, order: OrderToCreate, call: ProviderCall): Promise<Effect<CreatedOrder>>
  /** `by`: one of the traits' `orderQuery`. @throws Fault `payments.orderNotFound`, `payments.answerUnsigned`, `http.*` */
  queryOrder(account: OpenAccount, order: OrderNumbers & { by: NumberKind }, call: ProviderCall): Promise<OrderReading>
  closeOrder?(account: OpenAccount, order: OrderNumbers, call: ProviderCall): Promise<Effect<{ raw: string }>>
  refund?(account: OpenAccount, refund: RefundToSend, call: ProviderCall): Promise<Effect<RefundReading>>
  /** @throws Fault `payments.refundNotFound` where the provider surely has none under that number */
  queryRefund?(
    account: OpenAccount,
    refund: { refundNo: string; providerRefundNo: string; amountMinor: number; refundedBeforeMinor?: number; order: OrderForRefund },
    call: ProviderCall,
  ): Promise<RefundReading>
  /** All refunds that upstream has of an order. */
  listRefunds?(account: OpenAccount, order: OrderForRefund, call: ProviderCall): Promise<RefundReading[]>
  /** Platform certificates, decrypted and verified. */
  fetchKeys?(account: OpenAccount, call: ProviderCall): Promise<Omit<OpenKey, 'id'>[]>
  /** A call that changes nothing, to see whether the credentials are right. */
  test(account: OpenAccount, call: ProviderCall): Promise<{ detail: string; clockOffSeconds?: number }>
  readNotification?(account: OpenAccount, raw: RawNotification): NotificationReading | Promise<NotificationReading>
  /** The provider's own word for "received", or for "send it again". */
  reply(accepted: boolean, reason?: string): NotificationReply
  /** Confirms a notification with the provider where it wants that (supay). */
  confirmNotification?(account: OpenAccount, raw: RawNotification, call: ProviderCall): Promise<boolean>
  /**
   * The bill of a day (`YYYY-MM-DD`, Beijing), unpacked into a file that is written anew. What does not hold is thrown,
   * and the file is then gone.
   * @throws Fault `bills.notReady`, `bills.hashWrong`, `bills.truncated`, `bills.tooLarge`, `bills.tooOld`, refusals of the
   *   provider, `http.*`
   */
  fetchBill?(account: OpenAccount, bill: { type: string; day: string; into: string; maxBytes: number }, call: ProviderCall): Promise<FetchedBill>
  /** The text to sign of a described call, for its test bench. */
  explain?(account: OpenAccount, call: string, values: Readonly<Record<string, string>>): CanonicalText
}
