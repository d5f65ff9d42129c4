/** Stored data of a report; everything else can be written of it again. */
export const dataName = 'data.jsonl.gz'

/** What stands in front of the names of files that were made in practice. */
export const practicePrefix = (practice: boolean): string => (practice ? 'practice-' : '')

/** Folder of a report: sorts by time, says kind and month, and is told apart by the end of its id. */
export function folderName({ id, kind, month, at, practice }: { id: string; kind: string; month: string | undefined; at: string; practice: boolean }): string {
  const stamp = at.slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-')
  return [`${practicePrefix(practice)}${stamp}`, kind.replaceAll(/[^A-Za-z0-9]/gu, ''), month, id.slice(-8)].filter(Boolean).join('-')
}
