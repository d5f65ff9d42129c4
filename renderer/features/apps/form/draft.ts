import type { App, AppFields, SubjectType } from '@shared/contract/apps'
import type { FieldError } from '@shared/contract/error'
import { checkAppId, checkOriginalId, normaliseQuery } from '@shared/domain/links'
import { pagesOf, readPages } from './pages'

/** A mini program as it is typed: the pages as one text, a page a line. */
export interface AppDraft {
  name: string
  appId: string
  originalId: string
  subjectType: SubjectType
  tokenMode: 'stable' | 'token'
  pages: string
  declaredPages: string
  defaultTag: string
}

export const emptyDraft: AppDraft = {
  name: '',
  appId: '',
  originalId: '',
  subjectType: 'company_domestic',
  tokenMode: 'stable',
  pages: '',
  declaredPages: '',
  defaultTag: 'from=sms',
}

export function draftOf(app: App): AppDraft {
  const { name, appId, originalId, subjectType, tokenMode, defaultTag } = app
  const pages = app.pages.join('\n')
  return { name, appId, originalId, subjectType, tokenMode, pages, declaredPages: app.declaredPages.join('\n'), defaultTag }
}

/** What is sent; blanks at the ends and pages named twice are gone. */
export function fieldsOf(draft: AppDraft): AppFields {
  return {
    name: draft.name.trim(),
    appId: draft.appId.trim(),
    originalId: draft.originalId.trim(),
    subjectType: draft.subjectType,
    tokenMode: draft.tokenMode,
    pages: pagesOf(draft.pages),
    declaredPages: pagesOf(draft.declaredPages),
    defaultTag: draft.defaultTag.trim(),
  }
}

/**
 * The mistakes that show while typing, by the same rules as the service's (wechat-links-qr §2.2, §3.1); the service
 * has the last word. A path of a page carries its line: `pages.line-3`.
 */
export function checkDraft(draft: AppDraft): FieldError[] {
  const issues: FieldError[] = []
  if (draft.name.trim() === '') issues.push({ path: 'name', code: 'required' })
  else if (looksLikeSecret(draft.name)) issues.push({ path: 'name', code: 'apps.isSecret' })
  else if (draft.name.trim().length > 60) issues.push({ path: 'name', code: 'tooLong', params: { maximum: 60 } })
  issues.push(...checkId(draft.appId, 'appId'))
  if (draft.originalId.trim() !== '') issues.push(...checkId(draft.originalId, 'originalId'))
  for (const field of ['pages', 'declaredPages'] as const) {
    const lines = readPages(draft[field])
    for (const { line, issue } of lines) if (issue) issues.push({ ...issue, path: `${field}.line-${line}` })
    if (lines.length > 2000) {
      issues.push({ path: field, code: 'apps.tooManyPages', params: { count: lines.length, max: 2000 } })
    }
  }
  issues.push(...checkTag(draft.defaultTag.trim()))
  return issues
}

/** An AppSecret pasted into a wrong field must not be repeated in a message. */
function looksLikeSecret(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.trim())
}

function checkId(text: string, path: 'appId' | 'originalId'): FieldError[] {
  if (looksLikeSecret(text)) return [{ path, code: 'apps.isSecret' }]
  const checked = path === 'appId' ? checkAppId(text) : checkOriginalId(text)
  return checked.ok ? [] : [{ path, code: `apps.${checked.issue.code}`, params: checked.issue.params }]
}

/** One or several `key=value`, joined by `&`, in the characters that a query may contain. */
function checkTag(tag: string): FieldError[] {
  if (tag === '') return []
  if (tag.length > 100) return [{ path: 'defaultTag', code: 'tooLong', params: { maximum: 100 } }]
  const { query, issues } = normaliseQuery(tag, { kind: 'encrypted_scheme' })
  const complete = query !== '' && query.split('&').every((pair) => /^[^=]+=./.test(pair))
  if (!complete || issues.some(({ severity }) => severity === 'error')) {
    return [{ path: 'defaultTag', code: 'apps.tagForm' }]
  }
  return query === tag ? [] : [{ path: 'defaultTag', code: 'apps.tagCharacters', params: { suggestion: query } }]
}
