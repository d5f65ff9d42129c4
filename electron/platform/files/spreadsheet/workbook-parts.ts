import { columnName } from '@shared/domain/cells/address'
import { textToSerial } from '@shared/domain/cells/serial-date'
import { isExactNumber } from './out-cell'
import type { WorkCell, WorkSheet } from './workbook-cell'
import { escapeText, sheetNameOf } from './xlsx-parts'

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const package_ = 'http://schemas.openxmlformats.org/package/2006'
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Cell styles by their place in {@link workbookStyles}. */
const style = { text: 1, head: 2, day: 3, dayTime: 4, share: 5, title: 6, strong: 7, mark: 8, number: 9 } as const
const mostDecimals = 8
/** Texts that are written once and pointed at; more than so many different ones are written where they stand. */
const mostShared = 50_000

/** Texts of a workbook that repeat. Bounded: a million order numbers do not stand in memory. */
export class RepeatedTexts {
  readonly #ids = new Map<string, number>()
  #uses = 0

  /** The inside of a cell element that holds the text. */
  cell(text: string): { type: 's' | 'inlineStr'; content: string } {
    const known = this.#ids.get(text)
    if (known === undefined && this.#ids.size >= mostShared)
      return { type: 'inlineStr', content: `<is><t xml:space="preserve">${escapeText(text)}</t></is>` }
    const id = known ?? this.#ids.size
    if (known === undefined) this.#ids.set(text, id)
    this.#uses += 1
    return { type: 's', content: `<v>${id}</v>` }
  }

  *xml(): Generator<string> {
    yield `${xml}<sst xmlns="${main}" count="${this.#uses}" uniqueCount="${this.#ids.size}">`
    for (const text of this.#ids.keys()) yield `<si><t xml:space="preserve">${escapeText(text)}</t></si>`
    yield '</sst>'
  }
}

/** Names for worksheets: acceptable, and different also without regard to case. */
export function sheetNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>()
  return wanted.map((each) => {
    let name = sheetNameOf(each)
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) {
      const tail = ` (${number})`
      name = sheetNameOf(each).slice(0, 31 - tail.length) + tail
    }
    taken.add(name.toLowerCase())
    return name
  })
}

/** A sheet's name as formulas write it. */
export const quotedSheet = (name: string) => `'${name.replaceAll("'", "''")}'`

export function* worksheetXml(sheet: WorkSheet, texts: RepeatedTexts, first: boolean): Generator<string> {
  const { frozenRows, widths, filter, wide } = sheet
  const pane = `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${Math.min(120, Math.max(4, width))}" customWidth="1"/>`)
  yield (
    `${xml}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>` +
    `<sheetView ${first ? 'tabSelected="1" ' : ''}workbookViewId="0">${frozenRows > 0 ? pane : ''}</sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/>${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>`
  )
  let line = 0
  let most = 1
  for (const row of sheet.rows) {
    line += 1
    most = Math.max(most, row.length)
    yield rowXml(row, line, texts)
  }
  const area = `A1:${columnName(most - 1)}${Math.max(1, line)}`
  yield (
    `</sheetData>${filter && frozenRows > 0 ? `<autoFilter ref="${filterArea(frozenRows, filter)}"/>` : ''}` +
    `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>` +
    `<pageSetup paperSize="9" orientation="${wide ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/>` +
    `<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>` +
    `<ignoredErrors><ignoredError sqref="${area}" numberStoredAsText="1"/></ignoredErrors></worksheet>`
  )
}

const filterArea = (headLine: number, { lines, columns }: NonNullable<WorkSheet['filter']>, fixed = '') =>
  `${fixed}A${fixed}${headLine}:${fixed}${columnName(Math.max(0, columns - 1))}${fixed}${Math.max(headLine, lines)}`

function rowXml(cells: readonly WorkCell[], line: number, texts: RepeatedTexts): string {
  let content = ''
  cells.forEach((cell, column) => {
    content += cellXml(cell, columnName(column) + line, texts)
  })
  return `<row r="${line}">${content}</row>`
}

function cellXml(cell: WorkCell, address: string, texts: RepeatedTexts): string {
  if (typeof cell === 'string') return textXml(cell, address, style.text, texts)
  switch (cell.kind) {
    case 'number':
      if (!isExactNumber(cell.text)) return textXml(cell.text, address, style.text, texts)
      return `<c r="${address}" s="${style.number + decimalsOf(cell.text)}"><v>${cell.text}</v></c>`
    case 'date': {
      const serial = textToSerial(cell.text)
      if (serial === undefined) return textXml(cell.text, address, style.text, texts)
      return `<c r="${address}" s="${cell.text.length > 10 ? style.dayTime : style.day}"><v>${serial}</v></c>`
    }
    case 'share':
      return `<c r="${address}" s="${style.share}"><v>${cell.partsPerMillion / 1_000_000}</v></c>`
    case 'formula':
      return `<c r="${address}" s="${style.number + mostDecimals + 1 + decimalsOf(cell.cached)}"><f>${escapeText(cell.formula)}</f><v>${cell.cached}</v></c>`
    default:
      return textXml(cell.text, address, style[cell.kind], texts)
  }
}

