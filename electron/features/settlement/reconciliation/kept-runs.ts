import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isOwnFile } from './jobs'
import type { ReconciliationParts } from './parts'

/**
 * Runs of closed months and our own orders as those runs read them, named as they stand below the workspace's folder: for
 * backups. An open month is run again after a restore; a closed one never is, and our orders may have changed since.
 */
export async function keptRuns({ folder, reconciliations }: Pick<ReconciliationParts, 'folder' | 'reconciliations'>): Promise<{ name: string; path: string }[]> {
  const there = new Set(await readdir(folder).catch(() => []))
  const runs = await reconciliations.lockedRuns()
  const names = new Set(runs.flatMap(({ file, packs }) => [file, ...packs.filter(isOwnFile).map((id) => `${id}.pack`)]))
  return [...names].filter((name) => there.has(name)).toSorted().map((name) => ({ name: `settlement/runs/${name}`, path: join(folder, name) }))
}
