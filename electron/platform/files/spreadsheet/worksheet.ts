import { columnIndex, columnName, parseRange, type CellRange } from '@shared/domain/cells/address'
import { cellText, type StoredCell } from './cell-text'
import type { NoticeList } from './notices'
import { isBlank } from './table'
import { RichText, type Workbook } from './workbook'
import { xmlAttribute, XmlError, type XmlHandler } from './xml-scanner'

const maxRanges = 1_000_000

/** Where rows and notices go: a table, or whoever looks at them one by one. */
export interface RowTarget {
  readonly notices: Pick<NoticeList, 'add'>
  add(line: number, cells: string[]): void
}

/** Reads the XML of one worksheet, row by row, into a table; keeps which areas are merged and how many rows hidden. */
export class WorksheetHandler implements XmlHandler {
  readonly merged: CellRange[] = []
  readonly #workbook: Workbook
  readonly #table: RowTarget
  readonly #inline = new RichText()
  #hiddenRows = 0
  #line = 0
  #hidden = false
  #cells: string[] = []
  #column = -1
  #cell: StoredCell | undefined
  #inValue = false

  constructor(workbook: Workbook, table: RowTarget) {
    this.#workbook = workbook
    this.#table = table
  }

  get hiddenRows(): number {
    return this.#hiddenRows
  }

  open(element: string, attributes: string): void {
    switch (element) {
      case 'row':
        this.#startRow(attributes)
        break
      case 'c':
        this.#startCell(attributes)
        break
      case 'v':
        this.#inValue = true
        break
      case 'f':
        if (this.#cell) this.#cell.formula = true
        break
      case 'is':
        this.#inline.start()
        break
      case 'mergeCell':
        this.#addMerged(xmlAttribute(attributes, 'ref') ?? '')
        break
      default:
        this.#inline.open(element)
    }
  }

  text(value: string): void {
    if (this.#inValue && this.#cell) this.#cell.value += value
    else this.#inline.text(value)
  }

  close(element: string): void {
    switch (element) {
      case 'row':
        if (this.#hidden && !isBlank(this.#cells)) this.#hiddenRows += 1
        this.#table.add(this.#line, this.#cells)
        break
      case 'c':
        this.#endCell()
        break
      case 'v':
        this.#inValue = false
        break
      case 'is':
        if (this.#cell) this.#cell.inline = this.#inline.value()
        break
      default:
        this.#inline.close(element)
    }
  }

  #startRow(attributes: string): void {
    const number = xmlAttribute(attributes, 'r')
    if (number !== undefined && !/^\d{1,7}$/.test(number)) throw new XmlError('row number')
    this.#line = number === undefined ? this.#line + 1 : Number(number)
    this.#hidden = /^(1|true)$/.test(xmlAttribute(attributes, 'hidden') ?? '')
    this.#cells = []
    this.#column = -1
  }

  #startCell(attributes: string): void {
    const address = xmlAttribute(attributes, 'r')
    const column = address === undefined ? this.#column + 1 : columnIndex(address)
    if (column === undefined) throw new XmlError('cell address')
    this.#column = column
    const style = Number(xmlAttribute(attributes, 's') ?? 0)
    this.#cell = { type: xmlAttribute(attributes, 't') ?? 'n', style, value: '', inline: '', formula: false }
  }

  #endCell(): void {
    const cell = this.#cell
    this.#cell = undefined
    if (!cell) return
    const { text, notice } = cellText(cell, this.#workbook)
    if (notice) {
      const where = { line: this.#line, column: columnName(this.#column) }
      this.#table.notices.add(`spreadsheets.notices.${notice}`, { ...where, text: text.slice(0, 60) })
    }
    // A cell that has only a colour or a border is no cell here, however far to the right it stands.
    if (text === '') return
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = text
  }

  #addMerged(reference: string): void {
    const range = parseRange(reference)
    if (!range) return
    if (this.merged.length >= maxRanges) throw new XmlError('merged areas')
    this.merged.push(range)
  }
}
