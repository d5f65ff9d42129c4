import type { FieldError } from '@shared/contract/error'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { NewOrder } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { formatMoney } from '@shared/domain/money'

/** Everything that stands against a new order, by field; the form and the service ask the same. */
export function checkNewOrder(order: NewOrder, account: PaymentAccount, traits: ProviderTraits): FieldError[] {
  const issues: FieldError[] = []
  const refuse = (path: string, code: string, params?: NonNullable<FieldError['params']>) =>
    issues.push({ path, code, ...(params ? { params } : {}) })
  const method = traits.methods.find(({ id }) => id === order.method)
  if (!method || method.gives === 'none') refuse('method', 'payments.methodUnknown', { method: order.method })
  for (const name of method?.asks ?? [])
    if ((order.asked[name] ?? '') === '') refuse(`asked.${name}`, 'required')
  for (const name of Object.keys(order.asked)) if (method && !method.asks.includes(name)) refuse(`asked.${name}`, 'unknownField', { keys: name })
  const currencyFits = account.currencies.includes(order.currency) && (traits.currencies.length === 0 || traits.currencies.includes(order.currency))
  if (!currencyFits) refuse('currency', 'payments.currencyNotHere', { currency: order.currency })
  const least = traits.minimum[order.currency]
  if (least !== undefined && order.amountMinor < least)
    refuse('amountMinor', 'payments.belowMinimum', { least: formatMoney(least, order.currency) })
  if (!Number.isSafeInteger(order.amountMinor)) refuse('amountMinor', 'invalid')
  if (order.merchantNo !== '' && !numberFits(order.merchantNo, traits.merchantNumber))
    refuse('merchantNo', 'payments.numberForm', { most: traits.merchantNumber.maxLength })
  if (traits.narrowText === true) {
    if (hasWideCharacter(order.description)) refuse('description', 'payments.noEmoji')
    for (const [name, text] of Object.entries(order.asked)) if (hasWideCharacter(text)) refuse(`asked.${name}`, 'payments.noEmoji')
  }
  return issues
}

export function numberFits(number: string, form: ProviderTraits['merchantNumber']): boolean {
  if (number.length > form.maxLength) return false
  return form.pattern === '' || new RegExp(`^(?:${form.pattern})$`, 'u').test(number)
}

/** A character of four bytes in UTF-8, such as an emoji. */
function hasWideCharacter(text: string): boolean {
  return /[\u{10000}-\u{10FFFF}]/u.test(text)
}