function textXml(text: string, address: string, styleAt: number, texts: RepeatedTexts): string {
  if (text === '') return ''
  const { type, content } = texts.cell(text)
  return `<c r="${address}" s="${styleAt}" t="${type}">${content}</c>`
}

const decimalsOf = (text: string) => Math.min(text.split('.')[1]?.length ?? 0, mostDecimals)

/** Default, text, head, day, day with time, share, title, strong, mark, then numbers with 0 to 8 decimals, plain and strong. */
function workbookStyles(): string {
  const decimals = Array.from({ length: mostDecimals + 1 }, (_, count) => count)
  const formats = [
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>',
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>',
    '<numFmt numFmtId="166" formatCode="0.00##%"/>',
    ...decimals.map((count) => `<numFmt numFmtId="${167 + count}" formatCode="#,##0${count > 0 ? `.${'0'.repeat(count)}` : ''}"/>`),
  ]
  const xf = (format: number, font = 0, fill = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1"` +
    `${font ? ' applyFont="1"' : ''}${fill ? ' applyFill="1"' : ''}/>`
  const cells = [
    xf(0), xf(49), xf(49, 1, 2), xf(164), xf(165), xf(166), xf(49, 2), xf(49, 1), xf(49, 3),
    ...decimals.map((count) => xf(167 + count)),
    ...decimals.map((count) => xf(167 + count, 1)),
  ]
  const font = (extra: string, size = 11) => `<font>${extra}<sz val="${size}"/><name val="Calibri"/><family val="2"/></font>`
  const boldPurple = '<font><b/><sz val="11"/><color rgb="FF7A3FB0"/><name val="Calibri"/><family val="2"/></font>'
  return (
    `${xml}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${formats.join('')}</numFmts>` +
    `<fonts count="4">${font('')}${font('<b/>')}${font('<b/>', 15)}${boldPurple}</fonts>` +
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF1F3F6"/><bgColor indexed="64"/></patternFill></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${cells.length}">${cells.join('')}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  )
}

/** Every part but the sheets and the texts: content types, relations, workbook, styles, properties. */
export function workbookParts(sheets: readonly WorkSheet[], about: { title: string; description: string }): [name: string, text: string][] {
  const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${contentType}.${type}+xml"/>`
  const relation = (id: number, type: string, target: string) => `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`
  const relations = (content: string) => `${xml}<Relationships xmlns="${package_}/relationships">${content}</Relationships>`
  const core = 'application/vnd.openxmlformats-package.core-properties+xml'
  return [
    [
      '[Content_Types].xml',
      `${xml}<Types xmlns="${package_}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        override('/xl/workbook.xml', 'sheet.main') +
        sheets.map((_, at) => override(`/xl/worksheets/sheet${at + 1}.xml`, 'worksheet')).join('') +
        override('/xl/styles.xml', 'styles') +
        override('/xl/sharedStrings.xml', 'sharedStrings') +
        `<Override PartName="/docProps/core.xml" ContentType="${core}"/></Types>`,
    ],
    [
      '_rels/.rels',
      relations(
        relation(1, 'officeDocument', 'xl/workbook.xml') +
          `<Relationship Id="rId2" Type="${package_}/relationships/metadata/core-properties" Target="docProps/core.xml"/>`,
      ),
    ],
    [
      'docProps/core.xml',
      `${xml}<cp:coreProperties xmlns:cp="${package_}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
        `<dc:title>${escapeText(about.title)}</dc:title><dc:creator>MiniDesk</dc:creator>` +
        `<dc:description>${escapeText(about.description)}</dc:description></cp:coreProperties>`,
    ],
    ['xl/workbook.xml', workbookXml(sheets)],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        sheets.map((_, at) => relation(at + 1, 'worksheet', `worksheets/sheet${at + 1}.xml`)).join('') +
          relation(sheets.length + 1, 'styles', 'styles.xml') +
          relation(sheets.length + 2, 'sharedStrings', 'sharedStrings.xml'),
      ),
    ],
    ['xl/styles.xml', workbookStyles()],
  ]
}

function workbookXml(sheets: readonly WorkSheet[]): string {
  const names = sheets.flatMap(({ name, filter, frozenRows }, at) => {
    if (frozenRows === 0) return []
    const titles = `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">${escapeText(`${quotedSheet(name)}!$1:$${frozenRows}`)}</definedName>`
    if (!filter) return [titles]
    const area = `${quotedSheet(name)}!${filterArea(frozenRows, filter, '$')}`
    return [`<definedName name="_xlnm._FilterDatabase" localSheetId="${at}" hidden="1">${escapeText(area)}</definedName>`, titles]
  })
  return (
    `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView/></bookViews><sheets>` +
    sheets.map(({ name }, at) => `<sheet name="${escapeText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('') +
    `</sheets>${names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : ''}<calcPr fullCalcOnLoad="1"/></workbook>`
  )
}
