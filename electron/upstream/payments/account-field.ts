import type { AccountField } from '@shared/contract/payment-providers'

/** A field of an account: one line that may be empty, unless it says otherwise. */
export function accountField(name: string, more: Partial<AccountField> = {}): AccountField {
  return { name, required: false, secret: false, input: 'line', choices: [], pattern: '', maxLength: 255, initial: '', ...more }
}
