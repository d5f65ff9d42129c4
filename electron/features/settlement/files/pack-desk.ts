import type { EntryRow, RowRef } from '@shared/contract/settlement-values'
import { openPack } from '../engine/pack-reader'
import type { FilePacks } from './packs'
import type { FilesParts } from './parts'
import { toEntryRow } from './view'

/** Reads single rows of packs. */
export class PackDesk {
  readonly #parts: FilesParts
  readonly #packs: FilePacks

  constructor(parts: FilesParts, packs: FilePacks) {
    this.#parts = parts
    this.#packs = packs
  }

  /** In the order in which they were asked for; rows that are not there are left out. */
  async rows(refs: readonly RowRef[]): Promise<EntryRow[]> {
    const found = new Map<string, EntryRow>()
    for (const fileId of new Set(refs.map((ref) => ref.fileId))) {
      const record = await this.#parts.repository.get(fileId)
      const pack = openPack(await this.#packs.pathOf(fileId))
      try {
        for (const { fileId: of, row } of refs) if (of === fileId && row < pack.rows) found.set(`${of} ${row}`, toEntryRow(record, row, pack.entry(row)))
      } finally {
        pack.close()
      }
    }
    return refs.flatMap(({ fileId, row }) => found.get(`${fileId} ${row}`) ?? [])
  }
}
