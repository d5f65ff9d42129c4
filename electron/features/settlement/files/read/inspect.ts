import { open } from 'node:fs/promises'
import { Fault } from '../../../../platform/errors/fault'
import { readSheetRows } from '../../../../platform/files/spreadsheet'
import type { TimePlan } from '../../engine/scan-types'
import { profileOf } from '../profiles'
import type { Notice } from '../records'
import { columnsOf } from './compile'
import { textFacts } from './encoding'
import { findHeader, type RawRow, searchedRows } from './find-header'
import { inspectText } from './inspect-text'
import type { Inspection } from './inspection'
import { refuseKnown, refusePersonal } from './refuse'
import { unguarded } from './split-line'
import { wideText } from './wide-text'

const sampleRows = 30

/**
 * Looks at a file before its rows are read: what it is, where its header stands, which ready mapping fits. The content
 * decides, never the name. `sheet`: one that a person chose.
 */
export async function inspect(file: { path: string; name: string; sheet?: string }, signal?: AbortSignal): Promise<Inspection> {
  return (await isZip(file.path)) ? inspectWorkbook(file, signal) : inspectPlain(file, signal)
}

async function inspectPlain({ path, name }: { path: string; name: string }, signal: AbortSignal | undefined): Promise<Inspection> {
  const facts = await textFacts(path, name, signal)
  const { encoding } = facts
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return inspectWide(path, name, encoding)
  const head = await inspectText(path, name, { ...facts, encoding })
  const { header, headers, sample } = head
  return described({
    ...{ format: 'text', encoding, delimiter: head.delimiter, form: head.form, sheets: [], sheet: '' },
    ...{ headers, headerLine: head.headerLine, dataOffset: head.dataOffset, dataLine: head.dataLine },
    ...{ sample: sample.slice(0, sampleRows), profile: header?.profile?.id ?? '', notices: [] },
  })
}

/** Old Windows programs write UTF-16; read as text, its rows have no bytes to point at. */
async function inspectWide(path: string, name: string, encoding: 'utf-16le' | 'utf-16be'): Promise<Inspection> {
  const { rows, delimiter } = await wideText(path, name, encoding)
  refuseKnown(rows.slice(0, 40).map(({ cells }) => cells.join(delimiter)).join('\n'), name)
  const found = headerOf(rows, name)
  return described({
    ...{ format: 'text', encoding, delimiter, form: 'plain', sheets: [], sheet: '', ...found, dataOffset: 0, dataLine: found.headerLine + 1, notices: [] },
  })
}

async function inspectWorkbook({ path, name, sheet }: { path: string; name: string; sheet?: string }, signal: AbortSignal | undefined): Promise<Inspection> {
  const sheets: { name: string; hidden: boolean; rows: RawRow[] }[] = []
  await readSheetRows(path, name, {
    sheet: (title, hidden) => sheets.push({ name: title, hidden, rows: [] }) > 0,
    row: (row) => (sheets.at(-1)?.rows.push(row) ?? 0) < searchedRows + sampleRows,
    notice: () => undefined,
  }, signal)
  const full = sheets.filter(({ rows }) => rows.length > 0)
  for (const { rows } of full) refuseKnown(rows.slice(0, 30).map(({ cells }) => cells.join(',')).join('\n'), name)
  const chosen = chooseSheet(full, sheet)
  if (!chosen) throw new Fault('spreadsheets.empty', { params: { file: name } })
  const notices: Notice[] = chosen.hidden ? [{ code: 'settlementFiles.notices.hiddenSheet', params: { sheet: chosen.name } }] : []
  return described({
    ...{ format: 'xlsx', encoding: '', delimiter: '', form: 'plain', sheets: full.map(({ name: title }) => title), sheet: chosen.name },
    ...headerOf(chosen.rows, name),
    ...{ dataOffset: Number.NaN, dataLine: 0, notices },
  })
}

/** The sheet that was asked for; else the first with a header that is known, else the first visible one with rows. */
function chooseSheet<S extends { name: string; hidden: boolean; rows: RawRow[] }>(sheets: readonly S[], wanted: string | undefined): S | undefined {
  if (wanted !== undefined && wanted !== '') return sheets.find(({ name }) => name === wanted)
  const visible = sheets.filter(({ hidden }) => !hidden)
  const pool = visible.length > 0 ? visible : sheets
  return pool.find(({ rows }) => findHeader(rows)?.profile?.suggestion === undefined && findHeader(rows)?.profile !== undefined) ?? pool.find(({ rows }) => findHeader(rows)?.profile) ?? pool.find(({ rows }) => rows.length > 1) ?? pool[0]
}

function headerOf(rows: readonly RawRow[], file: string): Pick<Inspection, 'headers' | 'headerLine' | 'sample' | 'profile'> {
  const found = findHeader(rows)
  const row = found && rows[found.index]
  if (!found || !row) throw new Fault('settlement.noHeader', { params: { file } })
  const headers = row.cells.map((cell) => unguarded(cell).replace(/\s+/gu, ' '))
  refusePersonal(headers, file)
  const sample = rows.slice(found.index + 1, found.index + 1 + sampleRows).map(({ line, cells }) => ({ line, cells: cells.map(unguarded) }))
  return { headers, headerLine: row.line, sample, profile: found.profile?.id ?? '' }
}

/** Adds what the first rows say: whose they are, how times are written. */
function described(seen: Omit<Inspection, 'owners' | 'timeForm'>): Inspection {
  const profile = profileOf(seen.profile)
  const columns = profile && columnsOf({ profile, headers: seen.headers, mapping: {} })
  const owner = columns?.get('owner')?.[0]
  const owners = owner === undefined ? [] : [...new Set(seen.sample.map(({ cells }) => cells[owner] ?? ''))].filter((text) => /^[\w-]{4,64}$/u.test(text))
  return { ...seen, owners: owners.slice(0, 20), timeForm: timeFormOf(seen.sample, columns?.get('at')?.[0]) }
}

/** How the times of a column are written, by its first rows. */
export function timeFormOf(sample: readonly RawRow[], column: number | undefined, order: 'dayFirst' | 'monthFirst' = 'dayFirst'): TimePlan['form'] {
  if (column === undefined) return 'wall'
  const texts = sample.map(({ cells }) => (cells[column] ?? '').normalize('NFKC').trim()).filter((text) => text !== '')
  if (texts.length === 0) return 'wall'
  const all = (form: RegExp) => texts.every((text) => form.test(text))
  if (all(/^\d{10}$/u)) return 'epochSeconds'
  if (all(/^\d{13}$/u)) return 'epochMs'
  const parts = texts.map((text) => /^(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{2}|\d{4})(?:\D|$)/u.exec(text)).filter((found) => found !== null)
  if (parts.length === 0) return 'wall'
  if (parts.some(([, first]) => Number(first) > 12)) return 'dayFirst'
  if (parts.some(([, , second]) => Number(second) > 12)) return 'monthFirst'
  return order
}

async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    if (buffer.subarray(0, 8).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))) return true
    return buffer[0] === 0x50 && buffer[1] === 0x4b && (buffer[2] ?? 0) < 8
  } finally {
    await handle.close()
  }
}
