import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { script as reportScript, style } from 'virtual:report-page'
import { textFor } from '../../../platform/texts/texts'
import { textsOf } from './page-texts'
import type { Writing } from './writing'

/**
 * Writes the report as one page that needs nothing else: its data packed inside, its own program, and a policy that
 * forbids every request. It opens by double click and says itself whether its data is what was written.
 * @param dataPath the stored data of the same report; the page holds exactly these bytes
 */
export async function writeReportHtml(path: string, { data, made, locale, signal, dataPath, dataSha256 }: Writing & { dataPath: string; dataSha256: string }): Promise<void> {
  const page = pageAround({
    title: `${data.practice ? `${textFor(locale, 'reportPage.practice')} ` : ''}${data.title[locale]}${data.month ? ` ${data.month}` : ''}`,
    locale,
    script: reportScript,
    metas: { 'minidesk-report': made.id, 'minidesk-data-sha256': dataSha256 },
    texts: textsOf('reportPage'),
  })
  async function* parts() {
    yield page.before
    yield* base64Of(createReadStream(dataPath, { highWaterMark: 3 * 65_536 }))
    yield page.after
  }
  await pipeline(Readable.from(parts()), createWriteStream(path, { mode: 0o600 }), { signal })
}

export interface PageParts {
  title: string
  locale: 'zh-CN' | 'en'
  script: string
  metas: Record<string, string>
  /** Texts in both languages, for the page's program. */
  texts: unknown
}

/** The page before and after the text of its data. Both policies, of script and of style, allow these very texts alone. */
export function pageAround({ title, locale, script, metas, texts }: PageParts): { before: string; after: string } {
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const meta = Object.entries(metas).map(([name, content]) => `<meta name="${name}" content="${escapeHtml(content)}">`)
  return {
    before:
      `<!doctype html>\n<html lang="${locale}">\n<head>\n<meta charset="utf-8">\n` +
      `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
      `<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n` +
      `${meta.join('\n')}\n<title>${escapeHtml(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n` +
      `<main id="page"><h1>${escapeHtml(title)}</h1><p id="state" role="status">…</p></main>\n` +
      `<noscript><p>${noScripts()}</p></noscript>\n` +
      `<script type="application/json" id="texts">${jsonForHtml(texts)}</script>\n` +
      '<script type="text/plain" id="data">',
    after: `</script>\n<script>${script}</script>\n</body>\n</html>\n`,
  }
}

/** Said in both languages: without scripts none can be chosen. */
const noScripts = () => (['zh-CN', 'en'] as const).map((locale) => escapeHtml(textFor(locale, 'reportFiles.needsScripts'))).join(' ')

/** JSON that may stand inside a script element: nothing in it ends the element or begins another. */
export const jsonForHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

export const escapeHtml = (text: string): string =>
  text.toWellFormed().replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`)

const sourceHash = (text: string) => `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`

/** The text of bytes, in lines; pieces of any size are put together to whole groups of three. */
async function* base64Of(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = bytes.length - (bytes.length % 3)
    yield bytes.toString('base64', 0, whole)
    rest = Buffer.from(bytes.subarray(whole))
  }
  if (rest.length > 0) yield rest.toString('base64')
}
