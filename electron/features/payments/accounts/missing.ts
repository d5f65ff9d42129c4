import type { ProviderTraits } from '@shared/contract/payment-providers'
import type { StoredAccount } from './repository'

/**
 * Names of required fields and secrets that an account lacks, and `clientCertificate` where its kind uses one. Keys that
 * verify answers are not among them: certificates are fetched with the first call.
 * @param now instant; what ended before it counts as missing
 */
export function missingOf(account: Pick<StoredAccount, 'values' | 'secrets' | 'keys'>, { fields, keys }: ProviderTraits, now: string): string[] {
  const secrets = new Set(account.secrets.map(({ name }) => name))
  const isThere = (name: string, secret: boolean, initial: string) => (secret ? secrets.has(name) : (account.values[name] ?? initial) !== '')
  const missing = fields.filter(({ name, required, secret, initial }) => required && !isThere(name, secret, initial)).map(({ name }) => name)
  const hasClientCertificate = account.keys.some(({ kind, notAfter }) => kind === 'clientCertificate' && (notAfter ?? now) >= now)
  return keys.includes('clientCertificate') && !hasClientCertificate ? [...missing, 'clientCertificate'] : missing
}
