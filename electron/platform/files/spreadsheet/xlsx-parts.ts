import { textToSerial } from '@shared/domain/cells/serial-date'
import { columnName } from '@shared/domain/cells/address'
import { isExactNumber, type OutCell } from './out-cell'

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const package_ = 'http://schemas.openxmlformats.org/package/2006'
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Text as XML holds it. What XML cannot hold is written `_x0001_`, as ECMA-376 part 1, §22.9.2.19 says. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    // eslint-disable-next-line no-control-regex -- control characters are what is escaped
    .replace(/[\0-\x08\x0b-\x1f\ufffe\uffff]/g, (character) => {
      return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
    })
    .replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '&quot;')
}

/**
 * A name that spreadsheet programs accept for a worksheet: at most 31 characters, none of `[]:*?/\`, no apostrophe at
 * its ends, not `History`, never empty.
 */
export function sheetNameOf(wanted: string): string {
  const cleaned = wanted
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[[\]:*?/\\\0-\x1f]/g, ' ')
    .trim()
    .slice(0, 31)
    .toWellFormed()
    .replace(/^'+|'+$/g, '')
    .trim()
  return cleaned === '' || cleaned.toLowerCase() === 'history' ? 'Sheet1' : cleaned
}

/** Cell styles by their place in {@link stylesXml}. */
const style = { text: 1, header: 2, day: 3, dayTime: 4, firstNumber: 5 } as const
const mostDecimals = 8

/** Gives each text a number in the order of first use; a map, so that `__proto__` is a text like any other. */
export class SharedStrings {
  readonly #ids = new Map<string, number>()
  #uses = 0

  idOf(text: string): number {
    this.#uses += 1
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const id = this.#ids.size
    this.#ids.set(text, id)
    return id
  }

  *xml(): Generator<string> {
    yield `${xml}<sst xmlns="${main}" count="${this.#uses}" uniqueCount="${this.#ids.size}">`
    for (const text of this.#ids.keys()) yield `<si><t xml:space="preserve">${escapeText(text)}</t></si>`
    yield '</sst>'
  }
}

/** One row of the sheet, 1-based. Only values are ever written: there is no way to a formula. */
export function rowXml(cells: readonly OutCell[], line: number, strings: SharedStrings, header = false): string {
  let content = ''
  cells.forEach((cell, column) => {
    content += cellXml(cell, `${columnName(column)}${line}`, strings, header)
  })
  return `<row r="${line}">${content}</row>`
}

function cellXml(cell: OutCell, address: string, strings: SharedStrings, header: boolean): string {
  if (typeof cell !== 'string' && cell.kind === 'number' && isExactNumber(cell.text)) {
    const decimals = cell.text.split('.')[1]?.length ?? 0
    const number = style.firstNumber + Math.min(decimals, mostDecimals)
    return `<c r="${address}" s="${number}"><v>${cell.text}</v></c>`
  }
  if (typeof cell !== 'string' && cell.kind === 'date') {
    const serial = textToSerial(cell.text)
    const shown = cell.text.length > 10 ? style.dayTime : style.day
    if (serial !== undefined) return `<c r="${address}" s="${shown}"><v>${serial}</v></c>`
  }
  const text = typeof cell === 'string' ? cell : cell.text
  if (text === '') return ''
  return `<c r="${address}" s="${header ? style.header : style.text}" t="s"><v>${strings.idOf(text)}</v></c>`
}

/** The sheet up to its rows: the header frozen, columns with their widths in characters. */
export function sheetStart(widths: readonly number[]): string {
  const columns = widths.map((width, index) => {
    const characters = Math.min(255, Math.max(1, Number.isFinite(width) ? width : 10))
    return `<col min="${index + 1}" max="${index + 1}" width="${characters}" customWidth="1"/>`
  })
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  return (
    `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">${pane}` +
    `<selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
    `${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>`
  )
}

/** What follows the rows; the marks "number stored as text" are switched off, as these numbers are text on purpose. */
export function sheetEnd(lines: number, columns: number): string {
  const area = `A1:${columnName(Math.max(0, columns - 1))}${Math.max(1, lines)}`
  return `</sheetData><ignoredErrors><ignoredError sqref="${area}" numberStoredAsText="1"/></ignoredErrors></worksheet>`
}

/** Styles: default, text, bold header, day, day with time, then numbers with 0 to 8 decimals. */
function stylesXml(): string {
  const decimals = Array.from({ length: mostDecimals + 1 }, (_, count) => count)
  const formats = [
    `<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>`,
    `<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>`,
    ...decimals.map((count) => {
      const code = count > 0 ? `0.${'0'.repeat(count)}` : '0'
      return `<numFmt numFmtId="${166 + count}" formatCode="${code}"/>`
    }),
  ]
  const cell = (format: number, font = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"` +
    `${font ? ' applyFont="1"' : ''}/>`
  const cells = [cell(0), cell(49), cell(49, 1), cell(164), cell(165), ...decimals.map((count) => cell(166 + count))]
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`
  return (
    `${xml}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${formats.join('')}</numFmts>` +
    `<fonts count="2">${font('')}${font('<b/>')}</fonts>` +
    '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
    '<fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${cells.length}">${cells.join('')}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  )
}

/** The parts that do not depend on the rows, by name, in the order in which they stand in the file. */
export function fixedParts(sheetName: string): readonly (readonly [string, string])[] {
  const override = (part: string, type: string) =>
    `<Override PartName="${part}" ContentType="${contentType}.${type}+xml"/>`
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`
  const relations = (content: string) =>
    `${xml}<Relationships xmlns="${package_}/relationships">${content}</Relationships>`
  return [
    [
      '[Content_Types].xml',
      `${xml}<Types xmlns="${package_}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        override('/xl/workbook.xml', 'sheet.main') +
        override('/xl/worksheets/sheet1.xml', 'worksheet') +
        override('/xl/styles.xml', 'styles') +
        `${override('/xl/sharedStrings.xml', 'sharedStrings')}</Types>`,
    ],
    ['_rels/.rels', relations(relation(1, 'officeDocument', 'xl/workbook.xml'))],
    [
      'xl/workbook.xml',
      `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView/></bookViews>` +
        `<sheets><sheet name="${escapeText(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        relation(1, 'worksheet', 'worksheets/sheet1.xml') +
          relation(2, 'styles', 'styles.xml') +
          relation(3, 'sharedStrings', 'sharedStrings.xml'),
      ),
    ],
    ['xl/styles.xml', stylesXml()],
  ]
}
