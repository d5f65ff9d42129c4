import { posix } from 'node:path'
import { builtInFormat, formatOfCode, type NumberFormat } from '@shared/domain/cells/number-format'
import { sheetFault } from './sheet-fault'
import { xmlAttribute, XmlError, XmlScanner, type XmlHandler } from './xml-scanner'
import type { ZipArchive } from './zip-reader'

export interface WorksheetEntry {
  name: string
  hidden: boolean
  part: string
}

/** What a workbook says about all of its sheets. */
export interface Workbook {
  sheets: WorksheetEntry[]
  epoch1904: boolean
  /** Number format per cell style. */
  formats: NumberFormat[]
  sharedStrings: string[]
}

/** Reads one part of a workbook through a handler. A damaged part throws `spreadsheets.xlsxBroken` with its name. */
export async function readPart(
  zip: ZipArchive,
  file: string,
  name: string,
  handler: XmlHandler,
  signal: AbortSignal | undefined,
): Promise<void> {
  const part = zip.parts.get(name.toLowerCase())
  if (!part) throw sheetFault('spreadsheets.xlsxBroken', { file, part: name })
  const scanner = new XmlScanner(handler)
  let decoder: TextDecoder | undefined
  try {
    for await (const chunk of zip.read(part, signal)) {
      decoder ??= new TextDecoder(xmlEncoding(chunk), { fatal: true })
      scanner.push(decoder.decode(chunk, { stream: true }))
    }
    scanner.push(decoder?.decode() ?? '')
    scanner.end()
  } catch (error) {
    if (!(error instanceof XmlError) && !isDecodingError(error)) throw error
    throw sheetFault('spreadsheets.xlsxBroken', { file, part: name }, error)
  }
}

/** What TextDecoder throws for bytes that are not of its encoding. */
function isDecodingError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
}

