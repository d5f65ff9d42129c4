import { useI18n } from 'vue-i18n'
import { formatMoney } from './money'

/** Money as text inside a sentence, a button or a column, in the chosen language; `MoneyText` where it stands alone. */
export function useMoneyText(): (money: { minor: number; currency: string }) => string {
  const { locale } = useI18n()
  return ({ minor, currency }) => formatMoney(minor, currency, locale.value)
}
