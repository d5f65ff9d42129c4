import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { NewOrder } from '@shared/contract/payment-orders'
import type { PaymentMethod, ProviderTraits } from '@shared/contract/payment-providers'
import { type DetailsDraft, filledDetails, newOrderDetails } from '../orders/details-draft'
import { typedAmount } from '../parts/amount-text'

/** A new order as it is typed. */
export interface OrderDraft {
  accountId: string
  method: string
  amount: string
  currency: string
  description: string
  /** Empty: one is made. */
  merchantNo: string
  asked: Record<string, string>
  /** Minutes as typed; empty: what the provider or account says. */
  validMinutes: string
  details: DetailsDraft
}

export const emptyOrder: OrderDraft = {
  accountId: '',
  method: '',
  amount: '',
  currency: '',
  description: '',
  merchantNo: '',
  asked: {},
  validMinutes: '',
  details: newOrderDetails,
}

const isTexts = (value: unknown, sample: object): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(sample).every((key) => typeof (value as Record<string, unknown>)[key] === 'string')

/** Whether a remembered value is a draft of this version. */
export function isOrderDraft(value: unknown): value is OrderDraft {
  const { asked, details, ...plain } = emptyOrder
  if (!isTexts(value, plain)) return false
  const given = value as Record<'asked' | 'details', unknown>
  return isTexts(given.details, details) && typeof given.asked === 'object' && given.asked !== null && isTexts(given.asked, given.asked)
}

/** A mistake at a field: a text key with its values. */
export interface Mistake {
  field: string
  key: string
  params?: Record<string, string | number>
}

const longestMinutes = 129_600

/** What stands against an order, by the account's and the provider's own rules; the service has the last word. */
export function checkOrder(draft: OrderDraft, account: PaymentAccount | undefined, traits: ProviderTraits | undefined): Mistake[] {
  if (!account || !traits) return [{ field: 'accountId', key: 'errors.fields.required' }]
  const found: Mistake[] = []
  const method = traits.methods.find(({ id }) => id === draft.method)
  if (!method) found.push({ field: 'method', key: 'errors.fields.required' })
  if (!account.currencies.includes(draft.currency)) found.push({ field: 'currency', key: 'errors.fields.required' })
  else found.push(...checkAmount(draft, traits))
  if (draft.description.trim() === '') found.push({ field: 'description', key: 'errors.fields.required' })
  if (draft.merchantNo.trim() !== '') found.push(...checkNumber(draft.merchantNo.trim(), traits))
  for (const name of method?.asks ?? [])
    if ((draft.asked[name] ?? '').trim() === '') found.push({ field: `asked.${name}`, key: 'errors.fields.required' })
  const minutes = draft.validMinutes.trim()
  if (minutes !== '' && !(/^\d{1,6}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= longestMinutes))
    found.push({ field: 'validMinutes', key: 'paymentScreens.maker.wrongMinutes', params: { max: longestMinutes } })
  return found
}

function checkAmount(draft: OrderDraft, traits: ProviderTraits): Mistake[] {
  const amount = typedAmount(draft.amount, draft.currency)
  if ('problem' in amount) return [{ field: 'amount', key: `paymentScreens.amountProblems.${amount.problem}` }]
  const least = traits.minimum[draft.currency]
  return least !== undefined && amount.minor < least
    ? [{ field: 'amount', key: 'paymentScreens.maker.belowMinimum', params: { minor: least, currency: draft.currency } }]
    : []
}

function checkNumber(number: string, { merchantNumber }: ProviderTraits): Mistake[] {
  if (number.length > merchantNumber.maxLength)
    return [{ field: 'merchantNo', key: 'errors.fields.tooLong', params: { maximum: merchantNumber.maxLength } }]
  return merchantNumber.pattern !== '' && !new RegExp(`^(?:${merchantNumber.pattern})$`, 'u').test(number)
    ? [{ field: 'merchantNo', key: 'paymentScreens.maker.wrongNumber' }]
    : []
}

/** What is asked for; `undefined` where the amount is none. */
export function requestOf(draft: OrderDraft, method: PaymentMethod): NewOrder | undefined {
  const amount = typedAmount(draft.amount, draft.currency)
  if (!('minor' in amount)) return undefined
  return {
    accountId: draft.accountId,
    method: draft.method,
    amountMinor: amount.minor,
    currency: draft.currency,
    description: draft.description.trim(),
    merchantNo: draft.merchantNo.trim(),
    asked: Object.fromEntries(method.asks.map((name) => [name, (draft.asked[name] ?? '').trim()])),
    ...(draft.validMinutes.trim() === '' ? {} : { validMinutes: Number(draft.validMinutes) }),
    details: filledDetails(draft.details),
  }
}

/** Currencies that can be chosen: the account's, as far as the provider takes them. */
export function currenciesOf(account: PaymentAccount, traits: ProviderTraits): string[] {
  return traits.currencies.length === 0 ? account.currencies : account.currencies.filter((one) => traits.currencies.includes(one))
}

/** Methods with which something can be given to a guest; the others are only seen on imported orders. */
export const makingMethods = (traits: ProviderTraits): PaymentMethod[] => traits.methods.filter(({ gives }) => gives !== 'none')

/** The draft moved to another account: its method and currency stay where that account has them. */
export function movedTo(draft: OrderDraft, account: PaymentAccount, traits: ProviderTraits): OrderDraft {
  const methods = makingMethods(traits)
  const currencies = currenciesOf(account, traits)
  return {
    ...draft,
    accountId: account.id,
    method: methods.some(({ id }) => id === draft.method) ? draft.method : (methods[0]?.id ?? ''),
    currency: currencies.includes(draft.currency) ? draft.currency : (currencies[0] ?? ''),
    details: draft.details.placeId === '' && account.placeId !== undefined ? { ...draft.details, placeId: account.placeId } : draft.details,
  }
}
