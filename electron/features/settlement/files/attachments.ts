import type { Attachment } from '@shared/contract/settlement-values'
import { createReadStream } from 'node:fs'
import { Fault } from '../../../platform/errors/fault'
import type { AttachmentsPort, Doer } from '../ports'
import { keep } from './intake/keep'
import type { FilesParts } from './parts'
import { originalPath } from './paths'

const mostBytes = 200 * 1024 * 1024

/** Evidence: kept unchanged under its hash, never opened. */
export class Attachments implements AttachmentsPort {
  readonly #parts: FilesParts

  constructor(parts: FilesParts) {
    this.#parts = parts
  }

  /** Ids of evidence that is kept already are answered as they are. */
  async keep(fileIds: readonly string[], doer: Doer): Promise<Attachment[]> {
    const { incoming, repository, folders, newId } = this.#parts
    const known = new Set((await repository.attachments(fileIds)).map(({ id }) => id))
    const kept: string[] = []
    for (const fileId of fileIds) {
      if (known.has(fileId)) {
        kept.push(fileId)
        continue
      }
      const { path, name } = incoming.require(fileId)
      const { sha256, bytes } = await keep(createReadStream(path), folders, { bytes: mostBytes, file: name })
      const id = newId()
      await repository.addAttachment({ id, name, bytes, sha256, by: doer.operatorName })
      kept.push(id)
    }
    return repository.attachments(kept)
  }

  get(ids: readonly string[]): Promise<Attachment[]> {
    return this.#parts.repository.attachments(ids)
  }

  async pathOf(id: string): Promise<string> {
    return originalPath(this.#parts.folders, (await this.require(id)).sha256)
  }

  /** @throws Fault `settlement.attachmentMissing` */
  async require(id: string): Promise<Attachment> {
    const [found] = await this.#parts.repository.attachments([id])
    if (!found) throw new Fault('settlement.attachmentMissing')
    return found
  }
}
