export type { BackupEntry } from './archive'
export { type BackupHeader, type NewBackupHeader, readBackupHeader } from './format'
export { type BackupContents, restoreBackup, verifyBackup } from './read'
export { type KnownBackup, thinBackups } from './thin'
export {
  type BackupCredential,
  backupKey,
  opensWith,
  openVaultFromBackup,
  sealVaultForBackup,
  type UnlockedBackup,
} from './unlock'
export { type NewBackup, writeBackup } from './write'
