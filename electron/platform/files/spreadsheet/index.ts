export { readSheet, type ReadSheetOptions } from './readSheet'
export { writeCsv, type CsvContent } from './csvWriter'
export { writeXlsx, type XlsxContent } from './xlsxWriter'
export type { OutCell, OutRow } from './outCell'
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
