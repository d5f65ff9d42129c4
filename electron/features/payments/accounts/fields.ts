import type { FieldError } from '@shared/contract/error'
import type { AccountFields } from '@shared/contract/payment-accounts'
import type { AccountField, ProviderTraits } from '@shared/contract/payment-providers'

/** What an account is checked against. */
export interface FieldRules {
  traits: ProviderTraits
  /** Hosts that its own settings may lead to. */
  hosts: readonly string[]
}

/** Currencies that the platform's tables know; a typing error is none of them. */
const currencies = new Set(Intl.supportedValuesOf('currency'))

/**
 * Checks the fields of an account against what its kind says of itself. Paths are those of {@link AccountFields};
 * each code stands under `errors.fields`.
 */
export function checkAccountFields(fields: AccountFields, { traits, hosts }: FieldRules): FieldError[] {
  const known = new Map(traits.fields.map((field) => [field.name, field]))
  const issues: FieldError[] = []
  for (const [name, value] of Object.entries(fields.values)) {
    const field = known.get(name)
    if (!field) issues.push({ path: `values.${name}`, code: 'payments.fieldUnknown', params: { name } })
    else if (field.secret) issues.push({ path: `values.${name}`, code: 'payments.isSecret' })
    else issues.push(...checkValue(field, value, hosts).map((issue) => ({ ...issue, path: `values.${name}` })))
  }
  for (const { name, required, secret, initial } of traits.fields)
    if (required && !secret && (fields.values[name] ?? initial) === '') issues.push({ path: `values.${name}`, code: 'required' })
  return [...issues, ...checkCurrencies(fields, traits), ...checkNotifyUrl(fields.notifyUrl, traits)]
}

type Issue = Omit<FieldError, 'path'>

function checkValue(field: AccountField, value: string, hosts: readonly string[]): Issue[] {
  if (value === '') return []
  if (value.length > field.maxLength) return [{ code: 'tooLong', params: { maximum: String(field.maxLength) } }]
  if (field.input === 'choice') return field.choices.includes(value) ? [] : [{ code: 'payments.choiceUnknown' }]
  if (field.input === 'url') return checkAddress(value, leadsGuests.has(field.name) ? undefined : hosts)
  return matches(field, value) ? [] : [{ code: 'payments.fieldForm' }]
}

/** Addresses that a guest is sent to, not a request: the merchant's own. */
const leadsGuests = new Set(['redirectUrl'])

/** Whether a value has the form that its field asks for. */
export function matches({ pattern }: Pick<AccountField, 'pattern'>, value: string): boolean {
  return pattern === '' || new RegExp(`^(?:${pattern})$`, 'u').test(value)
}

/** An address that an account names itself. Where requests go, only hosts that are known to be the provider's. */
function checkAddress(text: string, hosts: readonly string[] | undefined): Issue[] {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return [{ code: 'payments.addressForm' }]
  if (!hosts) return []
  const allowed = hosts.some((host) => url.hostname === host || (host.startsWith('*.') && url.hostname.endsWith(host.slice(1))))
  return allowed ? [] : [{ code: 'payments.hostForeign', params: { host: url.hostname, hosts: hosts.join(', ') } }]
}

function checkCurrencies(fields: AccountFields, traits: ProviderTraits): FieldError[] {
  const issues: FieldError[] = []
  const possible = (currency: string) => traits.currencies.length === 0 || traits.currencies.includes(currency)
  for (const [index, currency] of fields.currencies.entries()) {
    const path = `currencies.${index}`
    if (!currencies.has(currency)) issues.push({ path, code: 'payments.currencyUnknown', params: { currency } })
    else if (!possible(currency)) issues.push({ path, code: 'payments.currencyNotOffered', params: { currency } })
    else if (fields.currencies.indexOf(currency) !== index) issues.push({ path, code: 'payments.currencyTwice', params: { currency } })
  }
  const refund = checkRefundCurrency(fields, traits)
  return refund ? [...issues, { path: 'refundCurrency', ...refund }] : issues
}

/** Abroad money goes back in the local currency only (payment-providers §1.2). */
function checkRefundCurrency({ refundCurrency, currencies: ordered }: AccountFields, traits: ProviderTraits): Issue | undefined {
  if (refundCurrency !== '' && !currencies.has(refundCurrency))
    return { code: 'payments.currencyUnknown', params: { currency: refundCurrency } }
  switch (traits.refundCurrency) {
    case 'order':
      return refundCurrency === '' ? undefined : { code: 'payments.refundCurrencyOfOrder' }
    case 'local':
      if (refundCurrency === 'CNY') return { code: 'payments.refundCurrencyLocal' }
      return refundCurrency === '' && ordered.includes('CNY') ? { code: 'required' } : undefined
    case 'account':
      return undefined
  }
}

/** https without query (§8.4); a provider that sends no notifications has none. */
function checkNotifyUrl(text: string, { notification }: ProviderTraits): FieldError[] {
  if (text === '') return []
  const path = 'notifyUrl'
  if (notification === 'none') return [{ path, code: 'payments.notifyNotSent' }]
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url?.protocol === 'https:' && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return plain ? [] : [{ path, code: 'payments.notifyForm' }]
}

const secretLonger = 4096

/** What a person gave as a secret that is no key block: without blanks, and not what a screen shows instead of one. */
export function checkSecretText(field: AccountField, text: string): Issue | undefined {
  if (!/^[\x21-\x7e]+$/u.test(text) || /^[*•.]+$/u.test(text)) return { code: 'payments.secretForm' }
  if (text.length > Math.min(field.maxLength, secretLonger)) return { code: 'tooLong', params: { maximum: String(field.maxLength) } }
  return matches(field, text) ? undefined : { code: 'payments.secretForm' }
}
