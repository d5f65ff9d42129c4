import type { PdfDocument } from './document'
import type { PdfOptions } from './types'

export type { PdfDocument } from './document'
export type * from './types'

/** Begins an A4 document. The library behind it is loaded with the first one: it is large, and most days need none. */
export async function openPdf(options: PdfOptions): Promise<PdfDocument> {
  const { PdfDocument } = await import('./document')
  return new PdfDocument(options)
}
