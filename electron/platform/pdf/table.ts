import { ink, innerWidth, lowest, page, sizes } from './page'
import type { PdfTable } from './types'

const padding = 4

/**
 * Draws a table from `y` on; a row is never torn, and the head stands again on each further page.
 * @param newPage begins a page and answers where it starts
 * @returns where the table ends
 */
export function drawTable(pdf: PDFKit.PDFDocument, table: PdfTable, y: number, newPage: () => number): number {
  const shares = table.columns.reduce((sum, { share }) => sum + share, 0)
  const widths = table.columns.map(({ share }) => (innerWidth * share) / shares)
  const titles = table.columns.map(({ title }) => title)

  const heightOf = (cells: readonly string[]) =>
    Math.max(...cells.map((cell, at) => cellHeight(pdf, cell, widths[at] ?? 0))) + padding * 2
  const line = (cells: readonly string[], top: number, color: string) => {
    let left = page.left
    cells.forEach((cell, at) => {
      const width = widths[at] ?? 0
      const align = table.columns[at]?.align ?? 'left'
      const options = { width: width - padding * 2, align, lineGap: 1 }
      pdf.fontSize(sizes.small).fillColor(color).text(cell, left + padding, top + padding, options)
      left += width
    })
  }
  const head = (top: number) => {
    const height = heightOf(titles)
    pdf.rect(page.left, top, innerWidth, height).fill(ink.band)
    line(titles, top, ink.soft)
    return top + height
  }

  let at = head(y + heightOf(titles) * 2 > lowest ? newPage() : y)
  for (const row of table.rows) {
    const height = heightOf(row)
    if (at + height > lowest) at = head(newPage())
    line(row, at, ink.text)
    at += height
    pdf.moveTo(page.left, at).lineTo(page.left + innerWidth, at).lineWidth(0.4).stroke(ink.line)
  }
  return at
}

function cellHeight(pdf: PDFKit.PDFDocument, text: string, width: number): number {
  return pdf.fontSize(sizes.small).heightOfString(text === '' ? ' ' : text, { width: width - padding * 2, lineGap: 1 })
}
