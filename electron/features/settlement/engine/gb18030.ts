let codes: Map<string, number> | undefined

/** Bytes of a text in a file's encoding; undefined where it has a character that cannot stand there. */
export function encodeAs(text: string, encoding: 'utf-8' | 'gb18030'): Uint8Array | undefined {
  if (encoding === 'utf-8') return Buffer.from(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : twoByteCodes().get(character)
    if (code === undefined) return undefined
    if (code < 0x80) bytes.push(code)
    else bytes.push(code >> 8, code & 255)
  }
  return Uint8Array.from(bytes)
}

/** All characters of two bytes, which are those of words that files use; found by decoding every pair once. */
function twoByteCodes(): Map<string, number> {
  if (codes) return codes
  const pairs: number[] = []
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) pairs.push((lead << 8) | trail)
  const characters = new TextDecoder('gb18030').decode(Uint8Array.from(pairs.flatMap((pair) => [pair >> 8, pair & 255, 0x0a]))).split('\n')
  codes = new Map(characters.slice(0, -1).map((character, index) => [character, pairs[index] ?? 0]))
  return codes
}
