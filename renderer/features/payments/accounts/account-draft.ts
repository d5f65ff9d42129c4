import type { FieldError } from '@shared/contract/error'
import type { AccountFields, PaymentAccount } from '@shared/contract/payment-accounts'
import type { AccountField, ProviderTraits } from '@shared/contract/payment-providers'
import { isCurrency } from '@shared/domain/money'

/** An account as it is typed. Secrets and keys are no part of it: they go in one by one and never come back. */
export interface AccountDraft {
  kind: string
  name: string
  values: Record<string, string>
  currencies: string[]
  refundCurrency: string
  notifyUrl: string
  placeId: string
}

export const emptyAccount: AccountDraft = { kind: '', name: '', values: {}, currencies: [], refundCurrency: '', notifyUrl: '', placeId: '' }

/** Fields of the kind that stand in the form. */
export const plainFields = (traits: ProviderTraits | undefined): AccountField[] => traits?.fields.filter(({ secret }) => !secret) ?? []
export const secretFields = (traits: ProviderTraits | undefined): AccountField[] => traits?.fields.filter(({ secret }) => secret) ?? []

export function draftOfAccount(account: PaymentAccount): AccountDraft {
  const { kind, name, values, currencies, refundCurrency, notifyUrl } = account
  return { kind, name, values: { ...values }, currencies: [...currencies], refundCurrency, notifyUrl, placeId: account.placeId ?? '' }
}

/** What is sent; values of another kind that was chosen first are left behind. */
export function fieldsOfDraft(draft: AccountDraft, traits: ProviderTraits | undefined): AccountFields {
  const names = plainFields(traits).map(({ name }) => name)
  const values = names.flatMap((name) => ((draft.values[name] ?? '').trim() === '' ? [] : [[name, (draft.values[name] ?? '').trim()]]))
  return {
    kind: draft.kind,
    name: draft.name.trim(),
    values: Object.fromEntries(values) as Record<string, string>,
    currencies: draft.currencies,
    refundCurrency: draft.refundCurrency,
    notifyUrl: draft.notifyUrl.trim(),
    ...(draft.placeId === '' ? {} : { placeId: draft.placeId }),
  }
}

/** The draft moved to a kind: its fields begin with what the kind says, what was typed under the same name stays. */
export function ofKind(draft: AccountDraft, traits: ProviderTraits): AccountDraft {
  const values = Object.fromEntries(plainFields(traits).map(({ name, initial }) => [name, draft.values[name] ?? initial]))
  const allowed = draft.currencies.filter((one) => traits.currencies.length === 0 || traits.currencies.includes(one))
  return { ...draft, kind: traits.kind, values, currencies: allowed.length > 0 ? allowed : traits.currencies.slice(0, 1) }
}

/** The mistakes that show while typing, by the kind's own rules; the service has the last word. */
export function checkAccount(draft: AccountDraft, traits: ProviderTraits | undefined): FieldError[] {
  const found: FieldError[] = []
  if (!traits) found.push({ path: 'kind', code: 'required' })
  if (draft.name.trim() === '') found.push({ path: 'name', code: 'required' })
  for (const field of plainFields(traits)) {
    const mistake = checkValue(field, draft.values[field.name] ?? '')
    if (mistake) found.push({ path: `values.${field.name}`, ...mistake })
  }
  if (draft.currencies.length === 0) found.push({ path: 'currencies', code: 'required' })
  else if (!draft.currencies.every(isCurrency)) found.push({ path: 'currencies', code: 'invalid' })
  if (draft.refundCurrency !== '' && !isCurrency(draft.refundCurrency)) found.push({ path: 'refundCurrency', code: 'invalid' })
  if (draft.notifyUrl.trim() !== '' && !/^https:\/\/\S+$/u.test(draft.notifyUrl.trim())) found.push({ path: 'notifyUrl', code: 'invalid' })
  return found
}

function checkValue(field: AccountField, typed: string): Omit<FieldError, 'path'> | undefined {
  const value = typed.trim()
  if (value === '') return field.required ? { code: 'required' } : undefined
  if (value.length > field.maxLength) return { code: 'tooLong', params: { maximum: field.maxLength } }
  return field.pattern === '' || new RegExp(`^(?:${field.pattern})$`, 'u').test(value) ? undefined : { code: 'invalid' }
}
