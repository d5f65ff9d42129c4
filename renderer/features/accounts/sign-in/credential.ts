import type { CommandInput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { ErrorTexts } from '@renderer/ui/state/useErrorText'

export type CredentialKind = 'passphrase' | 'recoveryKey'

/** What was typed as the contract wants it. */
export function credentialOf(kind: CredentialKind, secret: string): CommandInput<'workspaces.unlock'>['credential'] {
  return kind === 'passphrase' ? { kind, passphrase: secret } : { kind, recoveryKey: secret }
}

const wrong = new Set([
  'vault.wrongPassphrase',
  'vault.wrongRecoveryKey',
  'vault.recoveryKeySlip',
  'vault.noPassphrase',
  'vault.noRecoveryKey',
  'backup.wrongKey',
])

/** The mistake to show at the field, where the error is about what was typed; else it belongs above the form. */
export function credentialMistake(error: ErrorEnvelope, texts: ErrorTexts): string | undefined {
  // A slip of the pen names the group; the sentence of the whole would only repeat it.
  const fields = Object.values(texts.fields(error))
  if (fields.length > 0) return fields.join(' ')
  return wrong.has(error.code) ? texts.message(error) : undefined
}
