import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { OrderFlag } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import type { OrderState, RefundState } from '@shared/domain/payments'
import type { OpenAccount, OrderForRefund, OrderNumbers, OrderReading, ProviderCall, ProviderClient, RefundReading } from '../../upstream/payments'

/** Who does something, and under which number the log finds it. `id` is empty for the program itself. */
export interface Doer {
  operatorId: string
  operatorName: string
  correlationId: string
  signal?: AbortSignal | undefined
}

/** What the other rooms of payments ask of accounts. */
export interface AccountsPort {
  /** Opened for calls. @throws Fault `payments.accountNotFound`, `payments.accountIncomplete`, `vault.locked` */
  open(accountId: string): Promise<OpenAccount>
  /** @throws Fault `payments.accountNotFound` */
  get(accountId: string): Promise<PaymentAccount>
  all(): Promise<PaymentAccount[]>
  client(kind: string): ProviderClient
  /** @throws Fault `payments.unknownKind` */
  traits(kind: string): ProviderTraits
  /** Notes that a verification key was used, so that a switch of keys can be seen. */
  keyUsed(accountId: string, serial: string): Promise<void>
}

/** What applying a reading came to. */
export interface Applied {
  orderId: string
  before: OrderState
  after: OrderState
  /** True where nothing changed: the same content was known. */
  repeated: boolean
  flags: OrderFlag[]
}

export type ReadingVia = 'create' | 'query' | 'notification' | 'import' | 'adopt'

export interface OrdersPort {
  /**
   * Takes over what the provider says about one of our orders, in one transaction: state as far as it may move, numbers,
   * sums, flags where amount, currency or account differ (then it does not become paid), an event for the timeline.
   */
  applyReading(input: {
    orderId: string
    /** Its account, where the caller knows it: spares a look. */
    accountId?: string
    reading: OrderReading
    via: ReadingVia
    notificationId?: string
    requestId?: string
    doer?: Doer
  }): Promise<Applied>
  /** Adds an order that came to our knowledge by a notification or by 认领. */
  addFromReading(input: { accountId: string; reading: OrderReading; source: 'adopted' | 'notified'; doer?: Doer }): Promise<string>
  /** The order that has one of these numbers at this account. */
  find(accountId: string, numbers: Partial<OrderNumbers>): Promise<{ id: string; state: OrderState } | undefined>
  /** Asks the provider now and applies the answer. @throws Fault of the provider's client */
  queryNow(orderId: string, call: ProviderCall & { doer?: Doer }): Promise<Applied>
  forRefund(orderId: string): Promise<{ order: OrderForRefund; accountId: string; kind: string } | undefined>
}

export interface RefundsPort {
  /** Takes over what the provider says about one of our refunds; late words never take a success back. */
  applyReading(input: {
    refundId: string
    reading: RefundReading
    via: ReadingVia
    notificationId?: string
    requestId?: string
  }): Promise<{ refundId: string; before: RefundState; after: RefundState; repeated: boolean }>
  /** The refund with our or the provider's number at this account. */
  find(accountId: string, numbers: { refundNo?: string; providerRefundNo?: string }): Promise<{ id: string; orderId: string } | undefined>
  /** Imports a refund that upstream has and we do not; it counts from now on. Answers its id. */
  importUpstream(input: { orderId: string; reading: RefundReading; notificationId?: string }): Promise<string>
  /** Asks the provider now. */
  queryNow(refundId: string, call: ProviderCall): Promise<void>
}
