const millimetre = 72 / 25.4

/** A4 upright in points (ISO 216), with margins that every office printer keeps. */
export const page = {
  width: 210 * millimetre,
  height: 297 * millimetre,
  left: 18 * millimetre,
  right: 18 * millimetre,
  top: 24 * millimetre,
  bottom: 20 * millimetre,
  head: 12 * millimetre,
  /** Baseline room of the foot, measured from the lower edge. */
  foot: 13 * millimetre,
} as const

/** Between the margins. */
export const innerWidth = page.width - page.left - page.right
/** Where the last line of a page may end. */
export const lowest = page.height - page.bottom

/** One ink and three greys: a printed page keeps them apart. The mark of practice is the only colour. */
export const ink = { text: '#1c2128', soft: '#5a6473', line: '#c5cad3', band: '#f1f3f6', mark: '#7a3fb0' } as const

export const sizes = { title: 17, heading: 11, text: 9.5, small: 8 } as const
