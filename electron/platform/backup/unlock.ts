import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { openVault, type Vault, type VaultDocument } from '../vault'
import { purposeKey } from '../vault/cipher'
import { isAuthentic } from '../vault/document'
import { openWithPassphrase, openWithRecoveryKey, slotsOf } from '../vault/unlock'
import type { BackupHeader } from './format'

const purpose = 'backup'

/** What a person has in hand to open a backup on another computer. */
export type BackupCredential =
  | { kind: 'passphrase'; passphrase: string }
  | { kind: 'recoveryKey'; recoveryKey: string }

/** The key that a workspace's backups are written with. @throws Fault `vault.locked` */
export function backupKey(vault: Vault): Buffer {
  return vault.deriveKey(purpose)
}

/**
 * The vault as a backup's header carries it: only the slots that open it anywhere.
 * @throws Fault `vault.locked`; `vault.noPortableSlot` where nobody could ever open the backup on another computer
 */
export function sealVaultForBackup(vault: Vault): VaultDocument {
  return vault.portableDocument()
}

/** Which credentials open a backup. */
export function opensWith(header: BackupHeader): BackupCredential['kind'][] {
  return [
    ...(slotsOf(header.vault, 'passphrase').length > 0 ? (['passphrase'] as const) : []),
    ...(slotsOf(header.vault, 'recovery').length > 0 ? (['recoveryKey'] as const) : []),
  ]
}

/** An unlocked backup: `key` for `verifyBackup` and `restoreBackup`. Call `wipe` when done. */
export interface UnlockedBackup {
  readonly key: Buffer
  /**
   * Opens the restored workspace's vault without asking the person again, so that an automatic slot of this computer
   * can be added.
   * @throws Fault `vault.otherKey` where the folder holds another vault
   */
  openRestored(dir: string, clock?: Clock): Promise<Vault>
  wipe(): void
}

/**
 * Unlocks the data key from a backup's header.
 * @throws Fault `vault.wrongPassphrase`, `vault.noPassphrase`, `vault.recoveryKeySlip`, `vault.wrongRecoveryKey`,
 *   `vault.noRecoveryKey`; `backup.damaged` where the slots were changed
 */
export async function openVaultFromBackup(header: BackupHeader, credential: BackupCredential): Promise<UnlockedBackup> {
  const { vault } = header
  const opened =
    credential.kind === 'passphrase'
      ? await openWithPassphrase(vault, credential.passphrase)
      : openWithRecoveryKey(vault, credential.recoveryKey)
  if (!opened) throw new Fault('vault.wrongPassphrase', { params: { attempts: 1, seconds: 0 } })
  const { dataKey } = opened
  if (!isAuthentic(vault, dataKey)) {
    dataKey.fill(0)
    throw new Fault('backup.damaged')
  }
  const key = purposeKey(dataKey, purpose)
  return {
    key,
    async openRestored(dir, clock) {
      const restored = await openVault(dir, { workspaceId: header.workspaceId, ...(clock ? { clock } : {}) })
      await restored.unlockWithDataKey(dataKey)
      return restored
    },
    wipe() {
      dataKey.fill(0)
      key.fill(0)
    },
  }
}
