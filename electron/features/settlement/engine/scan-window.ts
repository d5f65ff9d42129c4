import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const lineFeed = 0x0a

/** A stretch of a file that moves forward over it. Rows that are not whole yet are kept in front. */
export class ScanWindow {
  readonly size: number
  /** Place in the file of the first byte. */
  offset: number
  /** Bytes that are there, with the line feed that was put behind the last row of a file that lacks it. */
  filled = 0
  mended = false
  readonly capacity: number
  readonly #file: number

  /** @param bytes one byte larger than `capacity` */
  constructor(
    path: string,
    from: number,
    readonly bytes: Uint8Array<ArrayBuffer>,
  ) {
    this.#file = openSync(path, 'r')
    this.size = fstatSync(this.#file).size
    this.offset = from
    this.capacity = bytes.length - 1
  }

  get full(): boolean {
    return this.filled >= this.capacity
  }

  /** Whether all bytes of the file are here or behind. */
  get atEnd(): boolean {
    return this.mended || this.offset + this.filled >= this.size
  }

  /** Forgets what stands before `keep` and reads on behind the rest. */
  advance(keep: number): void {
    this.bytes.copyWithin(0, keep, this.filled)
    this.filled -= keep
    this.offset += keep
    while (this.filled < this.capacity && !this.mended) {
      const got = readSync(this.#file, this.bytes, this.filled, this.capacity - this.filled, this.offset + this.filled)
      if (got === 0) break
      this.filled += got
    }
    if (this.atEnd && this.filled > 0 && this.bytes[this.filled - 1] !== lineFeed) this.#mend()
  }

  close(): void {
    closeSync(this.#file)
  }

  #mend(): void {
    this.bytes[this.filled] = lineFeed
    this.filled += 1
    this.mended = true
  }
}
