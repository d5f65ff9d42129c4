import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import type { Watched } from '@shared/contract/settlement-bills'
import type { SourceKind } from '@shared/contract/settlement-values'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { textFor } from '../../../platform/texts/texts'
import type { Doer } from '../ports'
import type { BillsParts } from './parts'
import { flawOf } from './board'
import type { Why } from './repository'

const Setting = z.object({ path: z.string(), exportPath: z.string() })
const settingKey = 'bills.watched'

/** A file that was not touched for so long is whole; a younger one is looked at again. */
const quietMs = 5_000
const lookAgainMs = 1_000
const looks = 8
const mostListed = 500

/** What is no file for us: hidden ones, and what programs write while they copy, download or edit. */
const passing = /^(?:\.|~\$)|\.(?:tmp|part|partial|crdownload|download|lock)$|^(?:thumbs\.db|desktop\.ini)$/iu

interface Seen {
  name: string
  path: string
  bytes: number
  modifiedMs: number
}

export interface Hint {
  source: SourceKind
  accountId?: string
}

export interface Scanned {
  taken: number
  known: number
  failed: number
  growing: number
  /** Files that were taken in and are perhaps still being loaded. */
  fileIds: string[]
}

/**
 * The watched folder: what lies in it is taken in, then moved to `done` or `failed` beneath it. Nothing is ever deleted, and
 * a file that is still being written is left alone until it is whole.
 */
export class WatchedFolder {
  readonly #parts: BillsParts
  readonly #sleep: (ms: number) => Promise<void>
  readonly #seen = new Map<string, { bytes: number; modifiedMs: number }>()
  #expected: ReadonlyMap<string, Hint> = new Map()
  #scanning: Promise<Scanned> | undefined

  constructor(parts: BillsParts, sleep: (ms: number) => Promise<void>) {
    this.#parts = parts
    this.#sleep = sleep
  }

  /** What is known beforehand about files by their names. */
  expect(hints: ReadonlyMap<string, Hint>): void {
    this.#expected = hints
  }

  get setting(): { path: string; exportPath: string } {
    return this.#parts.settings.value(settingKey, Setting) ?? { path: '', exportPath: '' }
  }

  /** @throws Fault `bills.folderNotAbsolute`, `bills.folderMissing`, `bills.folderInside` */
  async set(setting: { path: string; exportPath: string }, by: string): Promise<Watched> {
    for (const path of [setting.path, setting.exportPath]) if (path !== '') await this.#requireFolder(path)
    await this.#parts.settings.setValue(settingKey, setting, by)
    this.#parts.changed.bills()
    return this.look()
  }

  async #requireFolder(path: string): Promise<void> {
    if (!isAbsolute(path)) throw new Fault('bills.folderNotAbsolute')
    const found = await stat(path).catch(() => undefined)
    if (!found?.isDirectory()) throw new Fault('bills.folderMissing', { params: { name: basename(path) } })
  }

  async look(): Promise<Watched> {
    const { path, exportPath } = this.setting
    if (path === '') return { path, exists: false, files: [], exportPath }
    const files = await this.#list(path)
    if (!files) return { path, exists: false, files: [], exportPath }
    const waiting = files.map(({ name, bytes, ...file }) => ({ name, bytes, state: this.#isWhole({ name, bytes, ...file }) ? ('ready' as const) : ('growing' as const) }))
    const failed = (await this.#list(join(path, 'failed'))) ?? []
    const asides = failed.filter(({ name }) => !name.endsWith(reasonEnd)).map(({ name, bytes }) => ({ name, bytes, state: 'failed' as const }))
    return { path, exists: true, files: [...waiting, ...asides].slice(0, mostListed), exportPath }
  }

  /** Takes in everything that is whole. A second call while one is under way waits for that one. */
  scan(doer: Doer): Promise<Scanned> {
    this.#scanning ??= this.#scan(doer).finally(() => (this.#scanning = undefined))
    return this.#scanning
  }

  async #scan(doer: Doer): Promise<Scanned> {
    const { path } = this.setting
    const result: Scanned = { taken: 0, known: 0, failed: 0, growing: 0, fileIds: [] }
    if (path === '') return result
    if (!(await this.#list(path))) throw new Fault('bills.folderMissing', { params: { name: basename(path) } })
    for (let look = 1; ; look += 1) {
      const files = (await this.#list(path)) ?? []
      const whole = files.filter((file) => this.#isWhole(file))
      for (const file of whole) {
        doer.signal?.throwIfAborted()
        await this.#take(path, file, result, doer)
      }
      result.growing = files.length - whole.length
      if (result.growing === 0 || look >= looks) break
      await this.#sleep(lookAgainMs)
    }
    if (result.taken + result.known + result.failed > 0) this.#parts.changed.bills()
    return result
  }

  async #list(path: string): Promise<Seen[] | undefined> {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined)
    if (!entries) return undefined
    const files: Seen[] = []
    for (const entry of entries) {
      if (!entry.isFile() || passing.test(entry.name)) continue
      const found = await stat(join(path, entry.name)).catch(() => undefined)
      if (found) files.push({ name: entry.name, path: join(path, entry.name), bytes: found.size, modifiedMs: found.mtimeMs })
    }
    return files.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1))
  }

  /** Untouched for a while, or the same as at an earlier look: the clock of a network drive may be another one. */
  #isWhole({ path, bytes, modifiedMs }: Seen): boolean {
    const before = this.#seen.get(path)
    this.#seen.set(path, { bytes, modifiedMs })
    const age = this.#parts.clock.now().getTime() - modifiedMs
    return bytes > 0 && (age >= quietMs || (before !== undefined && before.bytes === bytes && before.modifiedMs === modifiedMs))
  }

  async #take(folder: string, { path, name }: Seen, result: Scanned, doer: Doer): Promise<void> {
    let why: Why | undefined
    try {
      const { file, known } = await this.#parts.ports.files.take({ path, name, origin: this.#parts.isPractice ? 'practice' : 'watched', ...this.#expected.get(name), doer })
      const flaw = file.state === 'failed' ? flawOf(file) : undefined
      why = flaw
      if (!flaw && known) result.known += 1
      else if (!flaw) {
        result.taken += 1
        result.fileIds.push(file.id)
      }
    } catch (error) {
      if (!(error instanceof Fault) || doer.signal?.aborted || error.code === 'vault.locked') throw error
      why = { code: `errors.${error.code}`, params: { ...error.params } }
    }
    if (why) result.failed += 1
    this.#seen.delete(path)
    const moved = await moveInto(join(folder, why ? 'failed' : 'done'), path, name)
    // For whoever looks into the folder without this program.
    if (why) await writeFile(`${moved}${reasonEnd}`, `${textFor('zh-CN', why.code, why.params)}\n${textFor('en', why.code, why.params)}\n`)
  }
}

const reasonEnd = '.why.txt'

/** Moves a file under a name that is still free. */
async function moveInto(folder: string, path: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const ending = extname(name)
  const stem = name.slice(0, name.length - ending.length)
  for (let number = 1; ; number += 1) {
    const target = join(folder, number === 1 ? name : `${stem} (${number})${ending}`)
    if (await stat(target).then(() => true, () => false)) continue
    await rename(path, target)
    return target
  }
}

/** Where reports of a run go: the folder that was set, `reports` beside the watched one, or the workspace's own. */
export function exportFolderOf({ path, exportPath }: { path: string; exportPath: string }, filesDir: string): string {
  if (exportPath !== '') return exportPath
  return path === '' ? join(filesDir, 'reports') : join(dirname(path), 'reports')
}
