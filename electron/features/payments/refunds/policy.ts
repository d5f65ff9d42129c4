import { RefundPolicy } from '@shared/contract/payment-refunds'
import type { SettingsService } from '../../settings'

const key = 'payments.refundPolicy'

/**
 * What a new workspace starts with: small sums go through, a second person looks at what would hurt, and at every batch.
 * About the worth of CNY 500 an order, 2,000 a requester and day, 10,000 a day; every administrator sets their own.
 */
const limits = [
  ['CNY', 50_000, 200_000, 1_000_000],
  ['HKD', 50_000, 200_000, 1_000_000],
  ['EUR', 7_000, 28_000, 140_000],
  ['USD', 7_000, 28_000, 140_000],
  ['GBP', 6_000, 24_000, 120_000],
  ['AUD', 10_000, 40_000, 200_000],
  ['SGD', 10_000, 40_000, 200_000],
  ['JPY', 10_000, 40_000, 200_000],
] as const

export const initialPolicy: RefundPolicy = {
  limits: limits.map(([currency, perOrder, perRequesterAndDay, perDay]) => ({ currency, perOrder, perRequesterAndDay, perDay, perBatch: 0 })),
  otherCurrencies: 'approve',
  batchWindowSeconds: 600,
  latelyDays: 7,
}

/** From which sums on a second person approves: kept with the settings, changed by administrators only. */
export class RefundPolicies {
  readonly #settings: Pick<SettingsService, 'value' | 'setValue'>

  constructor(settings: Pick<SettingsService, 'value' | 'setValue'>) {
    this.#settings = settings
  }

  get(): RefundPolicy {
    return this.#settings.value(key, RefundPolicy) ?? initialPolicy
  }

  async set(policy: RefundPolicy, by: string): Promise<RefundPolicy> {
    await this.#settings.setValue(key, policy, by)
    return this.get()
  }
}
