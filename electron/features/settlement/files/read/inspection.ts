import type { TimePlan } from '../../engine/scan-types'
import type { Notice } from '../records'
import type { FileEncoding } from './encoding'

/** What was seen in a file before its rows are read. Everything about text files; sheets have no bytes to point at. */
export interface Inspection {
  format: 'text' | 'xlsx'
  encoding: FileEncoding | ''
  delimiter: ',' | '\t' | ';' | '|' | ''
  form: 'backtick' | 'plain'
  sheets: string[]
  sheet: string
  headers: string[]
  headerLine: number
  /** Byte and line at which the rows begin. */
  dataOffset: number
  dataLine: number
  sample: { line: number; cells: string[] }[]
  /** The ready mapping that fits; '' for none. */
  profile: string
  owners: string[]
  timeForm: TimePlan['form']
  notices: Notice[]
}
