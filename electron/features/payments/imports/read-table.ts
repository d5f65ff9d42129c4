import { readFile, stat } from 'node:fs/promises'
import { Fault } from '../../../platform/errors/fault'
import { readSheet } from '../../../platform/files/spreadsheet'
import { looksLikeBill, readBill } from './bill-table'
import { type ImportTable, looksLikeJson, readJsonTable } from './json-table'

const mostBytes = 50 * 1024 * 1024
const probeBytes = 20_000

/**
 * Reads a file of orders, whatever it is: JSON Lines or an array, a bill of WeChat Pay, else CSV or XLSX. The content
 * decides, not the name. Meant for a worker thread.
 * @throws Fault of the spreadsheet reader, `payments.importJson…`, `payments.importEmpty`
 */
export async function readTable(file: { path: string; name: string; sheet: string | null }, signal: AbortSignal): Promise<ImportTable> {
  const text = await textOf(file)
  const table = text === undefined ? await sheetTable(file, signal) : looksLikeBill(text) ? readBill(text) : readJsonTable(text)
  if (table.rows.length === 0) throw new Fault('payments.importEmpty', { params: { file: file.name } })
  return table
}

/** The text of a JSON file or a bill; undefined for everything else, which the spreadsheet reader knows better. */
async function textOf({ path, name }: { path: string; name: string }): Promise<string | undefined> {
  const { size } = await stat(path)
  if (size > mostBytes) throw new Fault('spreadsheets.tooLarge', { params: { file: name, size: Math.round(size / 1048576), limit: 50 } })
  const bytes = await readFile(path)
  const probe = decode(bytes.subarray(0, probeBytes), false)
  if (probe === undefined || !(looksLikeJson(probe) || looksLikeBill(probe))) return undefined
  const text = decode(bytes, true)
  if (text === undefined) throw new Fault('payments.importJsonBroken', { params: { line: 1 } })
  return text
}

/** UTF-8 with or without byte order mark, else GB18030, which old Windows programs write. */
function decode(bytes: Uint8Array, whole: boolean): string | undefined {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      // The beginning may end in the middle of a character.
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !whole })
    } catch {
      continue
    }
  return undefined
}

async function sheetTable({ path, name, sheet }: { path: string; name: string; sheet: string | null }, signal: AbortSignal): Promise<ImportTable> {
  const read = await readSheet(path, { name, ...(sheet === null ? {} : { sheet }) }, signal)
  return {
    headers: read.headers,
    rows: read.rows,
    notices: read.notices.slice(0, 200).map(({ code, params }) => ({ code, params })),
  }
}
