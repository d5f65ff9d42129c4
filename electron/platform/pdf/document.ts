import PDFDocument from 'pdfkit'
import { ink, innerWidth, lowest, page, sizes } from './page'
import { drawTable } from './table'
import type { PdfFact, PdfOptions, PdfTable } from './types'

const gap = 6
const labelShare = 0.38

/**
 * An A4 document that is written from the top down; a new page begins where the next part has no room. Head and foot
 * with the page number come onto every page in the end, when the number of pages is known.
 */
export class PdfDocument {
  readonly #pdf: PDFKit.PDFDocument
  readonly #options: PdfOptions
  readonly #chunks: Buffer[] = []
  readonly #ended: Promise<void>
  #y: number = page.top

  constructor(options: PdfOptions) {
    this.#options = options
    this.#pdf = new PDFDocument({
      size: [page.width, page.height],
      margin: 0,
      bufferPages: true,
      font: options.fontPath,
      lang: 'zh-CN',
      info: { Title: options.title, Producer: 'MiniDesk', Creator: 'MiniDesk', CreationDate: options.madeAt, ...(options.keywords === undefined ? {} : { Keywords: options.keywords }) },
    })
    this.#pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
    this.#ended = new Promise((resolve, reject) => {
      this.#pdf.on('end', resolve)
      this.#pdf.on('error', reject)
    })
  }

  title(text: string, below?: string): this {
    this.#write(text, { size: sizes.title })
    if (below) this.#write(below, { size: sizes.small, color: ink.soft })
    return this.space(gap)
  }

  heading(text: string): this {
    this.#room(40)
    this.space(gap)
    this.#write(text, { size: sizes.heading })
    this.#pdf
      .moveTo(page.left, this.#y + 2)
      .lineTo(page.left + innerWidth, this.#y + 2)
      .lineWidth(0.6)
      .stroke(ink.line)
    return this.space(gap)
  }

  text(text: string, options: { small?: boolean } = {}): this {
    this.#write(text, options.small ? { size: sizes.small, color: ink.soft } : { size: sizes.text })
    return this.space(2)
  }

  /** One line set apart: the amount that the paper is about, and what is true of it. */
  figure(label: string, value: string, state: string): this {
    const inner = innerWidth - 24
    const stateHeight = this.#height(state, sizes.text, inner)
    const height = 46 + stateHeight + 10
    this.#room(height)
    const top = this.#y
    this.#pdf.rect(page.left, top, innerWidth, height).fill(ink.band)
    this.#put(label, page.left + 12, top + 9, inner, { size: sizes.small, color: ink.soft })
    this.#put(value, page.left + 12, top + 20, inner, { size: sizes.title })
    this.#put(state, page.left + 12, top + 46, inner, { size: sizes.text })
    this.#y = top + height + gap
    return this
  }

  facts(facts: readonly PdfFact[]): this {
    const labelWidth = innerWidth * labelShare
    const valueWidth = innerWidth - labelWidth
    for (const { label, value, below } of facts) {
      const heights = [
        this.#height(label, sizes.text, labelWidth - gap),
        this.#height(value, sizes.text, valueWidth) + (below ? this.#height(below, sizes.small, valueWidth) : 0),
      ]
      const height = Math.max(...heights)
      this.#room(height)
      this.#put(label, page.left, this.#y, labelWidth - gap, { size: sizes.text, color: ink.soft })
      this.#put(value, page.left + labelWidth, this.#y, valueWidth, { size: sizes.text })
      if (below) {
        const at = this.#y + this.#height(value, sizes.text, valueWidth)
        this.#put(below, page.left + labelWidth, at, valueWidth, { size: sizes.small, color: ink.soft })
      }
      this.#y += height + 3
    }
    return this
  }

  /** Its head is repeated on every page that the table reaches. */
  table(table: PdfTable): this {
    this.#y = drawTable(this.#pdf, table, this.#y, () => this.#newPage())
    return this.space(gap)
  }

  /** Lines to sign on, side by side; never torn from each other. */
  signatures(names: readonly string[], dateLabel: string): this {
    const height = 62
    this.#room(height)
    const width = innerWidth / names.length
    names.forEach((name, index) => {
      const left = page.left + index * width
      const line = this.#y + 38
      this.#put(name, left, this.#y, width - 16, { size: sizes.text, color: ink.soft })
      this.#pdf.moveTo(left, line).lineTo(left + width - 16, line).lineWidth(0.6).stroke(ink.soft)
      this.#put(dateLabel, left, line + 4, width - 16, { size: sizes.small, color: ink.soft })
    })
    this.#y += height
    return this
  }

  space(points: number): this {
    this.#y += points
    return this
  }

  /** Writes head and foot and answers the file. */
  async finish(): Promise<Uint8Array> {
    const { start, count } = this.#pdf.bufferedPageRange()
    for (let index = 0; index < count; index += 1) {
      this.#pdf.switchToPage(start + index)
      this.#frame(index + 1, count)
    }
    this.#pdf.end()
    await this.#ended
    return Buffer.concat(this.#chunks)
  }

  #frame(number: number, count: number): void {
    const { head, mark, foot, pageOf } = this.#options
    const half = innerWidth / 2
    this.#put(head, page.left, page.head, half, { size: sizes.small, color: ink.soft })
    if (mark !== undefined) this.#markPage(mark)
    const bottom = page.height - page.foot
    this.#pdf.moveTo(page.left, bottom - 4).lineTo(page.left + innerWidth, bottom - 4).lineWidth(0.4).stroke(ink.line)
    this.#put(foot, page.left, bottom, innerWidth * 0.75, { size: sizes.small, color: ink.soft })
    const right = page.left + innerWidth * 0.75
    this.#put(pageOf(number, count), right, bottom, innerWidth * 0.25, { size: sizes.small, color: ink.soft, align: 'right' })
  }

  /** A page of practice cannot be taken for a real one, in colour and in a black copy. */
  #markPage(mark: string): void {
    this.#pdf
      .rect(6, 6, page.width - 12, page.height - 12)
      .lineWidth(2)
      .stroke(ink.mark)
    const half = innerWidth / 2
    this.#put(mark, page.left + half, page.head - 2, half, { size: sizes.heading, color: ink.mark, align: 'right' })
  }

  #newPage(): number {
    this.#pdf.addPage()
    this.#y = page.top
    return this.#y
  }
  #room(height: number): void {
    if (this.#y + height > lowest) this.#newPage()
  }
  #height(text: string, size: number, width: number): number {
    return this.#pdf.fontSize(size).heightOfString(text === '' ? ' ' : text, { width, lineGap: 1 })
  }
  /** At the present place, over the whole width. */
  #write(text: string, style: { size: number; color?: string }): void {
    const height = this.#height(text, style.size, innerWidth)
    this.#room(height)
    this.#put(text, page.left, this.#y, innerWidth, style)
    this.#y += height + 2
  }
  #put(
    text: string,
    x: number,
    y: number,
    width: number,
    { size, color = ink.text, align = 'left' }: { size: number; color?: string; align?: 'left' | 'right' },
  ): void {
    this.#pdf.fontSize(size).fillColor(color).text(text, x, y, { width, align, lineGap: 1 })
  }
}
