import { sheetFault } from './sheet-fault'
import type { SheetEncoding } from './types'

/**
 * Decodes the bytes of a text file: by its byte order mark if it has one, else as strict UTF-8, else as GB18030 (which
 * holds GBK and GB2312). Throws `spreadsheets.encodingUnknown` where none fits, `spreadsheets.encodingBroken` with the
 * line where a UTF-8 or UTF-16 file has damaged bytes, `spreadsheets.nulBytes` or `spreadsheets.binary` where it is no
 * text.
 */
export function decodeText(bytes: Buffer, file: string): { text: string; encoding: SheetEncoding } {
  const marked = byteOrderMark(bytes)
  if (marked) {
    const text = decodeStrict(bytes, marked)
    if (text === undefined) throw sheetFault('spreadsheets.encodingBroken', { file, line: damagedLine(bytes, marked) })
    refuseBinary(text, file)
    return { text, encoding: marked }
  }
  refuseBinary(bytes, file)
  const utf8 = decodeStrict(bytes, 'utf-8')
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' }
  // Broken UTF-8 often decodes as GB18030 without complaint, into wrong characters: so this is asked first.
  if (mostlyUtf8(bytes)) throw sheetFault('spreadsheets.encodingBroken', { file, line: damagedLine(bytes, 'utf-8') })
  const gb18030 = decodeStrict(bytes, 'gb18030')
  if (gb18030 === undefined) throw sheetFault('spreadsheets.encodingUnknown', { file })
  return { text: gb18030, encoding: 'gb18030' }
}

function byteOrderMark(bytes: Buffer): SheetEncoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** The text without its byte order mark; undefined where a byte does not belong to the encoding. */
function decodeStrict(bytes: Buffer, encoding: SheetEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The 1-based line of the first damaged character. */
function damagedLine(bytes: Buffer, encoding: SheetEncoding): number {
  const text = new TextDecoder(encoding).decode(bytes)
  return text.slice(0, Math.max(0, text.indexOf('\uFFFD'))).split(/\r\n|\n|\r/).length
}

/** Whether most of what is not ASCII is well-formed UTF-8: GBK text read as UTF-8 is nearly all damage. */
function mostlyUtf8(bytes: Buffer): boolean {
  const sample = new TextDecoder('utf-8').decode(bytes)
  let damaged = 0
  let sound = 0
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample.charCodeAt(at)
    if (code === 0xfffd) damaged += 1
    else if (code > 0x7f) sound += 1
  }
  return sound >= 8 && damaged * 10 < sound
}

/** Throws where a text holds NUL: stray ones get their line, many mean that it is no text at all. */
function refuseBinary(content: Buffer | string, file: string): void {
  const first = typeof content === 'string' ? content.indexOf('\0') : content.indexOf(0)
  if (first < 0) return
  const sample = (typeof content === 'string' ? content : content.toString('latin1')).slice(0, 65_536)
  // eslint-disable-next-line no-control-regex -- control characters are what is counted
  const controls = sample.match(/[\0-\x08\x0e-\x1f]/g)?.length ?? 0
  if (controls * 50 > sample.length) throw sheetFault('spreadsheets.binary', { file })
  const before = typeof content === 'string' ? content.slice(0, first) : content.toString('latin1', 0, first)
  throw sheetFault('spreadsheets.nulBytes', { file, line: before.split(/\r\n|\n|\r/).length })
}
