import { drawCode, type Colour } from './code-drawing'
import { commentKeyword } from './image-comment'
import { encodeJpeg, jpegComment } from './jpeg'
import { encodePng, pngComment } from './png'

/** The answer of an image interface: bytes instead of JSON. */
export class CodeImage {
  readonly bytes: Buffer
  readonly headers: Record<string, string>

  constructor(bytes: Buffer, headers: Record<string, string>) {
    this.bytes = bytes
    this.headers = headers
  }
}

export interface CodePicture {
  shape: 'round' | 'square'
  /** Pixels. */
  width: number
  colour: Colour
  /** True: PNG; false: JPEG, as reported from the field (§4.1; that the transparent one is PNG is uncertain). */
  transparent: boolean
  /** The request, for tests to read back. */
  comment: Record<string, string | number | boolean | Record<string, number>>
}

const kept = 24
/** Drawn pictures without their comments: a batch asks for the same look a thousand times. */
const drawn = new Map<string, { head: Buffer; rest: Buffer }>()

function partsFor({ shape, width, colour, transparent }: CodePicture): { head: Buffer; rest: Buffer } {
  const key = [shape, width, transparent, ...colour].join(' ')
  const known = drawn.get(key)
  if (known) return known
  const drawing = drawCode(shape, width, colour, transparent)
  const parts = transparent ? encodePng(drawing) : encodeJpeg(drawing)
  const [oldest] = drawn.keys()
  if (drawn.size >= kept && oldest !== undefined) drawn.delete(oldest)
  drawn.set(key, parts)
  return parts
}

/** The marked picture of a code, its request in a tEXt chunk (PNG) or COM segment (JPEG). */
export function codeImage(picture: CodePicture, headers: Record<string, string> = {}): CodeImage {
  const { head, rest } = partsFor(picture)
  const text = ascii(JSON.stringify(picture.comment))
  const comment = picture.transparent ? pngComment(commentKeyword, text) : jpegComment(`${commentKeyword}\0${text}`)
  return new CodeImage(Buffer.concat([head, comment, rest]), {
    'content-type': picture.transparent ? 'image/png' : 'image/jpeg',
    ...headers,
  })
}

/** JSON whose every character is ASCII, because neither place says what its bytes mean beyond that. */
function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
