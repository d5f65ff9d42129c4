import { join } from 'node:path'
import { libraryScript } from 'virtual:report-page'
import { writeFile, rename } from 'node:fs/promises'
import { jsonForHtml, pageAround } from '../writers/html'
import { textsOf } from '../writers/page-texts'
import type { LibraryEntry } from './folder'

export const indexName = 'index.html'

/**
 * Writes the list of all reports into their folder, as a page that needs no program: whoever gets the folder opens it
 * by double click, searches, follows the links and compares figures.
 */
export async function writeIndexPage(dir: string, entries: readonly LibraryEntry[]): Promise<void> {
  const page = pageAround({ title: 'MiniDesk', locale: 'zh-CN', script: libraryScript, metas: {}, texts: textsOf('libraryPage') })
  const listed = entries.map(({ folder, manifest: { id, kind, title, month, subject, practice, zone, made, rows, figures, files } }) => ({
    id,
    folder,
    kind,
    title,
    month,
    subject,
    practice,
    zone,
    madeAt: made.at,
    madeBy: made.by,
    rows,
    figures,
    files: files.filter(({ format }) => format !== undefined).map(({ name, format }) => ({ name, format })),
  }))
  const temporary = join(dir, `.${indexName}.part`)
  await writeFile(temporary, page.before + jsonForHtml(listed) + page.after, { mode: 0o600 })
  await rename(temporary, join(dir, indexName))
}
