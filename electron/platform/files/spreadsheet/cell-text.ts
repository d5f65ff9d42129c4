import type { NumberFormat } from '@shared/domain/cells/number-format'
import { numberText } from '@shared/domain/cells/number-text'
import { serialToText } from '@shared/domain/cells/serial-date'
import { decodeEscapes, type Workbook } from './workbook'
import { XmlError } from './xml-scanner'

/** A `<c>` element as it stands in the sheet. */
export interface StoredCell {
  type: string
  style: number
  /** Content of `<v>`. */
  value: string
  /** Content of `<is>`, runs joined. */
  inline: string
  formula: boolean
}

export interface CellText {
  text: string
  notice?: 'cellError' | 'formulaWithoutValue' | 'precision'
}

/**
 * What the operator sees in a cell: text as it is, a number in plain digits, a date as `YYYY-MM-DD`, a formula's last
 * result. Throws {@link XmlError} for a reference to a string that does not exist.
 */
export function cellText(cell: StoredCell, workbook: Workbook): CellText {
  switch (cell.type) {
    case 's': {
      if (cell.value === '') return { text: '' }
      const text = workbook.sharedStrings[Number(cell.value)]
      if (text === undefined) throw new XmlError(`no shared string ${cell.value.slice(0, 20)}`)
      return { text }
    }
    case 'inlineStr':
      return { text: cell.inline }
    case 'str':
      return { text: decodeEscapes(cell.value) }
    case 'b':
      return { text: /^(1|true)$/i.test(cell.value) ? 'TRUE' : cell.value === '' ? '' : 'FALSE' }
    case 'e':
      return { text: cell.value, notice: 'cellError' }
    case 'd':
      return { text: isoDate(cell.value) }
    default:
      return numberCell(cell, workbook)
  }
}

function numberCell(cell: StoredCell, workbook: Workbook): CellText {
  if (cell.value === '') return cell.formula ? { text: '', notice: 'formulaWithoutValue' } : { text: '' }
  const format: NumberFormat = workbook.formats[cell.style] ?? { kind: 'plain' }
  if (format.kind === 'date') {
    const text = serialToText(Number(cell.value), format.display, workbook.epoch1904)
    if (text !== undefined) return { text }
  }
  const percent = format.kind === 'percent'
  const number = numberText(cell.value, percent ? 2 : 0)
  // Not a number by the rules of the format: shown as it stands rather than lost.
  if (!number) return { text: cell.value }
  if (percent) return { text: `${number.text}%` }
  const padded = format.kind === 'zeros' && /^\d+$/.test(number.text)
  const text = padded ? number.text.padStart(format.digits, '0') : number.text
  return number.beyondPrecision ? { text, notice: 'precision' } : { text }
}

/** ISO 8601 as the strict form of the format stores it: `2026-11-22T14:05:00.000Z` → `2026-11-22 14:05:00`. */
function isoDate(value: string): string {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}))?/.exec(value)
  if (!found) return value
  return found[2] === undefined || found[2] === '00:00:00' ? (found[1] ?? value) : `${found[1]} ${found[2]}`
}
