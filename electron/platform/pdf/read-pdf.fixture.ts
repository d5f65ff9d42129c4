import { inflateSync } from 'node:zlib'

/** What a test sees of a document: its pages, whether its font is inside, and the text as a reader would copy it. */
export interface ReadPdf {
  pages: number
  embedsTrueType: boolean
  fontBytes: number
  text: string
}

/** Reads the simple files that pdfkit writes: objects one after the other, streams deflated. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const raw = Buffer.from(bytes).toString('latin1')
  const streams = [...raw.matchAll(/(\d+) 0 obj\s*<<((?:(?!endobj)[\s\S])*?)>>\s*stream\r?\n/g)].map((match) => {
    const start = match.index + match[0].length
    const body = Buffer.from(raw.slice(start, raw.indexOf('endstream', start)), 'latin1')
    const dictionary = match[2] ?? ''
    return { number: match[1] ?? '', body: dictionary.includes('FlateDecode') ? inflateSync(body) : body }
  })
  const fontFile = /\/FontFile2 (\d+) 0 R/.exec(raw)?.[1]
  const unicode = /\/ToUnicode (\d+) 0 R/.exec(raw)?.[1]
  const map = unicodeOf(streams.find(({ number }) => number === unicode)?.body.toString('latin1') ?? '')
  const shown = streams
    .map(({ body }) => body.toString('latin1'))
    .filter((body) => body.includes(' TJ'))
    .map((body) => shownIn(body, map))
  return {
    pages: [...raw.matchAll(/\/Type \/Page\b(?!s)/g)].length,
    embedsTrueType: fontFile !== undefined,
    fontBytes: streams.find(({ number }) => number === fontFile)?.body.length ?? 0,
    text: shown.join('\f'),
  }
}

/** Glyph numbers to characters, from `beginbfrange` with its list of values. */
function unicodeOf(cmap: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const [, first = '0', list = ''] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
    [...list.matchAll(/<([0-9a-f]+)>/gi)].forEach(([, hex = ''], at) => {
      const glyph = (parseInt(first, 16) + at).toString(16).padStart(4, '0')
      map.set(glyph, Buffer.from(hex, 'hex').swap16().toString('utf16le'))
    })
  return map
}

function shownIn(body: string, map: Map<string, string>): string {
  const lines = [...body.matchAll(/\[([^\]]*)\] TJ/g)].map(([, list = '']) =>
    [...list.matchAll(/<([0-9a-f]+)>/gi)]
      .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
      .map((glyph) => map.get(glyph.toLowerCase()) ?? '\ufffd')
      .join(''),
  )
  return lines.join('\n')
}
