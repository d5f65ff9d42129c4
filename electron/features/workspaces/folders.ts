import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WorkspaceKind } from '@shared/contract/accounts'
import { Id, Instant } from '@shared/contract/values'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'

export const WorkspaceMeta = z.object({
  v: z.literal(1),
  id: Id,
  name: z.string().min(1).max(40),
  kind: WorkspaceKind,
  createdAt: Instant,
  restoredAt: Instant.optional(),
})
export type WorkspaceMeta = z.infer<typeof WorkspaceMeta>

const metaName = 'workspace.json'

/** The workspaces' folders under the data folder: `workspaces/<id>/` with a small card that can be read unopened. */
export class WorkspaceFolders {
  readonly #root: string
  readonly #keys: string

  constructor(dataDir: string) {
    this.#root = join(dataDir, 'workspaces')
    this.#keys = join(dataDir, 'keys')
  }

  pathOf(id: string): string {
    if (!Id.safeParse(id).success) throw new Fault('workspaces.notFound')
    return join(this.#root, id)
  }

  /** Key files stand apart from what they open, so that a copied workspace folder does not carry its key. */
  keyFileOf(id: string): string {
    if (!Id.safeParse(id).success) throw new Fault('workspaces.notFound')
    return join(this.#keys, `${id}.key`)
  }

  async prepare(): Promise<void> {
    for (const folder of [this.#root, this.#keys]) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      if (process.platform !== 'win32') await chmod(folder, 0o700)
    }
    await this.#mendBrokenRestore()
  }

  /**
   * What a restore that was killed left: a workspace that was set aside while the new one had not got its place comes
   * back, and half-written folders go. The backup file itself is the person's and untouched.
   */
  async #mendBrokenRestore(): Promise<void> {
    const names = await readdir(this.#root)
    for (const name of names) {
      const id = /^(?<id>.+)\.restored(?:\.restoring-[0-9a-f-]{36})?$/u.exec(name)?.groups?.id
      if (id === undefined || !Id.safeParse(id).success) continue
      const aside = names.filter((other) => other.startsWith(`${id}.replaced-`)).sort()
      const last = aside.at(-1)
      if (last !== undefined && !names.includes(id)) {
        await rename(join(this.#root, last), this.pathOf(id))
        names.push(id)
      }
      await this.removeLeftover(join(this.#root, name))
    }
  }

  /** All workspaces, oldest first. A folder without a readable card is left alone and not listed. */
  async list(): Promise<WorkspaceMeta[]> {
    const metas: WorkspaceMeta[] = []
    for (const name of await readdir(this.#root)) {
      const meta = await this.#read(name)
      if (meta) metas.push(meta)
    }
    return metas.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  }

  /** @throws Fault `workspaces.notFound` */
  async require(id: string): Promise<WorkspaceMeta> {
    const meta = Id.safeParse(id).success ? await this.#read(id) : undefined
    if (!meta) throw new Fault('workspaces.notFound')
    return meta
  }

  /** Writes the card; the folder is made if it is missing. */
  async write(meta: WorkspaceMeta): Promise<void> {
    await this.writeInto(this.pathOf(meta.id), meta)
  }

  /** Writes the card of a workspace whose folder has not got its place yet. */
  async writeInto(folder: string, meta: WorkspaceMeta): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const temporary = join(folder, `${metaName}.partial`)
    await writeFile(temporary, JSON.stringify(meta, undefined, 2), { mode: 0o600, flush: true })
    await rename(temporary, join(folder, metaName))
  }

  /** Removes what a broken-off restore left. */
  async removeLeftover(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true })
  }

  /** Gives a restored folder its place. */
  async moveIn(path: string, id: string): Promise<void> {
    await rename(path, this.pathOf(id))
  }

  /** Puts a workspace's folder aside under a name that is not listed; nothing is deleted. */
  async setAside(id: string, stamp: string): Promise<void> {
    await rename(this.pathOf(id), `${this.pathOf(id)}.replaced-${stamp}`)
  }

  /** Removes the folder of a workspace that was never finished. */
  async discard(id: string): Promise<void> {
    await rm(this.pathOf(id), { recursive: true, force: true })
    await rm(this.keyFileOf(id), { force: true })
  }

  async #read(id: string): Promise<WorkspaceMeta | undefined> {
    try {
      const meta = WorkspaceMeta.parse(JSON.parse(await readFile(join(this.#root, id, metaName), 'utf8')))
      return meta.id === id ? meta : undefined
    } catch {
      return undefined
    }
  }
}
