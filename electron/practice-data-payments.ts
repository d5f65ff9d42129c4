import type { OpenAccount } from './upstream/payments'
export function examplePaymentSecrets(_account: OpenAccount): Readonly<Record<string, string>> {
  return {}
}
