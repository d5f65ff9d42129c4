import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { readCsv } from './csv-reader'
import { breathe } from './breathe'
import { detectFileKind } from './file-kind'
import { megabytes, sheetFault, systemCode } from './sheet-fault'
import { defaultLimits, type Sheet, type SheetLimits } from './types'
import { readXlsx } from './xlsx-reader'

export interface ReadSheetOptions {
  /** What the person calls the file, where it lies under another name; faults speak of it so. */
  name?: string
  /** Name of the worksheet; without it the first visible one that is not empty. Ignored for CSV, which has none. */
  sheet?: string
  /**
   * Whether every cell of a merged area gets the area's value. Off by default: an amount merged over three rows would
   * count three times.
   */
  fillMerged?: boolean
  limits?: Partial<SheetLimits>
}

const chunkBytes = 4 * 1024 * 1024

/**
 * Reads a spreadsheet that an operator chose: CSV, TSV or other delimited text in UTF-8, UTF-16 or GB18030; or XLSX.
 * The content decides which, not the name. Nothing is dropped in silence: `notices` tells what was padded, renamed,
 * skipped or may be wrong.
 *
 * Meant for a worker thread: it computes in long stretches, and looks at `signal` between them. Throws a Fault with
 * one of `faultCodes`, or the signal's reason when cancelled. A fault names the file, never its path.
 */
export async function readSheet(
  filePath: string,
  options: ReadSheetOptions = {},
  signal?: AbortSignal,
): Promise<Sheet> {
  const limits = { ...defaultLimits, ...options.limits }
  const file = options.name ?? basename(filePath)
  signal?.throwIfAborted()
  const bytes = await readWhole(filePath, file, limits.fileBytes, signal)
  if (bytes.length === 0) throw sheetFault('spreadsheets.empty', { file })
  return detectFileKind(bytes, file) === 'xlsx'
    ? readXlsx(bytes, file, { limits, sheet: options.sheet, fillMerged: options.fillMerged ?? false }, signal)
    : readCsv(bytes, file, limits, signal)
}

/** All bytes of a file that is a regular file and no larger than allowed; never more than its size said before. */
async function readWhole(
  filePath: string,
  file: string,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  try {
    const { size } = await regularFile(filePath, file)
    if (size > limit) {
      throw sheetFault('spreadsheets.tooLarge', { file, size: megabytes(size), limit: megabytes(limit) })
    }
    const handle = await open(filePath, 'r')
    try {
      const bytes = Buffer.alloc(size)
      let filled = 0
      while (filled < size) {
        await breathe(signal)
        const { bytesRead } = await handle.read(bytes, filled, Math.min(chunkBytes, size - filled), filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw sheetFault('spreadsheets.notFound', { file }, error)
    if (code !== undefined) throw sheetFault('spreadsheets.unreadable', { file }, error)
    throw error
  }
}

async function regularFile(filePath: string, file: string): Promise<{ size: number }> {
  const found = await stat(filePath)
  if (!found.isFile()) throw sheetFault('spreadsheets.notAFile', { file })
  return found
}
