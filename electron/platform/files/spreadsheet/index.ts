export { readSheet, type ReadSheetOptions } from './read-sheet'
export { writeAtomically } from './atomic-file'
export { readSheetRows, type SheetSink } from './sheet-rows'
export { sheetOfCells } from './sheet-of-cells'
export { writeCsv, type CsvContent } from './csv-writer'
export { ZipArchive, type ZipPart } from './zip-reader'
export { writeXlsx, type XlsxContent } from './xlsx-writer'
export { cellCharacters, sheetLines, writeWorkbook } from './workbook-writer'
export { quotedSheet, sheetNames } from './workbook-parts'
export type { WorkCell, WorkSheet } from './workbook-cell'
export type { OutCell, OutRow } from './out-cell'
export {
  defaultLimits,
  type FaultCode,
  type NoticeCode,
  type Sheet,
  type SheetEncoding,
  type SheetLimits,
  type SheetNotice,
  type SheetRow,
} from './types'
