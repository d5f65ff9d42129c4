import { access, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../../platform/errors/fault'
import { checkHost } from './host'
import { checkFileKind } from './jobs/check-file'
import type { FilesParts } from './parts'
import { originalPath } from './paths'
import type { SideThread } from './side-thread'

/** The packed rows of files, made again from the kept bytes where they are gone. */
export class FilePacks {
  readonly #parts: FilesParts
  readonly #side: SideThread
  /** Packs that are being made; asked for twice, made once. */
  readonly #making = new Map<string, Promise<void>>()

  constructor(parts: FilesParts, side: SideThread) {
    this.#parts = parts
    this.#side = side
  }

  /** @throws Fault `settlement.fileMissing`, `settlement.fileNotRead`, `settlement.originalMissing` */
  async pathOf(fileId: string): Promise<string> {
    const path = await this.#current(fileId)
    if (await exists(path)) return path
    await this.make(fileId)
    return this.#current(fileId)
  }

  /** Reads a file beside the jobs, so that a job may wait for it. @throws Fault of what is wrong with the file */
  async make(fileId: string): Promise<void> {
    const running = this.#making.get(fileId)
    if (running) return running
    const made = this.#make(fileId)
    this.#making.set(fileId, made)
    try {
      await made
    } finally {
      this.#making.delete(fileId)
    }
  }

  async #make(fileId: string): Promise<void> {
    const { repository, folders } = this.#parts
    const { sha256, name } = await repository.get(fileId)
    if (!(await exists(originalPath(folders, sha256)))) throw new Fault('settlement.originalMissing', { params: { file: name } })
    await this.#side.run(checkFileKind, { id: fileId }, checkHost(this.#parts))
    const { data } = await repository.get(fileId)
    if (data.error) throw new Fault(data.error.code, { params: data.error.params })
  }

  async #current(fileId: string): Promise<string> {
    const { data, name } = await this.#parts.repository.get(fileId)
    if (data.pack === '') throw new Fault('settlement.fileNotRead', { params: { file: name } })
    return join(this.#parts.folders.packs, data.pack)
  }

  /** Removes what no file points to: packs of earlier checks, and what a killed program left without a name. */
  async tidy(): Promise<void> {
    const { folders, repository } = this.#parts
    await rm(folders.unfinished, { recursive: true, force: true })
    const used = new Set(await repository.packs())
    for (const name of await readdir(folders.packs).catch(() => [])) if (!used.has(name)) await rm(join(folders.packs, name), { force: true })
  }
}

const exists = (path: string) => access(path).then(() => true, () => false)
