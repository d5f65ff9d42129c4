import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { Fault } from '../../../../platform/errors/fault'

export type FileEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/** What the bytes of a whole text file say. */
export interface TextFacts {
  encoding: FileEncoding
  /** Bytes of the byte order mark. */
  markBytes: number
  /** A backtick value in quotes: the bill went through a spreadsheet program. */
  quotedBacktick: boolean
}

const chunkBytes = 1024 * 1024

/**
 * Decides the encoding over the whole file: a bill can be plain letters for megabytes before the first Chinese name
 * (settlement-reconciliation §8, 8). Byte order mark, else strict UTF-8, else GB18030.
 * @throws Fault `spreadsheets.binary`, `spreadsheets.encodingBroken`, `spreadsheets.encodingUnknown`
 */
export async function textFacts(path: string, file: string, signal?: AbortSignal): Promise<TextFacts> {
  const seen = new Bytes()
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    signal?.throwIfAborted()
    seen.take(chunk as Buffer)
    if (seen.wide !== undefined) return { encoding: seen.wide, markBytes: 2, quotedBacktick: false }
    if (seen.hasNul) throw new Fault('spreadsheets.binary', { params: { file } })
  }
  const facts = { markBytes: seen.marked ? 3 : 0, quotedBacktick: seen.quotedBacktick }
  if (seen.isUtf8()) return { encoding: 'utf-8', ...facts }
  // Broken UTF-8 often reads as GB18030 without complaint, into wrong characters.
  if (seen.marked || seen.mostlyUtf8()) throw new Fault('spreadsheets.encodingBroken', { params: { file, line: seen.brokenLine } })
  if (!(await isGb18030(path, signal))) throw new Fault('spreadsheets.encodingUnknown', { params: { file } })
  return { encoding: 'gb18030', ...facts }
}

/** Looks at bytes as they come, without keeping them. */
class Bytes {
  wide: 'utf-16le' | 'utf-16be' | undefined
  marked = false
  hasNul = false
  quotedBacktick = false
  brokenLine = 0
  #first = true
  #carry: Buffer = Buffer.alloc(0)
  #utf8 = true
  #lines = 1
  #sound = 0
  #damaged = 0

  take(chunk: Buffer): void {
    if (this.#first) this.#mark(chunk)
    this.#first = false
    if (chunk.includes(0)) this.hasNul = true
    if (!this.quotedBacktick && chunk.includes(',"`')) this.quotedBacktick = true
    if (this.#utf8) this.#check(chunk)
  }

  #mark(chunk: Buffer): void {
    if (chunk[0] === 0xff && chunk[1] === 0xfe) this.wide = 'utf-16le'
    else if (chunk[0] === 0xfe && chunk[1] === 0xff) this.wide = 'utf-16be'
    else this.marked = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
  }

  #check(chunk: Buffer): void {
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk])
    const whole = bytes.subarray(0, bytes.length - unfinishedTail(bytes))
    this.#carry = Buffer.from(bytes.subarray(whole.length))
    if (isUtf8(whole)) {
      this.#lines += count(whole, 10)
      return
    }
    this.#utf8 = false
    const text = new TextDecoder('utf-8').decode(whole)
    const at = text.indexOf('\uFFFD')
    this.brokenLine = this.#lines + (text.slice(0, at).split('\n').length - 1)
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index)
      if (code === 0xfffd) this.#damaged += 1
      else if (code > 0x7f) this.#sound += 1
    }
  }

  isUtf8(): boolean {
    return this.#utf8 && this.#carry.length === 0
  }

  /** GBK read as UTF-8 is nearly all damage. */
  mostlyUtf8(): boolean {
    return this.#sound >= 8 && this.#damaged * 10 < this.#sound
  }
}

/** Bytes at the end that begin a character which is not whole yet. */
function unfinishedTail(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

function count(bytes: Buffer, byte: number): number {
  let found = 0
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found += 1
  return found
}

async function isGb18030(path: string, signal: AbortSignal | undefined): Promise<boolean> {
  const decoder = new TextDecoder('gb18030', { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      signal?.throwIfAborted()
      decoder.decode(chunk as Buffer, { stream: true })
    }
    decoder.decode()
    return true
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    return false
  }
}
