import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { ProviderTraits } from '@shared/contract/payment-providers'

/**
 * In which currency an order is refunded (payment-providers §1.2: overseas normally the local one, never CNY). `local`
 * takes the account's setting, else its first currency that is not CNY.
 */
export function refundCurrencyOf(
  traits: Pick<ProviderTraits, 'refundCurrency'>,
  account: Pick<PaymentAccount, 'refundCurrency' | 'currencies'>,
  orderCurrency: string,
): string {
  if (traits.refundCurrency === 'order') return orderCurrency
  if (traits.refundCurrency === 'local' && orderCurrency !== 'CNY') return orderCurrency
  if (account.refundCurrency !== '') return account.refundCurrency
  if (traits.refundCurrency === 'account') return orderCurrency
  return account.currencies.find((currency) => currency !== 'CNY') ?? orderCurrency
}
