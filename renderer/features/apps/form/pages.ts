import type { FieldError } from '@shared/contract/error'
import { checkPath, pathIsKnown } from '@shared/domain/links'

/** One page as it was typed, with its line in the text (from 1). */
export interface PageLine {
  line: number
  typed: string
  /** Without leading slash. Usable when there is no issue. */
  path: string
  issue?: Omit<FieldError, 'path'>
}

/**
 * Reads a list of pages: one a line, but also as it stands in `app.json` (quotes, commas) or parted by commas or
 * semicolons. Empty lines are passed over.
 */
export function readPages(text: string): PageLine[] {
  return text.split(/\r\n|\r|\n/).flatMap((row, index) =>
    row
      .split(/[,，;；]/)
      .map((part) => part.trim().replaceAll(/^["'`“”]+|["'`“”]+$/g, '').trim())
      .filter((typed) => typed !== '' && typed !== '[' && typed !== ']')
      .map((typed) => readPage(typed, index + 1)),
  )
}

function readPage(typed: string, line: number): PageLine {
  // A key pasted here by mistake must not come back inside a message.
  if (/^[0-9a-f]{32}$/i.test(typed)) return { line, typed, path: '', issue: { code: 'apps.isSecret' } }
  const { path, issues } = checkPath(typed, 'plain_scheme')
  const error = issues.find(({ severity }) => severity === 'error')
  if (!error) return { line, typed, path }
  const page = Array.from(typed).length > 60 ? `${Array.from(typed).slice(0, 60).join('')}…` : typed
  return { line, typed, path, issue: { code: `apps.${error.code}`, params: { ...error.params, page } } }
}

/** The pages of a text, each once; what is wrong stays as it was typed, so that the service names it. */
export function pagesOf(text: string): string[] {
  return [...new Set(readPages(text).map(({ issue, path, typed }) => (issue ? typed : path)))]
}

/** The text as it will be stored, a page a line; unchanged while a line is wrong, because a person is still at it. */
export function tidyPages(text: string): string {
  return readPages(text).some(({ issue }) => issue) ? text : pagesOf(text).join('\n')
}

/** Pages declared for plain schemes that the mini program's own list does not have; none while that list is empty. */
export function declaredButUnknown(declared: string, pages: string): string[] {
  const known = pagesOf(pages)
  return readPages(declared).flatMap(({ issue, path }) => (issue || pathIsKnown(path, known) ? [] : [path]))
}
