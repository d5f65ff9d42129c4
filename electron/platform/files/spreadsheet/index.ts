export { readSheet, type ReadSheetOptions } from './read-sheet'
export { readSheetRows, type SheetSink } from './sheet-rows'
export { writeCsv, type CsvContent } from './csv-writer'
export { writeXlsx, type XlsxContent } from './xlsx-writer'
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
