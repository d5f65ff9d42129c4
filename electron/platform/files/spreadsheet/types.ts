import type { MessageParams } from '@shared/contract/error'

/** What is refused before it can fill the memory of the machine. */
export interface SheetLimits {
  /** Size of the file, asked from the file system before anything is read. */
  fileBytes: number
  /** Size of all parts of an XLSX once unpacked, declared and actual. */
  unpackedBytes: number
  /** Rows under the header, blank ones not counted. */
  rows: number
  columns: number
  /** Rows times columns. */
  cells: number
  /** Characters (UTF-16 units) in one cell; 32,767 is what spreadsheet programs allow. */
  cellCharacters: number
}

export const defaultLimits: SheetLimits = {
  fileBytes: 50 * 1024 * 1024,
  unpackedBytes: 300 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cells: 10_000_000,
  cellCharacters: 32_767,
}

/** Something the operator should know about a file that could be read. `code` is the key of its text. */
export interface SheetNotice {
  code: NoticeCode
  params: MessageParams
}

export type SheetEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

export interface SheetRow {
  /** 1-based line in the file or row in the sheet on which it begins, as the operator's program shows it. */
  line: number
  /** At least as many as there are headers; what a row has beyond them follows. */
  cells: string[]
}

export interface Sheet {
  kind: 'csv' | 'xlsx'
  /** CSV only. */
  encoding?: SheetEncoding
  /** CSV only. */
  delimiter?: string
  /** XLSX only: every worksheet, hidden ones too, in the order of the workbook. */
  sheetNames?: string[]
  /** XLSX only: the worksheet that was read. */
  sheet?: string
  /** Each header is there, not empty and unlike the others. */
  headers: string[]
  rows: SheetRow[]
  notices: SheetNotice[]
}

/** Codes of the notices; each is a key of `shared/texts`. */
export const noticeCodes = [
  'spreadsheets.notices.blankRows',
  'spreadsheets.notices.cellError',
  'spreadsheets.notices.formulaWithoutValue',
  'spreadsheets.notices.headerDuplicate',
  'spreadsheets.notices.headerEmpty',
  'spreadsheets.notices.hiddenRows',
  'spreadsheets.notices.merged',
  'spreadsheets.notices.mergedFilled',
  'spreadsheets.notices.onlyHeader',
  'spreadsheets.notices.precision',
  'spreadsheets.notices.rowLong',
  'spreadsheets.notices.rowShort',
  'spreadsheets.notices.sameMore',
  'spreadsheets.notices.titleSkipped',
] as const
export type NoticeCode = (typeof noticeCodes)[number]

/** Codes of the faults that reading and writing spreadsheets can throw; each has its text under `errors.<code>`. */
export const faultCodes = [
  'spreadsheets.binary',
  'spreadsheets.cannotWrite',
  'spreadsheets.cellTooLong',
  'spreadsheets.csvBroken',
  'spreadsheets.empty',
  'spreadsheets.encodingBroken',
  'spreadsheets.encodingUnknown',
  'spreadsheets.encrypted',
  'spreadsheets.folderMissing',
  'spreadsheets.htmlTable',
  'spreadsheets.notAFile',
  'spreadsheets.notFound',
  'spreadsheets.nulBytes',
  'spreadsheets.oldXls',
  'spreadsheets.otherWorkbook',
  'spreadsheets.pdf',
  'spreadsheets.picture',
  'spreadsheets.sheetEmpty',
  'spreadsheets.sheetMissing',
  'spreadsheets.tooLarge',
  'spreadsheets.tooManyCells',
  'spreadsheets.tooManyColumns',
  'spreadsheets.tooManyRows',
  'spreadsheets.unpackedTooLarge',
  'spreadsheets.unreadable',
  'spreadsheets.xlsxBroken',
  'spreadsheets.zipNotXlsx',
] as const
export type FaultCode = (typeof faultCodes)[number]
