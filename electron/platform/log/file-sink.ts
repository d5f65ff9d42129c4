import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface FileSinkOptions {
  /** A file is rotated before it would grow beyond this many bytes; default 5 MB. */
  maxBytes?: number
  /** How many older files (`path.1` is the youngest) stay; default 5. */
  keep?: number
}

/** Appends one line. Never throws: what cannot be written is counted and told in the next line that can. */
export interface FileSink {
  (line: string): void
  /** Lets go of the file; the next line opens it again. */
  close(): void
}

/**
 * A rotating log file, readable by its owner only. Writes are synchronous, so that the last lines before a crash are
 * there to be read.
 */
export function fileSink(path: string, { maxBytes = 5_000_000, keep = 5 }: FileSinkOptions = {}): FileSink {
  let file: number | undefined
  let size = 0
  let lost = 0

  function open(): number {
    mkdirSync(dirname(path), { recursive: true })
    const opened = openSync(path, 'a', 0o600)
    size = fstatSync(opened).size
    return opened
  }

  function close(): void {
    if (file === undefined) return
    closeSync(file)
    file = undefined
  }

  function rotate(): void {
    // Windows does not rename a file that is open.
    close()
    if (keep < 1) {
      rmSync(path, { force: true })
      return
    }
    for (let index = keep; index >= 1; index -= 1) {
      const younger = index === 1 ? path : `${path}.${index - 1}`
      if (existsSync(younger)) renameSync(younger, `${path}.${index}`)
    }
  }

  function rotateIfPossible(): void {
    try {
      rotate()
    } catch {
      // Another program holds an older file (a viewer on Windows): the present file goes on growing until it lets go.
    }
  }

  function append(text: string): void {
    const bytes = Buffer.from(`${text}\n`, 'utf8')
    file ??= open()
    if (size > 0 && size + bytes.length > maxBytes) {
      rotateIfPossible()
      file = open()
    }
    writeSync(file, bytes)
    size += bytes.length
  }

  function write(line: string): void {
    try {
      if (lost > 0) append(JSON.stringify({ level: 'warn', event: 'log.linesLost', data: { lines: lost } }))
      lost = 0
      append(line)
    } catch {
      lost += 1
      try {
        close()
      } catch {
        // The descriptor is gone; the next write opens the file afresh.
        file = undefined
      }
    }
  }

  return Object.assign(write, { close })
}
