import type { CommandInput } from '@shared/contract'
import type { OpenAccount } from '../../upstream/payments'

/** What a guest or the provider does to an order at a stand-in. */
export type PracticeAct = CommandInput<'payments.orders.practiceAct'>['act']

/** A notification as a stand-in sent it to this program, and what is answered. */
export interface PracticeRequest {
  method: string
  path: string
  /** Without the question mark. */
  query: string
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}
export interface PracticeReply {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}
export type DeliverNotification = (kind: string, accountId: string, raw: PracticeRequest) => Promise<PracticeReply>

/** What payments ask of the stand-ins behind a practice workspace. */
export interface PaymentPractice {
  /** Address of the stand-in for an account's system; starts it with the first call and makes the account known to it. */
  baseUrl(account: OpenAccount): Promise<string>
  /** Where notifications of an account come in on this computer. */
  notifyUrl(account: { id: string; kind: string }): Promise<string>
  /** Who takes them; without one they are refused, and the stand-in sends them again. */
  deliverTo(deliver: DeliverNotification): void
  /** @throws Fault `payments.practiceOrderUnknown` where the stand-in has no such order */
  act(account: OpenAccount, number: string, act: PracticeAct): Promise<void>
}
