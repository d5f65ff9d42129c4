import { codePointName, excerpt, hasErrors, issue, type LinkIssue } from './issue'
import { type LinkKind, linkKindTraits } from './kinds'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'

export interface PathCheck {
  /** The path to send: trimmed, without leading slash; empty means the home page. Usable when no issue is an error. */
  path: string
  issues: LinkIssue[]
}

/** WeChat appends this name itself when a code is scanned and refuses it anywhere in a path (§4.1, 85096). */
export const reservedName = 'scancode_time'

/**
 * Checks the page path of a link (wechat-links-qr §2.2, §3.1). An empty path opens the home page, except with the
 * kinds that need one. A leading slash is taken off with a notice: the encrypted scheme allows it, but
 * no plain scheme seen in the field has one, so one form serves both.
 */
export function checkPath(
  text: string,
  kind: LinkKind,
  limits: LinkLimitValues = defaultLinkLimitValues,
): PathCheck {
  const issues: LinkIssue[] = []
  if (!text.isWellFormed()) return { path: '', issues: [issue('error', 'path', 'pathNotText')] }
  const trimmed = text.trim()
  if (trimmed !== text && trimmed !== '') issues.push(issue('notice', 'path', 'pathTrimmed'))

  const path = /^\/(?!\/)/.test(trimmed) ? trimmed.slice(1) : trimmed
  if (path !== trimmed) issues.push(issue('notice', 'path', 'pathLeadingSlash'))
  if (path === '') {
    issues.push(linkKindTraits[kind].pathRequired ? issue('error', 'path', 'pathRequired') : issue('notice', 'path', 'pathHome'))
    return { path, issues }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    issues.push(issue('error', 'path', 'pathIsAddress'))
    return { path, issues }
  }

  issues.push(...characterIssues(path, trimmed.length - path.length), ...segmentIssues(path))
  if (path.length > limits.pathMax) {
    issues.push(issue('error', 'path', 'pathTooLong', { length: path.length, max: limits.pathMax }))
  }
  if (!hasErrors(issues)) issues.push(...doubts(path))
  return { path, issues }
}

function characterIssues(path: string, removed: number): LinkIssue[] {
  const issues: LinkIssue[] = []
  const mark = path.indexOf('?')
  if (mark >= 0) {
    const query = path.slice(mark + 1)
    issues.push(issue('error', 'path', 'pathHasQuery', { path: excerpt(path.slice(0, mark)), query: excerpt(query) }))
  }
  const hash = path.indexOf('#')
  if (hash >= 0) issues.push(issue('error', 'path', 'pathHasFragment', { path: excerpt(path.slice(0, hash)) }))
  // Control and format characters first: a line break is both, and "control" is the more helpful word.
  const control = /[\p{Cc}\p{Cf}]/u.exec(path)
  const blank = /\s/u.exec(path)
  if (control) {
    const position = control.index + removed + 1
    issues.push(issue('error', 'path', 'pathHasControl', { position, character: codePointName(control[0]) }))
  } else if (blank) {
    issues.push(issue('error', 'path', 'pathHasWhitespace', { position: blank.index + removed + 1 }))
  }
  if (path.includes(reservedName)) issues.push(issue('error', 'path', 'pathReserved', { name: reservedName }))
  return issues
}

function segmentIssues(path: string): LinkIssue[] {
  if (path.includes('\\')) {
    return [issue('error', 'path', 'pathBackslash', { suggestion: excerpt(path.replaceAll('\\', '/')) })]
  }
  // What stands behind `?` or `#` is no part of the path; it has its own issue already.
  const [page = ''] = path.split(/[?#]/)
  if (page.includes('//')) return [issue('error', 'path', 'pathDoubleSlash')]
  if (page.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) {
    return [issue('error', 'path', 'pathTraversal')]
  }
  if (page.endsWith('/')) {
    return [issue('error', 'path', 'pathTrailingSlash', { suggestion: excerpt(page.slice(0, -1)) })]
  }
  return []
}

function doubts(path: string): LinkIssue[] {
  if (/\.html?$/i.test(path)) {
    const suggestion = excerpt(path.replace(/\.html?$/i, ''))
    return [issue('warning', 'path', 'pathHtmlSuffix', { suggestion })]
  }
  const unusual = /[^A-Za-z0-9_\-./]/u.exec(path)
  return unusual ? [issue('warning', 'path', 'pathUnusualCharacter', { character: unusual[0] })] : []
}

const plainPage = (page: string) => page.trim().replace(/^\//, '')

/** Whether the page is on the operator's list of pages declared in the console for plain schemes (§3.2). */
export function pathIsDeclared(path: string, declaredPages: readonly string[]): boolean {
  return includesPage(declaredPages, path)
}

/**
 * Whether the page is on the mini program's page list. An empty list says nothing about any page, and an empty path
 * is the home page, which every mini program has.
 */
export function pathIsKnown(path: string, pages: readonly string[]): boolean {
  return pages.length === 0 || plainPage(path) === '' || includesPage(pages, path)
}

function includesPage(pages: readonly string[], path: string): boolean {
  const wanted = plainPage(path)
  return pages.some((page) => plainPage(page) === wanted)
}
