import { randomUUID } from 'node:crypto'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { OrderForRefund } from '../../../upstream/payments'
import type { AccountsPort, OrdersPort } from '../ports'
import type { Mover } from './move.repository'
import type { refundsRepository } from './repository'
import type { StoredRefund } from './rows.repository'
import type { AttemptEnd } from './sending.repository'

/** What sending, asking and reading upstream stand on. */
export interface RefundDesk {
  repository: RepositoryClient<typeof refundsRepository>
  clock: Clock
  newId: () => string
  zone: () => string
  accounts: AccountsPort
  orders: Pick<OrdersPort, 'applyReading'>
  /** When the workspace came from a backup. */
  restoredAt: string | undefined
  changed: (count: number) => void
  reportError: (where: string, cause: unknown) => void
  locks: OrderLocks
}

/** The program itself, under a number of its own. */
export const programMover = (): Mover => ({ id: '', name: 'MiniDesk', correlationId: randomUUID() })

/** One thing at a time for each order: two refunds of one order never meet at the provider. */
export class OrderLocks {
  readonly #last = new Map<string, Promise<unknown>>()

  async hold<T>(orderId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(orderId) ?? Promise.resolve()
    const turn = before.then(work, work)
    const settled = turn.catch(() => undefined)
    this.#last.set(orderId, settled)
    try {
      return await turn
    } finally {
      if (this.#last.get(orderId) === settled) this.#last.delete(orderId)
    }
  }
}

export function orderOf(refund: StoredRefund): OrderForRefund {
  const { orderId: id, merchantNo, providerNo, wechatNo, orderedMinor, orderCurrency: currency, receivedMinor, paidAt } = refund
  return { id, merchantNo, providerNo, wechatNo, amountMinor: orderedMinor, currency, receivedMinor: receivedMinor ?? orderedMinor, paidAt: paidAt ?? undefined }
}

/** Whether a query can find a refund of this kind again. */
export function canBeQueried(traits: ProviderTraits, refund: Pick<StoredRefund, 'providerRefundNo'>): boolean {
  if (traits.refundQuery === 'providerNumber') return refund.providerRefundNo !== ''
  return traits.refundQuery !== 'none'
}

/** Any failure as a fault; what nobody expected is `internal`. */
export function asFault(cause: unknown): Fault {
  return cause instanceof Fault ? cause : new Fault('internal', { cause })
}

export const envelopeOf = (fault: Fault, by: Mover): ErrorEnvelope => fault.toEnvelope(by.correlationId)

/** An attempt's end as the provider said it, else as our code. */
export function attemptEnd(outcome: AttemptEnd['outcome'], fault?: Fault): AttemptEnd {
  return {
    outcome,
    code: fault?.code ?? '',
    message: fault?.upstream ? `${fault.upstream.code} ${fault.upstream.message}`.trim().slice(0, 300) : '',
    requestId: fault?.upstream?.requestId,
  }
}
