import { open } from 'node:fs/promises'
import { detectFileKind } from './file-kind'
import { megabytes, sheetFault } from './sheet-fault'
import { isBlank } from './table'
import type { NoticeCode, SheetRow } from './types'
import { openWorkbook, readPart } from './workbook'
import { WorksheetHandler } from './worksheet'
import { ZipArchive } from './zip-reader'

/** What is told while the sheets of a workbook are read, one after the other. */
export interface SheetSink {
  /** A sheet begins; false: it is left out. */
  sheet(name: string, hidden: boolean): boolean
  /** A row that is not blank; false: no more of this sheet. */
  row(row: SheetRow): boolean
  notice(code: NoticeCode, params: Record<string, string | number>): void
}

/** Of large exports: a sheet ends at 1,048,576 rows. */
const limits = { fileBytes: 400 * 1024 * 1024, unpackedBytes: 3 * 1024 ** 3, strings: 20_000_000 }

/** Ends the reading of a sheet in its middle. */
class Enough extends Error {}

/**
 * Shows every sheet of a workbook row by row as it stands there, without taking any row for a header, and without keeping
 * rows. For worker threads. Throws a Fault of `faultCodes`, or the signal's reason.
 */
export async function readSheetRows(path: string, file: string, sink: SheetSink, signal?: AbortSignal): Promise<void> {
  const bytes = await whole(path, file)
  if (detectFileKind(bytes, file) !== 'xlsx') throw sheetFault('spreadsheets.zipNotXlsx', { file })
  const zip = new ZipArchive(bytes, file, limits.unpackedBytes)
  const workbook = await openWorkbook(zip, file, limits.strings, signal)
  for (const entry of workbook.sheets) {
    if (!sink.sheet(entry.name, entry.hidden)) continue
    const table = {
      notices: { add: (code: NoticeCode, params: Record<string, string | number> = {}) => sink.notice(code, params) },
      add: (line: number, cells: string[]) => {
        if (!isBlank(cells) && !sink.row({ line, cells })) throw new Enough()
      },
    }
    try {
      await readPart(zip, file, entry.part, new WorksheetHandler(workbook, table), signal)
    } catch (cause) {
      if (!(cause instanceof Enough)) throw cause
    }
  }
}

async function whole(path: string, file: string): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size > limits.fileBytes) throw sheetFault('spreadsheets.tooLarge', { file, size: megabytes(size), limit: megabytes(limits.fileBytes) })
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
