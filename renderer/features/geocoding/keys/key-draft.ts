import type { FieldError } from '@shared/contract/error'
import type { GeoKey, GeoKeyFields, GeoProvider } from '@shared/contract/geocoding'
import { exponentOf, isCurrency, parseMajor, toMajor } from '@shared/domain/money'

/** A limit as it is typed. */
export interface LimitDraft {
  service: string
  perSecond: string
  perDay: string
}

/** A key as it is typed. Its secrets are no part of it: they go in one by one and never come back. */
export interface KeyDraft {
  provider: string
  name: string
  account: string
  limits: LimitDraft[]
  storageDays: string
  permanent: boolean
  /** Main units for 1,000 calls: `1.50`. */
  price: string
  currency: string
}
export const emptyKey: KeyDraft = { provider: '', name: '', account: '', limits: [], storageDays: '0', permanent: false, price: '0', currency: 'CNY' }

const longestDays = 36_500
const mostPerDay = 100_000_000

export function draftOfKey({ fields }: GeoKey, provider: GeoProvider | undefined): KeyDraft {
  return {
    provider: fields.provider,
    name: fields.name,
    account: fields.account,
    limits: limitsOf(provider, fields.limits),
    storageDays: String(fields.storageDays),
    permanent: fields.permanent,
    price: toMajor(fields.pricePerThousand, fields.currency),
    currency: fields.currency,
  }
}

/** One line for each service of the provider: what was set, else what is shipped. */
function limitsOf(provider: GeoProvider | undefined, set: GeoKeyFields['limits']): LimitDraft[] {
  return (provider?.services ?? []).map(({ service, shipped }) => {
    const { perSecond, perDay } = set.find((one) => one.service === service) ?? shipped
    return { service, perSecond: String(perSecond), perDay: String(perDay) }
  })
}

/** The draft moved to a provider: its limits and term as they are shipped. */
export function ofProvider(draft: KeyDraft, provider: GeoProvider): KeyDraft {
  return { ...draft, provider: provider.id, limits: limitsOf(provider, []), storageDays: String(provider.storageDays ?? 30) }
}

export function fieldsOfKey(draft: KeyDraft): GeoKeyFields {
  const price = parseMajor(draft.price, draft.currency)
  return {
    provider: draft.provider,
    name: draft.name.trim(),
    account: draft.account.trim(),
    limits: draft.limits.map(({ service, perSecond, perDay }) => ({ service, perSecond: Number(perSecond), perDay: Number(perDay) })),
    storageDays: Number(draft.storageDays),
    permanent: draft.permanent,
    pricePerThousand: price.ok ? price.minor : 0,
    currency: draft.currency,
  }
}

/** A limit's two numbers as they may be; `undefined` where they are right. */
export const isPerSecond = (text: string): boolean => /^\d{1,5}(\.\d{1,2})?$/u.test(text.trim()) && Number(text) >= 0.1 && Number(text) <= 10_000
export const isPerDay = (text: string): boolean => /^\d{1,9}$/u.test(text.trim()) && Number(text) <= mostPerDay

/** The mistakes that show while typing; the service has the last word. */
export function checkKey(draft: KeyDraft, provider: GeoProvider | undefined): FieldError[] {
  const found: FieldError[] = []
  if (!provider) found.push({ path: 'provider', code: 'required' })
  if (draft.name.trim() === '') found.push({ path: 'name', code: 'required' })
  if (draft.limits.some(({ perSecond, perDay }) => !isPerSecond(perSecond) || !isPerDay(perDay))) found.push({ path: 'limits', code: 'invalid' })
  found.push(...checkDays(draft, provider))
  if (!isCurrency(draft.currency)) found.push({ path: 'currency', code: 'invalid' })
  else if (!parseMajor(draft.price, draft.currency).ok) found.push({ path: 'price', code: 'invalid' })
  return found
}

function checkDays({ storageDays, permanent }: KeyDraft, provider: GeoProvider | undefined): FieldError[] {
  const days = /^\d{1,5}$/u.test(storageDays.trim()) ? Number(storageDays) : Number.NaN
  if (!(days <= longestDays)) return [{ path: 'storageDays', code: 'invalid' }]
  const term = provider?.storageDays
  const tooLong = term !== undefined && !permanent && days > term
  return tooLong ? [{ path: 'storageDays', code: 'geocoding.storageTooLong', params: { days: term } }] : []
}

/** How much a price of minor units has decimals for: shown beside the field. */
export const priceExample = (currency: string): string => (isCurrency(currency) && exponentOf(currency) === 0 ? '150' : '1.50')
