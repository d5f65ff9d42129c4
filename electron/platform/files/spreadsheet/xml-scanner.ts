/** What a reader of XML wants to be told; each part may be left out. Names come without their namespace prefix. */
export interface XmlHandler {
  /** `attributes` is the raw text behind the name; {@link xmlAttribute} reads from it. */
  open?(name: string, attributes: string): void
  /** A stretch of text, decoded; one text may come in several stretches. */
  text?(value: string): void
  close?(name: string): void
}

/** The XML is not well-formed, or has what a workbook never has (a DOCTYPE, a token of megabytes). */
export class XmlError extends Error {}

/** Longest text or tag: a cell of 32,767 characters, each written as an entity, fits many times. */
const longestToken = 4_000_000
/** A sheet nests fewer than ten elements. */
const deepestNesting = 1000

/**
 * Reads the XML of an office document in chunks of any size, without keeping it. It knows what such documents use:
 * elements, attributes, text, CDATA, comments, the five named entities and numbered ones. It has no DTD, so neither
 * external nor nested entities can be declared: a DOCTYPE is an error.
 */
export class XmlScanner {
  readonly #handler: XmlHandler
  #rest = ''
  #open: string[] = []
  #rootSeen = false

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  push(chunk: string): void {
    const buffer = this.#rest + chunk
    let at = 0
    for (;;) {
      const isTag = buffer.charCodeAt(at) === 60
      const next = isTag ? this.#markup(buffer, at) : this.#textUntilTag(buffer, at)
      if (next < 0) break
      at = next
    }
    this.#rest = buffer.slice(at)
    if (this.#rest.length > longestToken) throw new XmlError('token too long')
  }

  /** Says that there is no more; throws where the document is cut off. */
  end(): void {
    if (this.#rest.trim() !== '' || this.#open.length > 0 || !this.#rootSeen) throw new XmlError('cut off')
  }

  /** Hands on the text before the next tag; -1 where the tag has not come yet. */
  #textUntilTag(buffer: string, at: number): number {
    const end = buffer.indexOf('<', at)
    if (end < 0) return -1
    if (this.#open.length > 0) this.#handler.text?.(decodeXml(buffer.slice(at, end)))
    return end
  }

  /** Reads the tag, comment, CDATA or instruction at `at` and gives where it ends; -1 where that has not come yet. */
  #markup(buffer: string, at: number): number {
    const second = buffer.charCodeAt(at + 1)
    if (Number.isNaN(second)) return -1
    if (second === 33) return this.#declaration(buffer, at)
    if (second === 63) return endOf(buffer, '?>', at)
    const end = tagEnd(buffer, at)
    if (end < 0) return -1
    if (second === 47) {
      const name = localName(buffer.slice(at + 2, end).trim())
      if (this.#open.pop() !== name) throw new XmlError(`unexpected end of ${name}`)
      this.#handler.close?.(name)
      return end + 1
    }
    const selfClosing = buffer.charCodeAt(end - 1) === 47
    const inside = buffer.slice(at + 1, selfClosing ? end - 1 : end)
    const space = inside.search(/\s/)
    const name = localName(space < 0 ? inside : inside.slice(0, space))
    this.#rootSeen = true
    this.#handler.open?.(name, space < 0 ? '' : inside.slice(space))
    if (selfClosing) this.#handler.close?.(name)
    else if (this.#open.push(name) > deepestNesting) throw new XmlError('nested too deep')
    return end + 1
  }

  #declaration(buffer: string, at: number): number {
    if (buffer.startsWith('<!--', at)) return endOf(buffer, '-->', at + 4)
    // Enough must be there to tell CDATA and a comment from anything else.
    if (buffer.length < at + 9) return -1
    if (!buffer.startsWith('<![CDATA[', at)) throw new XmlError('DOCTYPE')
    const end = endOf(buffer, ']]>', at)
    if (end >= 0) this.#handler.text?.(buffer.slice(at + 9, end - 3))
    return end
  }
}

/** The decoded value of an attribute, its name given without prefix; undefined where there is none. */
export function xmlAttribute(attributes: string, name: string): string | undefined {
  let at = 0
  for (;;) {
    const equals = attributes.indexOf('=', at)
    if (equals < 0) return undefined
    let start = equals + 1
    while (/\s/.test(attributes.charAt(start))) start += 1
    const quote = attributes.charAt(start)
    const end = quote === '"' || quote === "'" ? attributes.indexOf(quote, start + 1) : -1
    if (end < 0) throw new XmlError('attribute')
    if (localName(attributes.slice(at, equals).trim()) === name) return decodeXml(attributes.slice(start + 1, end))
    at = end + 1
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

function endOf(buffer: string, mark: string, from: number): number {
  const found = buffer.indexOf(mark, from)
  return found < 0 ? -1 : found + mark.length
}

/** The `>` that closes the tag at `at`, past those inside attribute values. */
function tagEnd(buffer: string, at: number): number {
  let quote = 0
  for (let index = at; index < buffer.length; index += 1) {
    const code = buffer.charCodeAt(index)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 34 || code === 39) quote = code
    else if (code === 62) return index
  }
  return -1
}

const namedEntities = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"]])

/** Text with entities resolved and line breaks as LF, as XML 1.0 §2.11 wants it. */
function decodeXml(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  if (!lines.includes('&')) return lines
  return lines.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return namedEntities.get(name) ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
