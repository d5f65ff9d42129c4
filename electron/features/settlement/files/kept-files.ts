import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { foldersOf } from './paths'

/** Every original and piece of evidence that is kept, named as it stands below the workspace's folder: for backups. */
export async function keptFiles(dir: string): Promise<{ name: string; path: string }[]> {
  const { originals } = foldersOf(dir)
  const kept: { name: string; path: string }[] = []
  for (const group of (await readdir(originals).catch(() => [])).toSorted())
    for (const name of (await readdir(join(originals, group)).catch(() => [])).toSorted())
      if (/^[0-9a-f]{64}$/u.test(name)) kept.push({ name: `settlement/originals/${group}/${name}`, path: join(originals, group, name) })
  return kept
}
