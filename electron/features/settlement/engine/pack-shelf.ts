import { type FilePack, openPack } from './pack-reader'

/** Bytes of columns that stay in memory; beyond, the packs that were asked for longest ago are put away. */
const mostBytes = 192 * 1024 * 1024
const mostPacks = 40

/** Packs that stay open, because a screen that asks once asks again. Packs never change, so neither does what is kept. */
export class PackShelf {
  readonly #open = new Map<string, FilePack>()
  readonly #mostBytes: number

  constructor(bytes = mostBytes) {
    this.#mostBytes = bytes
  }

  get size(): number {
    return this.#open.size
  }

  /** @throws Fault `settlement.packMissing`, `settlement.packDamaged`, `settlement.packOtherVersion` */
  get(path: string): FilePack {
    const pack = this.#open.get(path) ?? openPack(path)
    // Behind all others: it was asked for last.
    this.#open.delete(path)
    this.#open.set(path, pack)
    return pack
  }

  /** Puts away what is too much; between questions, so that none is closed while it is read. */
  tidy(): void {
    let bytes = 0
    for (const pack of this.#open.values()) bytes += pack.loadedBytes
    for (const [path, pack] of this.#open) {
      if (bytes <= this.#mostBytes && this.#open.size <= mostPacks) return
      bytes -= pack.loadedBytes
      this.#open.delete(path)
      pack.close()
    }
  }

  /** A damaged pack is opened again when it was made again. */
  forget(path: string): void {
    this.#open.get(path)?.close()
    this.#open.delete(path)
  }

  close(): void {
    for (const path of this.#open.keys()) this.forget(path)
  }
}
