import type { CommandOutput } from '@shared/contract'
import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { backups } from '@shared/contract/backups'
import type { z } from 'zod'
import { opensWith, openVaultFromBackup, readBackupHeader, restoreBackup } from '../../platform/backup'
import { Fault } from '../../platform/errors/fault'
import type { IncomingFiles } from '../../platform/files/workspace-files'
import type { SlotRequest, Vault } from '../../platform/vault'
import type { WorkspaceFolders } from '../workspaces'

/** What a restore asks of the program around the single workspace. */
export interface RestoreDesk {
  folders: WorkspaceFolders
  /** Now, for the note that a workspace was restored. */
  instant(): string
  /** The newest version of a database that this program can open. */
  readonly schemaVersion: number
  exists(workspaceId: string): boolean
  /** Closes a workspace and puts its folder aside under another name. */
  setAside(workspaceId: string): Promise<void>
  /** The way in which this computer can open credentials by itself. */
  automaticSlot(workspaceId: string): SlotRequest
  /** Opens a workspace whose folder has just got its place. */
  adopt(workspaceId: string): Promise<WorkspaceSummary>
}

/** What the open head of an uploaded backup says. @throws Fault `backup.notBackup`, `backup.damaged`, … */
export async function inspectBackup(
  fileId: string,
  incoming: IncomingFiles,
  desk: RestoreDesk,
): Promise<CommandOutput<'backups.inspect'>> {
  const header = await readBackupHeader(incoming.require(fileId).path)
  return {
    workspaceId: header.workspaceId,
    workspaceName: header.workspaceName,
    kind: header.workspaceKind,
    madeAt: header.madeAt,
    appVersion: header.appVersion,
    exists: desk.exists(header.workspaceId),
    opensWith: opensWith(header),
  }
}

/**
 * Restores an uploaded backup as a workspace of this data folder. Nothing is changed before the backup was read to its
 * end and found whole.
 * @throws Fault `backups.workspaceExists`, `store.newerVersion`, those of the backup and the vault
 */
export async function restoreWorkspace(
  input: z.output<typeof backups.restore.input>,
  incoming: IncomingFiles,
  desk: RestoreDesk,
): Promise<WorkspaceSummary> {
  const { path } = incoming.require(input.fileId)
  const header = await readBackupHeader(path)
  const { workspaceId } = header
  if (desk.exists(workspaceId) && !input.replaceExisting)
    throw new Fault('backups.workspaceExists', { params: { name: header.workspaceName } })
  // Known before anything is touched: this program could not open what it would put in place.
  if (header.schemaVersion > desk.schemaVersion)
    throw new Fault('store.newerVersion', { params: { database: header.schemaVersion, program: desk.schemaVersion } })
  const unlocked = await openVaultFromBackup(header, input.credential)
  try {
    const target = `${desk.folders.pathOf(workspaceId)}.restored`
    await desk.folders.removeLeftover(target)
    await restoreBackup(path, unlocked.key, target)
    let vault: Vault | undefined
    if (input.openAutomatically) {
      vault = await unlocked.openRestored(target)
      await vault.addSlot(desk.automaticSlot(workspaceId))
      vault.lock()
    }
    // The card comes with the folder: from one moment to the next the workspace is there, whole and listed.
    await desk.folders.writeInto(target, {
      v: 1,
      id: workspaceId,
      name: input.name ?? header.workspaceName,
      kind: header.workspaceKind,
      createdAt: header.madeAt,
      restoredAt: desk.instant(),
    })
    if (desk.exists(workspaceId)) await desk.setAside(workspaceId)
    await desk.folders.moveIn(target, workspaceId)
    return await desk.adopt(workspaceId)
  } finally {
    unlocked.wipe()
  }
}
