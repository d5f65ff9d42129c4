import { safeFileName } from '@shared/domain/file-names'

export const backupEnding = '.mdbackup'

const pattern = /-(?<id>[0-9a-f]{12})-(?<stamp>\d{8}T\d{9}Z)\.mdbackup$/u

/** Name of a backup file: readable, and it says which workspace it belongs to and when it was made (UTC). */
export function backupFileName(workspace: { id: string; name: string }, instant: string): string {
  const stamp = instant.replaceAll(/[-:.]/g, '')
  const name = safeFileName(workspace.name, { fallback: 'workspace' }).slice(0, 40)
  return `MiniDesk-${name}-${shortId(workspace.id)}-${stamp}${backupEnding}`
}

/** When a file in the backup folder was made, if it is a backup of this workspace by its name. */
export function backupTime(fileName: string, workspaceId: string): string | undefined {
  const found = pattern.exec(fileName)?.groups
  if (found?.id !== shortId(workspaceId) || found.stamp === undefined) return undefined
  const s = found.stamp
  return `${s.slice(0, 4)}-${s.slice(4, 6)}-${s.slice(6, 8)}T${s.slice(9, 11)}:${s.slice(11, 13)}:${s.slice(13, 15)}.${s.slice(15, 18)}Z`
}

/** The random end of the id: its beginning is a time, which workspaces made together share. */
function shortId(id: string): string {
  return id.replaceAll('-', '').slice(-12)
}
