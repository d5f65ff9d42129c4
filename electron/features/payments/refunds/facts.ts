import type { RefundFacts, RefundWarning } from '@shared/contract/payment-refunds'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { formatMoney } from '@shared/domain/money'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { AccountsPort } from '../ports'
import { lastRefundMs, type OrderGround } from './order.repository'
import type { RefundPolicies } from './policy'
import { presentRefund } from './present'
import type { refundsRepository } from './repository'
import type { StoredRefund } from './rows.repository'
import type { StoredFacts } from './facts.repository'
import { limitsOf, refundableMinor, refundWarnings } from './warnings'

export interface FactsParts {
  repository: RepositoryClient<typeof refundsRepository>
  accounts: Pick<AccountsPort, 'traits'>
  policies: RefundPolicies
  clock: { instant(): string; now(): Date }
  restoredAt: string | undefined
}

export interface GatheredFacts {
  order: OrderGround
  traits: ProviderTraits
  warnings: RefundWarning[]
  stored: StoredFacts
}

const dayMs = 86_400_000

/** Gathers what must be known before a refund is asked for. */
export class RefundFactsDesk {
  readonly #parts: FactsParts

  constructor(parts: FactsParts) {
    this.#parts = parts
  }

  /** `changed`: the refund whose amount is being changed. @throws Fault `payments.noSuchOrder` */
  async gather(orderId: string, amountMinor: number | null, changed?: StoredRefund): Promise<GatheredFacts> {
    const { repository, accounts, policies, clock, restoredAt } = this.#parts
    const since = new Date(clock.now().getTime() - policies.get().latelyDays * dayMs).toISOString()
    const stored = await repository.facts({ orderId, amountMinor, since, exceptId: changed?.id ?? null })
    if (!stored) throw new Fault('payments.noSuchOrder')
    const traits = accounts.traits(stored.order.kind)
    const warnings = refundWarnings({ ...stored, traits, amountMinor, at: clock.instant(), since, changed, restoredAt })
    return { order: stored.order, traits, warnings, stored }
  }

  /** `changed`: the refund that is being changed, which does not count against itself. */
  async facts(orderId: string, amountMinor: number | null, changed?: StoredRefund): Promise<RefundFacts> {
    const { order, traits, warnings, stored } = await this.gather(orderId, amountMinor, changed)
    const attempts = await this.#parts.repository.attempts(stored.sameOrder.map(({ id }) => id))
    const currency = order.refundCurrency
    const refundable = refundableMinor(order, changed)
    const last = lastRefundMs(order.paidAt, limitsOf(traits))
    return {
      orderId: order.id,
      orderRev: order.rev,
      ordered: { minor: order.orderedMinor, currency: order.currency },
      ...(order.receivedMinor === null ? {} : { received: { minor: order.receivedMinor, currency: order.currency } }),
      ...(order.totalMinor === null ? {} : { receivedInRefundCurrency: { minor: order.totalMinor, currency } }),
      ...(order.rate === null ? {} : { rate: order.rate }),
      refundCurrency: currency,
      refunded: { minor: order.refundedMinor, currency },
      inFlight: { minor: order.inFlightMinor, currency },
      ...(refundable === null ? {} : { refundable: { minor: refundable, currency } }),
      ...(last === undefined ? {} : { lastDay: { at: new Date(last).toISOString(), past: last < this.#parts.clock.now().getTime() } }),
      ...(traits.maxRefunds === undefined ? {} : { refundsLeft: Math.max(0, traits.maxRefunds - order.refundCount) }),
      redemption: order.redemption,
      sameOrder: stored.sameOrder.map((refund) => presentRefund(refund, attempts.filter(({ refundId }) => refundId === refund.id))),
      sameAmount: stored.sameAmount.map(({ amountMinor: minor, currency: of, ...one }) => ({ ...one, amount: { minor, currency: of } })),
      warnings,
      reason: traits.refundReason,
      ...(order.upstreamReadAt === null ? {} : { upstreamReadAt: order.upstreamReadAt }),
      canReadUpstream: traits.refundList || traits.refundQuery === 'order',
    }
  }

  /**
   * Refuses what stops, and warnings that nobody acknowledged. The transaction that writes checks the stops again.
   * @throws Fault `payments.warningsUnread` (params `warnings`), and one for each stop
   */
  assertAcknowledged({ warnings, order }: GatheredFacts, acknowledged: readonly string[]): void {
    const [first] = warnings
    if (first?.severity === 'stop') throw stopFault(first, order)
    const unread = warnings.filter(({ code, severity }) => severity === 'warning' && !acknowledged.includes(code))
    if (unread.length > 0) throw new Fault('payments.warningsUnread', { params: { warnings: unread.map(({ code }) => code).join(', ') } })
  }
}

function stopFault({ code, params }: RefundWarning, order: OrderGround): Fault {
  if (code === 'exceeds' || code === 'nothingLeft')
    return new Fault('payments.refundExceeds', { params: { amount: formatMoney(refundableMinor(order) ?? 0, order.refundCurrency) } })
  return new Fault(`payments.${code}`, { params })
}
