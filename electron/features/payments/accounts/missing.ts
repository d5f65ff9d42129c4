import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { Fault } from '../../../platform/errors/fault'
import type { StoredAccount } from './repository'

/**
 * By what an account's answers are verified (§8.3): in pure public-key mode there are no platform certificates to fetch,
 * so the key must be given.
 */
export function keyModeOf(values: Readonly<Record<string, string>>, { fields }: Pick<ProviderTraits, 'fields'>): string {
  return values['keyMode'] ?? fields.find(({ name }) => name === 'keyMode')?.initial ?? ''
}

/**
 * Names of required fields and secrets that an account lacks, and `clientCertificate` where its kind uses one. Platform
 * certificates are not among them: they are fetched with the first call.
 * @param now instant; what ended before it counts as missing
 */
export function missingOf(account: Pick<StoredAccount, 'values' | 'secrets' | 'keys'>, traits: ProviderTraits, now: string): string[] {
  const { fields, keys } = traits
  const secrets = new Set(account.secrets.map(({ name }) => name))
  const isThere = (name: string, secret: boolean, initial: string) => (secret ? secrets.has(name) : (account.values[name] ?? initial) !== '')
  const missing = fields.filter(({ name, required, secret, initial }) => required && !isThere(name, secret, initial)).map(({ name }) => name)
  const hasClientCertificate = account.keys.some(({ kind, notAfter }) => kind === 'clientCertificate' && (notAfter ?? now) >= now)
  const needsPublicKey = keys.includes('publicKey') && keyModeOf(account.values, traits) === 'publicKey' && !account.keys.some(({ kind }) => kind === 'publicKey')
  return [
    ...missing,
    ...(needsPublicKey ? ['publicKey'] : []),
    ...(keys.includes('clientCertificate') && !hasClientCertificate ? ['clientCertificate'] : []),
  ]
}

/** What no call can do without; a client certificate is asked for by the calls that show one. */
export function neededForCalls({ missing }: Pick<PaymentAccount, 'missing'>): string[] {
  return missing.filter((name) => name !== 'clientCertificate')
}

/** @throws Fault `payments.accountIncomplete` (params `name`, `missing`) */
export function assertComplete(account: Pick<PaymentAccount, 'name' | 'missing'>): void {
  const needed = neededForCalls(account)
  if (needed.length > 0) throw new Fault('payments.accountIncomplete', { params: { name: account.name, missing: needed.join(', ') } })
}
