export { backupsCommands, backupsOpenCommands } from './commands'
export { makeBackup, makeBackupKind } from './make-backup'
export type { RestoreDesk } from './restore'
export { BackupsService } from './service'
