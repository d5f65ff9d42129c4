/** What a document is made with. Nothing is fetched: the font is a file of the program. */
export interface PdfOptions {
  /** A TrueType font that has the characters; only the used ones are embedded. */
  fontPath: string
  title: string
  /** Kept among the file's properties: by what it is found again. */
  keywords?: string | undefined
  /** Small line at the left of every page's head. */
  head: string
  /** Set apart at the right of every page's head: that it is practice. */
  mark?: string | undefined
  /** Small line at the left of every page's foot. */
  foot: string
  /** `第 2 页，共 3 页` */
  pageOf: (page: number, pages: number) => string
  /** Written into the file as the moment it was made. */
  madeAt: Date
}

/** A fact: its name, its value, and a quiet second line below the value. */
export interface PdfFact {
  label: string
  value: string
  below?: string | undefined
}

export interface PdfColumn {
  title: string
  /** Share of the width. */
  share: number
  /** Figures stand at the right. */
  align?: 'left' | 'right' | undefined
}

export interface PdfTable {
  columns: readonly PdfColumn[]
  rows: readonly (readonly string[])[]
}
