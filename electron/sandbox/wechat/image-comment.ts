/** Names the comment in a picture of the stand-in. */
export const commentKeyword = 'minidesk-sandbox'

/** The request that a picture of the stand-in was made for; `text` is what the phone page takes for the code. */
export type ImageComment = Record<string, unknown> & { text: string }

/** Reads the comment back; nothing when the bytes are not a picture of the stand-in. */
export function readImageComment(bytes: Uint8Array): ImageComment | undefined {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const named = content.indexOf(`${commentKeyword}\0{`, 0, 'latin1')
  if (named < 8) return undefined
  const start = named + commentKeyword.length + 1
  // Both places put the length right before the comment: four bytes and `tEXt` in a PNG, two bytes in a JPEG.
  const png = content.toString('latin1', named - 4, named) === 'tEXt'
  const end = png ? named + content.readUInt32BE(named - 8) : named - 2 + content.readUInt16BE(named - 2)
  try {
    const comment: unknown = JSON.parse(content.toString('latin1', start, end))
    return isComment(comment) ? comment : undefined
  } catch {
    return undefined
  }
}

function isComment(value: unknown): value is ImageComment {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
}
