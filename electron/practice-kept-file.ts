import { readFile, rename, writeFile } from 'node:fs/promises'

/** A file in which a stand-in remembers what happened, written as a whole and at most once at a time. */
export interface KeptFile {
  /** `undefined` where there is none yet. */
  read(): Promise<string | undefined>
  /** Writes the newest text soon; texts that came meanwhile are skipped. */
  save(text: () => string): void
  idle(): Promise<void>
}

export function openKeptFile(path: string, reportError: (where: string, cause: unknown) => void): KeptFile {
  let next: (() => string) | undefined
  let saving: Promise<void> | undefined
  const write = async () => {
    while (next) {
      const text = next()
      next = undefined
      await writeFile(`${path}.partial`, text, { mode: 0o600 })
      await rename(`${path}.partial`, path)
    }
  }
  return {
    read: () => readFile(path, 'utf8').catch(() => undefined),
    save: (text) => {
      next = text
      saving ??= write()
        .catch((cause: unknown) => reportError('practice.save', cause))
        .finally(() => (saving = undefined))
    },
    idle: async () => {
      while (saving) await saving
    },
  }
}
