/** Names the comment in a picture of the stand-in. */
export const commentKeyword = 'minidesk-sandbox'

/** The request that a picture of the stand-in was made for; `text` is what the phone page takes for the code. */
export type ImageComment = Record<string, unknown> & { text: string }

/** Reads the comment back; nothing when the bytes are not a picture of the stand-in. */
export function readImageComment(bytes: Uint8Array): ImageComment | undefined {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const start = content.indexOf(`${commentKeyword}\0{`)
  if (start < 0) return undefined
  const text = content.slice(start + commentKeyword.length + 1)
  // Both places put the length right before the comment: four bytes and `tEXt` in a PNG, two bytes in a JPEG.
  const length =
    content.slice(start - 4, start) === 'tEXt'
      ? Buffer.from(content.slice(start - 8, start - 4), 'latin1').readUInt32BE() - commentKeyword.length - 1
      : Buffer.from(content.slice(start - 2, start), 'latin1').readUInt16BE() - 2 - commentKeyword.length - 1
  try {
    const comment: unknown = JSON.parse(text.slice(0, length))
    return isComment(comment) ? comment : undefined
  } catch {
    return undefined
  }
}

function isComment(value: unknown): value is ImageComment {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
}
