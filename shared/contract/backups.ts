import { z } from 'zod'
import { WorkspaceKind, WorkspaceSummary } from './accounts'
import { command } from './define'
import { Id, Instant, line } from './values'

export const BackupPlan = z.strictObject({
  /** Absolute path of the folder on this computer; undefined = no scheduled backup. */
  folder: z.string().max(1000).optional(),
  everyHours: z.int().min(1).max(168),
})
export type BackupPlan = z.infer<typeof BackupPlan>

export const BackupFile = z.object({ name: z.string(), bytes: z.int(), madeAt: Instant })

export const BackupStatus = z.object({
  plan: BackupPlan,
  lastSuccess: z.object({ at: Instant, name: z.string(), bytes: z.int() }).optional(),
  lastFailure: z
    .object({ at: Instant, code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .optional(),
  nextAt: Instant.optional(),
  files: z.array(BackupFile),
})
export type BackupStatus = z.infer<typeof BackupStatus>

export const BackupHead = z.object({
  workspaceId: Id,
  workspaceName: z.string(),
  kind: WorkspaceKind,
  madeAt: Instant,
  appVersion: z.string(),
  /** True when a workspace of this id is already under the data folder. */
  exists: z.boolean(),
  opensWith: z.array(z.enum(['passphrase', 'recoveryKey'])),
})
export type BackupHead = z.infer<typeof BackupHead>

export const backups = {
  status: command({
    kind: 'query',
    access: 'backups.manage',
    summary: 'The backup plan, the last success and the backups in the folder.',
    input: z.strictObject({}),
    output: BackupStatus,
  }),
  configure: command({
    kind: 'effect',
    access: 'backups.manage',
    summary: 'Choose the folder and the interval; the folder is tried by writing to it.',
    input: BackupPlan,
    output: BackupStatus,
  }),
  run: command({
    kind: 'effect',
    access: 'backups.manage',
    summary: 'Make an encrypted backup now.',
    input: z.strictObject({}),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  inspect: command({
    kind: 'query',
    access: 'public',
    summary: 'Read the open head of an uploaded backup file.',
    input: z.strictObject({ fileId: Id }),
    output: BackupHead,
  }),
  restore: command({
    kind: 'effect',
    access: 'public',
    summary: 'Restore an uploaded backup as a workspace, opened with its recovery key or passphrase.',
    input: z.strictObject({
      fileId: Id,
      credential: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('passphrase'), passphrase: z.string().min(1).max(200) }),
        z.strictObject({ kind: z.literal('recoveryKey'), recoveryKey: z.string().min(1).max(200) }),
      ]),
      /** Name of the restored workspace; the backup's own when left out. */
      name: line(40).optional(),
      /** Sets a workspace of the same id aside (its folder is kept) instead of refusing. */
      replaceExisting: z.boolean().default(false),
      /** Lets this computer open the credentials by itself from now on. */
      openAutomatically: z.boolean().default(true),
    }),
    output: WorkspaceSummary,
    secrets: ['credential.passphrase', 'credential.recoveryKey'],
  }),
}
