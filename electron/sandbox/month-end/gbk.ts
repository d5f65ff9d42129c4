/** Text in GBK, as Chinese banks still send it. Node reads it and does not write it, so the table is read backwards. */

let table: Map<string, number> | undefined

function build(): Map<string, number> {
  const decoder = new TextDecoder('gbk')
  const built = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\uFFFD' && !built.has(character)) built.set(character, lead * 256 + trail)
    }
  return built
}

/** What GBK has no place for becomes a question mark. */
export function toGbk(text: string): Buffer {
  table ??= build()
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0x3f
    const pair = code < 0x80 ? undefined : table.get(character)
    if (code < 0x80) bytes.push(code)
    else if (pair === undefined) bytes.push(0x3f)
    else bytes.push(pair >> 8, pair & 0xff)
  }
  return Buffer.from(bytes)
}
