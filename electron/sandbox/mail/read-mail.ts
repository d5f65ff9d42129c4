/** Reads what a mail program would show of a plain mail. Source: RFC 2045 §6 (encodings), RFC 2047 (words in heads). */

export interface ReadMail {
  subject: string
  text: string
}

/** The subject and the text of a mail with one plain part, in UTF-8. */
export function readMail(raw: string): ReadMail {
  const end = raw.indexOf('\r\n\r\n')
  const heads = headsOf(end < 0 ? raw : raw.slice(0, end))
  const body = end < 0 ? '' : raw.slice(end + 4)
  return {
    subject: decodeWords(heads.get('subject') ?? ''),
    text: decodeBody(body, (heads.get('content-transfer-encoding') ?? '7bit').toLowerCase()).trimEnd(),
  }
}

function headsOf(text: string): Map<string, string> {
  // A head may go on in the next line, which then begins with a blank.
  const lines = text.replaceAll(/\r\n[ \t]+/gu, ' ').split('\r\n')
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return quoted(body.replaceAll(/=\r\n/gu, '')).replaceAll('\r\n', '\n')
  return Buffer.from(body, 'latin1').toString('utf8').replaceAll('\r\n', '\n')
}

/** Bytes written as `=E4`, the rest as it is. */
function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/giu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function decodeWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/gu, '?==?')
    .replaceAll(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/giu, (run) => {
      const words = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/giu)]
      const bytes = words.map(([, kind, word]) =>
        kind?.toLowerCase() === 'b'
          ? Buffer.from(word ?? '', 'base64')
          : Buffer.from(
              (word ?? '')
                .replaceAll('_', ' ')
                .replaceAll(/=([0-9A-F]{2})/giu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
              'latin1',
            ),
      )
      return Buffer.concat(bytes).toString('utf8')
    })
}
