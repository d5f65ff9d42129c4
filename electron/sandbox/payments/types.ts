import type { BillTrouble } from '@shared/domain/bills'
import type { Clock } from '../../platform/clock/clock'

/** A merchant's account as a stand-in knows it: the same names as the account fields and secrets of its kind. */
export interface StandInAccount {
  kind: string
  values: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
}

export type StandInOrderState = 'open' | 'paid' | 'closed' | 'failed'

/** An order in a stand-in's books. Amounts in minor units. */
export interface StandInOrder {
  /** Account of the merchant, in the stand-in's own word (mchid, user, mid). */
  merchant: string
  /** Sub-merchant in the service-provider kinds; empty elsewhere. */
  subMerchant: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  amountMinor: number
  currency: string
  /** What was paid, tip included. */
  paidMinor: number
  state: StandInOrderState
  method: string
  description: string
  notifyUrl: string
  createdAtMs: number
  paidAtMs: number | undefined
  expiresAtMs: number
  /** Whatever else a kind keeps: attach, openid, app id. */
  more: Record<string, string>
}

export type StandInRefundState = 'processing' | 'succeeded' | 'failed' | 'needsManual'

export interface StandInRefund {
  merchant: string
  refundNo: string
  providerRefundNo: string
  /** Key of its order in the book. */
  orderKey: string
  amountMinor: number
  currency: string
  state: StandInRefundState
  reason: string
  notifyUrl: string
  createdAtMs: number
  completedAtMs: number | undefined
  /** Made by staff in the provider's own console. */
  madeInPortal: boolean
  more: Record<string, string>
}

/**
 * What goes wrong. `path` narrows to calls whose path (or method name) contains it; `times` says how often, for ever
 * when absent.
 */
export type StandInFault =
  | { kind: 'delay'; ms: number; path?: string; times?: number }
  /** Acts, then ends the connection without a byte. */
  | { kind: 'dropAfter'; path?: string; times?: number; share?: number }
  /** Ends the connection before acting. */
  | { kind: 'dropBefore'; path?: string; times?: number; share?: number }
  /** Acts, then answers the provider's "system error" or HTTP 500. */
  | { kind: 'systemErrorAfter'; path?: string; times?: number; share?: number }
  | { kind: 'systemErrorBefore'; path?: string; times?: number; share?: number }
  /** Answers with a wrong signature where answers are signed. */
  | { kind: 'badSignature'; path?: string; times?: number }
  | { kind: 'tooMany'; path?: string; times?: number }

/** What goes wrong with a bill on its way. */
export type BillFlaw = 'wrongHash' | 'brokenGzip' | 'bomb' | 'truncated' | 'addressRanOut'

/** What a guest, the provider or its staff does; `order` is found by any of its numbers. */
export type StandInAct =
  | 'pay'
  | 'payOtherAmount'
  | 'fail'
  | 'expire'
  | 'notifyAgain'
  | 'notifyForged'
  | 'refundInPortal'
  | 'finishRefunds'

/** How notifications of refunds and payments are sent by themselves. */
export interface NotificationHabit {
  /** False: only when asked for by an act. */
  automatic: boolean
  /** How often each is sent although it was acknowledged. */
  copies: number
  delayMs: number
}

/** The stand-in of one provider system over real HTTP on 127.0.0.1. */
export interface PaymentStandIn {
  /** Kinds that it stands in for, e.g. `v3` and `v3sp`. */
  readonly kinds: readonly string[]
  readonly baseUrl: string
  readonly controlKey: string
  addAccount(account: StandInAccount): void
  setFault(fault: StandInFault): void
  clearFaults(): void
  setHabit(habit: Partial<NotificationHabit>): void
  /** Milliseconds until an accepted refund is done; by default it takes so long as the real one says it may take little. */
  setRefundTime(ms: number): void
  /** Which differences its bills have, of those that its orders name; kinds without a bill interface do nothing. */
  setBillTroubles(troubles: readonly BillTrouble[]): void
  /** What goes wrong with bills on their way; undefined: nothing. */
  setBillFlaw(flaw: BillFlaw | undefined): void
  /** @throws Error where there is no such order */
  act(number: string, act: StandInAct): Promise<void>
  orders(): StandInOrder[]
  refunds(): StandInRefund[]
  /** Requests received by path or method, refused ones too. */
  calls(): Record<string, number>
  snapshot(): string
  close(): Promise<void>
}

export interface StandInBooks {
  orders: StandInOrder[]
  refunds: StandInRefund[]
}

export interface PaymentStandInOptions {
  clock: Clock
  accounts: readonly StandInAccount[]
  /** Between 0 and 1. */
  random: () => number
  restore?: string
  /** What is in the books of a new one: the example of a practice workspace. */
  books?: StandInBooks
  /** Called after changes with a function that gives the snapshot. */
  onChange?: (snapshot: () => string) => void
}
