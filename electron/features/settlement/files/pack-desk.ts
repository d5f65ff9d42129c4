import type { EntryRow, RowRef } from '@shared/contract/settlement-values'
import type { FilePacks } from './packs'
import type { FilesParts } from './parts'
import { toEntryRow } from './view'

/** Rows of packs, looked up by the desk. */
export class PackDesk {
  readonly #parts: FilesParts
  readonly #packs: FilePacks

  constructor(parts: FilesParts, packs: FilePacks) {
    this.#parts = parts
    this.#packs = packs
  }

  /** In the order in which they were asked for; rows that are not there are left out. */
  async rows(refs: readonly RowRef[]): Promise<EntryRow[]> {
    const ids = [...new Set(refs.map(({ fileId }) => fileId))]
    const records = new Map(await Promise.all(ids.map(async (id) => [id, await this.#parts.repository.get(id)] as const)))
    const packs = await Promise.all(ids.map(async (fileId) => ({ fileId, path: await this.#packs.pathOf(fileId) })))
    const found = await this.#parts.desk.ask('rows', { packs, refs })
    return found.flatMap(({ fileId, row, entry }) => {
      const record = records.get(fileId)
      return record ? [toEntryRow(record, row, entry)] : []
    })
  }
}
