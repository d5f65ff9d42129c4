import { type NewBackupHeader, writeBackup } from '../../platform/backup'
import { defineJob } from '../../platform/jobs/define-job'

export const makeBackupKind = 'backups.make'

export interface MakeBackupHost {
  /** A checked copy of the database, the files that belong to it, and what the backup's head says. */
  prepare(): Promise<{ target: string; database: string; files: { name: string; path: string }[]; header: NewBackupHeader; key: Uint8Array }>
  finish(made: { bytes: number }): Promise<void>
}

/** Writes an encrypted backup and reads it back before it counts. */
export const makeBackup = defineJob<unknown, MakeBackupHost>({
  kind: makeBackupKind,
  run: async (_input, { host, signal, progress }) => {
    progress({ note: 'copying' })
    const { target, database, files, header, key } = await host.prepare()
    progress({ note: 'encrypting' })
    const { bytes } = await writeBackup({
      target,
      header,
      key,
      signal,
      entries: [{ name: 'minidesk.db', path: database }, ...files],
    })
    await host.finish({ bytes })
  },
})
