import { sheetFault } from './sheet-fault'

const startsWith = (bytes: Buffer, signature: readonly number[], at = 0): boolean =>
  signature.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')]

/** Beginnings of files that people drop by mistake. */
const pictures: readonly (readonly number[])[] = [
  [0x89, ...ascii('PNG')],
  [0xff, 0xd8, 0xff],
  ascii('GIF8'),
  [...ascii('II'), 42, 0],
  [...ascii('MM'), 0, 42],
]
const archives: readonly (readonly number[])[] = [
  ascii('Rar!'),
  [...ascii('7z'), 0xbc, 0xaf],
  [0x1f, 0x8b, 8],
  ascii('BZh9'),
  [0xfd, ...ascii('7zXZ')],
]

/**
 * Tells from a file's content, never from its name, how it is to be read: `xlsx` for a ZIP (whether it really is a
 * workbook shows later), `text` for everything that may be CSV. Throws where the content is known to be something
 * else, with a fault that says what to save it as.
 */
export function detectFileKind(bytes: Buffer, file: string): 'xlsx' | 'text' {
  if (startsWith(bytes, [0x50, 0x4b, 3, 4]) || startsWith(bytes, [0x50, 0x4b, 5, 6])) return 'xlsx'
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) {
    // A password makes an OLE container of an .xlsx, with this stream inside; without it, it is the format of 1997.
    const encrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
    throw sheetFault(encrypted ? 'spreadsheets.encrypted' : 'spreadsheets.oldXls', { file })
  }
  const webp = startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBP'), 8)
  const heic = startsWith(bytes, ascii('ftyphei'), 4) || startsWith(bytes, ascii('ftypmif'), 4)
  const bitmap = startsWith(bytes, ascii('BM')) && startsWith(bytes, [0, 0, 0, 0], 6)
  if (webp || heic || bitmap || pictures.some((signature) => startsWith(bytes, signature))) {
    throw sheetFault('spreadsheets.picture', { file })
  }
  if (startsWith(bytes, ascii('%PDF-'))) throw sheetFault('spreadsheets.pdf', { file })
  if (archives.some((signature) => startsWith(bytes, signature))) throw sheetFault('spreadsheets.zipNotXlsx', { file })
  return 'text'
}

/** Refuses decoded text that is a web page or XML named .xls or .csv, as many back offices export it. */
export function refuseMarkup(text: string, file: string): void {
  if (/^\s*<(?:!doctype|html|head|meta|table|body|style|\?xml|workbook)[\s>?]/i.test(text.slice(0, 2000))) {
    throw sheetFault('spreadsheets.htmlTable', { file })
  }
}
