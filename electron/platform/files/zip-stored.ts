import { ZipPassThrough } from 'fflate'

const BLOCK = 65_535

/**
 * An entry that is compressed already, wrapped in Deflate's uncompressed blocks (RFC 1951 §3.2.4) under method 8.
 * Method 0 would save a few bytes, but readers that read from the front refuse it when the size follows the content.
 * fflate's own `ZipDeflate` at level 0 gives the same, with 96 KB of memory and 0.2 ms for each entry.
 */
export class StoredEntry extends ZipPassThrough {
  override compression = 8

  protected override process(chunk: Uint8Array<ArrayBuffer>, final: boolean): void {
    for (let at = 0; at < chunk.length; at += BLOCK) {
      const part = chunk.subarray(at, at + BLOCK)
      this.ondata(null, blockHeader(part.length, false), false)
      // A copy: the caller may use the buffer again before it is written.
      this.ondata(null, part.slice(), false)
    }
    if (final) this.ondata(null, blockHeader(0, true), true)
  }
}

function blockHeader(length: number, last: boolean): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(5)
  const view = new DataView(header.buffer)
  view.setUint8(0, last ? 1 : 0)
  view.setUint16(1, length, true)
  view.setUint16(3, ~length & 0xffff, true)
  return header
}
