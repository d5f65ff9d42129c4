import { parseLine, type StoredLine } from '@shared/domain/reports'

/** Bytes of base64 text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.trim())
  const bytes = new Uint8Array(raw.length)
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at)
  return bytes
}

/** Whether this browser can unpack what the page holds (all of 2023 and later can). */
export const canUnpack = (): boolean => typeof DecompressionStream === 'function'

/** The lines of packed data, as they come out. @throws where the data is damaged */
export async function* linesOf(packed: Uint8Array<ArrayBuffer>): AsyncGenerator<StoredLine> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream()).getReader()
  let pieces: string[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const parts = value.split('\n')
    pieces.push(parts[0] ?? '')
    for (const part of parts.slice(1)) {
      yield parseLine(pieces.join(''))
      pieces = [part]
    }
  }
  const rest = pieces.join('')
  if (rest !== '') yield parseLine(rest)
}
