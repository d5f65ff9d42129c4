import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where the bytes of a pack go; they get their name when they are whole. */
export interface PackTarget {
  /** Answers where they begin. */
  put(bytes: Uint8Array): number
  finish(): void
  abort(): void
}

/** Where the bytes of a pack come from. */
export interface PackSource {
  readonly size: number
  /** Fewer bytes than asked for only where the source ends. */
  read(at: number, bytes: number): Uint8Array
  close(): void
}

const bufferBytes = 1 << 20

/** A file beside its final name, renamed once its bytes are on the disk. */
export function fileTarget(path: string): PackTarget {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${randomBytes(6).toString('hex')}.part`
  const file = openSync(draft, 'wx')
  const buffer = new Uint8Array(bufferBytes)
  let buffered = 0
  let at = 0
  const write = (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done)
  }
  const empty = () => {
    write(buffer.subarray(0, buffered))
    buffered = 0
  }
  return {
    put: (bytes) => {
      const begin = at
      at += bytes.length
      if (buffered + bytes.length > bufferBytes) empty()
      if (bytes.length > bufferBytes) write(bytes)
      else {
        buffer.set(bytes, buffered)
        buffered += bytes.length
      }
      return begin
    },
    finish: () => {
      empty()
      fsyncSync(file)
      closeSync(file)
      renameSync(draft, path)
    },
    abort: () => {
      closeSync(file)
      rmSync(draft, { force: true })
    },
  }
}

/** @throws the system's error where there is no such file */
export function fileSource(path: string): PackSource {
  const file = openSync(path, 'r')
  return {
    size: fstatSync(file).size,
    read: (at, bytes) => {
      const into = new Uint8Array(bytes)
      let done = 0
      while (done < bytes) {
        const got = readSync(file, into, done, bytes - done, at + done)
        if (got === 0) break
        done += got
      }
      return into.subarray(0, done)
    },
    close: () => closeSync(file),
  }
}

/** Target and source in memory. */
export function memoryStorage(): PackTarget & { source(): PackSource } {
  const parts: Uint8Array[] = []
  let size = 0
  return {
    put: (bytes) => {
      const begin = size
      parts.push(bytes.slice())
      size += bytes.length
      return begin
    },
    finish: () => undefined,
    abort: () => void parts.splice(0),
    source: () => {
      const all = Buffer.concat(parts, size)
      // Blocks are read as words, which must begin at their own multiples: a copy begins at nought.
      return { size, read: (at, bytes) => Uint8Array.from(all.subarray(at, at + bytes)), close: () => undefined }
    },
  }
}
