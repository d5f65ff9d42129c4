/** UTF-8 bytes of the longest name given out: leaves room for a folder, a suffix and older file systems. */
export const MAX_FILE_NAME_BYTES = 120

/** Names that Windows gives to devices, with any extension and with its superscript digits. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/iu
/** What cannot be seen but changes how a name reads: bidi controls, zero-width marks (not the joiners emoji need). */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/gu
/** Control characters, separators of any system, and what Windows refuses (`:` also names an alternate stream). */
// eslint-disable-next-line no-control-regex -- finding control characters is the purpose
const FORBIDDEN = /[\u0000-\u001F\u007F-\u009F<>:"/\\|?*\uFFFD]/gu
const EXTENSION = /\.[A-Za-z0-9]{1,10}$/u

/**
 * One segment of a path that every system accepts and that stays where it is put: no separator, no `..`, no device
 * name, no invisible direction change, NFC, at most 120 bytes in UTF-8 with the extension kept. Reads as much like the
 * original as it may; two originals may become one name, so give the results to `uniqueNames`.
 *
 * @param options.fallback used where nothing of the name remains; it is made safe as well
 */
export function safeFileName(name: string, options: { fallback: string }): string {
  return cleaned(name) || cleaned(options.fallback) || '_'
}

function cleaned(name: string): string {
  const plain = trimmed(
    name
      .toWellFormed()
      .normalize('NFC')
      .replace(INVISIBLE, '')
      .replace(/\s+/gu, ' ')
      .replace(FORBIDDEN, '_')
      .replace(/\.{2,}/gu, '.')
      .normalize('NFC'),
  )
  const short = shortened(plain, MAX_FILE_NAME_BYTES)
  return isReserved(short) ? `_${shortened(short, MAX_FILE_NAME_BYTES - 1)}` : short
}

/** Windows drops dots and spaces at the end; at the front they hide a file or start `..`. */
function trimmed(name: string): string {
  const drops = (at: number) => name[at] === '.' || name[at] === ' '
  let start = 0
  let end = name.length
  while (start < end && drops(start)) start++
  while (end > start && drops(end - 1)) end--
  return name.slice(start, end)
}

function isReserved(name: string): boolean {
  return RESERVED.test(trimmed(name.split('.', 1)[0] ?? ''))
}

/** Shortens the part before the extension to `maxBytes` for both, never inside what a person sees as one character. */
export function shortened(name: string, maxBytes: number): string {
  if (byteLength(name) <= maxBytes) return name
  const extension = extensionOf(name)
  const room = maxBytes - extension.length
  let stem = ''
  let bytes = 0
  for (const { segment } of new Intl.Segmenter('zh').segment(name.slice(0, name.length - extension.length))) {
    bytes += byteLength(segment)
    if (bytes > room) break
    stem += segment
  }
  stem = trimmed(stem)
  return stem === '' ? '' : stem + extension
}

/** The extension with its dot: at most ten Latin letters and digits, so that `V1.2 房型` has none. */
export function extensionOf(name: string): string {
  return EXTENSION.exec(name)?.[0] ?? ''
}

/** Length in UTF-8. */
function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