function xmlEncoding(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

interface Relation {
  type: string
  target: string
}

/** The relations of a part by their id; targets as names of parts. A part without relations has none. */
async function relationsOf(
  zip: ZipArchive,
  file: string,
  owner: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, Relation>> {
  const folder = posix.dirname(owner)
  const name = posix.join(folder, '_rels', `${posix.basename(owner)}.rels`)
  const relations = new Map<string, Relation>()
  if (!zip.parts.has(name.toLowerCase())) return relations
  await readPart(zip, file, name, {
    open: (element, attributes) => {
      if (element !== 'Relationship' || xmlAttribute(attributes, 'TargetMode') === 'External') return
      const id = xmlAttribute(attributes, 'Id')
      const target = xmlAttribute(attributes, 'Target')?.replaceAll('\\', '/')
      if (id === undefined || target === undefined) return
      // Types differ between the transitional and the strict form of the format in all but their last word.
      const type = xmlAttribute(attributes, 'Type')?.split('/').pop() ?? ''
      relations.set(id, { type, target: posix.join('/', target.startsWith('/') ? '' : folder, target).slice(1) })
    },
  }, signal)
  return relations
}

/**
 * Opens a workbook: its sheets, styles and shared strings. Throws `spreadsheets.zipNotXlsx` or
 * `spreadsheets.otherWorkbook` where the ZIP is something else, `spreadsheets.tooManyCells` where it has more strings
 * than cells may be.
 */
export async function openWorkbook(
  zip: ZipArchive,
  file: string,
  maxStrings: number,
  signal: AbortSignal | undefined,
): Promise<Workbook> {
  const main = await mainPart(zip, file, signal)
  const relations = await relationsOf(zip, file, main, signal)
  const related = (wanted: string) => [...relations.values()].find(({ type }) => type === wanted)?.target
  const { sheets, epoch1904 } = await readSheetList(zip, file, main, relations, signal)
  const styles = related('styles')
  const strings = related('sharedStrings')
  return {
    sheets,
    epoch1904,
    formats: styles === undefined ? [] : await readFormats(zip, file, styles, signal),
    sharedStrings: strings === undefined ? [] : await readSharedStrings(zip, file, strings, maxStrings, signal),
  }
}

/** The name of the workbook's own part, or a fault that says what this ZIP is instead. */
async function mainPart(zip: ZipArchive, file: string, signal: AbortSignal | undefined): Promise<string> {
  const names = [...zip.parts.keys()]
  if (zip.parts.has('[content_types].xml')) {
    const package_ = await relationsOf(zip, file, '', signal)
    const main = [...package_.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml'
    if (/(^|\/)workbook[^/]*\.xml$/i.test(main) && zip.parts.has(main.toLowerCase())) return main
  }
  const openDocument = zip.parts.has('mimetype') && zip.parts.has('content.xml')
  const numbers = names.some((name) => name === 'index.zip' || /^index\/.*\.iwa$/.test(name))
  const binary = names.some((name) => name.endsWith('workbook.bin'))
  const workbook = openDocument || numbers || binary
  throw sheetFault(workbook ? 'spreadsheets.otherWorkbook' : 'spreadsheets.zipNotXlsx', { file })
}

async function readSheetList(
  zip: ZipArchive,
  file: string,
  main: string,
  relations: Map<string, Relation>,
  signal: AbortSignal | undefined,
): Promise<{ sheets: WorksheetEntry[]; epoch1904: boolean }> {
  const sheets: WorksheetEntry[] = []
  let epoch1904 = false
  const open = (element: string, attributes: string) => {
    if (element === 'workbookPr') epoch1904 = /^(1|true)$/.test(xmlAttribute(attributes, 'date1904') ?? '')
    if (element !== 'sheet') return
    // Chart sheets and macro sheets stand in the same list; only worksheets have cells.
    const relation = relations.get(xmlAttribute(attributes, 'id') ?? '')
    if (relation?.type !== 'worksheet') return
    const name = xmlAttribute(attributes, 'name') ?? ''
    sheets.push({ name, hidden: /hidden$/i.test(xmlAttribute(attributes, 'state') ?? ''), part: relation.target })
  }
  await readPart(zip, file, main, { open }, signal)
  if (sheets.length === 0) throw sheetFault('spreadsheets.empty', { file })
  return { sheets, epoch1904 }
}

async function readFormats(
  zip: ZipArchive,
  file: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<NumberFormat[]> {
  const own = new Map<number, NumberFormat>()
  const formats: NumberFormat[] = []
  let inCellFormats = false
  const open = (element: string, attributes: string) => {
    if (element === 'numFmt') {
      own.set(Number(xmlAttribute(attributes, 'numFmtId')), formatOfCode(xmlAttribute(attributes, 'formatCode') ?? ''))
    } else if (element === 'cellXfs') inCellFormats = true
    else if (element === 'xf' && inCellFormats) {
      const id = Number(xmlAttribute(attributes, 'numFmtId') ?? 0)
      formats.push(own.get(id) ?? builtInFormat(id))
    }
  }
  const close = (element: string) => {
    if (element === 'cellXfs') inCellFormats = false
  }
  await readPart(zip, file, name, { open, close }, signal)
  return formats
}

async function readSharedStrings(
  zip: ZipArchive,
  file: string,
  name: string,
  maxStrings: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const strings: string[] = []
  const text = new RichText()
  const open = (element: string) => {
    if (element === 'si') text.start()
    else text.open(element)
  }
  const close = (element: string) => {
    if (element !== 'si') return text.close(element)
    strings.push(text.value())
    if (strings.length > maxStrings) throw sheetFault('spreadsheets.tooManyCells', { limit: maxStrings })
  }
  await readPart(zip, file, name, { open, close, text: (value) => text.text(value) }, signal)
  return strings
}

/** Gathers the text of a string that may consist of runs (`<r><t>`), without its phonetic guide (`<rPh>`). */
export class RichText {
  #value = ''
  #inText = false
  #inGuide = false

  start(): void {
    this.#value = ''
    this.#inText = false
    this.#inGuide = false
  }

  open(element: string): void {
    if (element === 't') this.#inText = true
    else if (element === 'rPh') this.#inGuide = true
  }

  close(element: string): void {
    if (element === 't') this.#inText = false
    else if (element === 'rPh') this.#inGuide = false
  }

  text(value: string): void {
    if (this.#inText && !this.#inGuide) this.#value += value
  }

  value(): string {
    return decodeEscapes(this.#value)
  }
}

/** Resolves `_x000D_`, by which the format writes characters that XML cannot hold (ECMA-376 part 1, §22.9.2.19). */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
