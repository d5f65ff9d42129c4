import type { AppFields } from '@shared/contract/apps'
import type { FieldError } from '@shared/contract/error'
import { checkAppId, checkOriginalId, checkPath, type IdCheck, normaliseQuery } from '@shared/domain/links'

export interface FieldCheck {
  /** As it is stored: page paths without leading slash, each once. Usable when there is no issue. */
  fields: AppFields
  issues: FieldError[]
}

/**
 * Checks what an operator filled in about a mini program (wechat-links-qr §2.2, §3.1). Paths of the issues are those
 * of {@link AppFields}; each code stands under `errors.fields.apps`.
 */
export function checkAppFields(fields: AppFields): FieldCheck {
  const issues: FieldError[] = []
  if (looksLikeSecret(fields.name)) issues.push({ path: 'name', code: 'apps.isSecret' })
  const appId = checkId(fields.appId, 'appId', checkAppId, issues)
  const originalId = fields.originalId === '' ? '' : checkId(fields.originalId, 'originalId', checkOriginalId, issues)
  const pages = checkPages(fields.pages, 'pages', issues)
  const declaredPages = checkPages(fields.declaredPages, 'declaredPages', issues)
  issues.push(...checkTag(fields.defaultTag))
  return { fields: { ...fields, appId, originalId, pages, declaredPages }, issues }
}

/**
 * Whether a text is an AppSecret by its form (32 hex digits). Pasted into a wrong field it must not come back inside
 * a message.
 */
export function looksLikeSecret(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.trim())
}

/**
 * An AppSecret: 32 hex digits as a rule. WeChat states no form, so that any 16 to 128 visible ASCII characters pass;
 * an AppID and a row of one character (a masked value) do not.
 */
export function checkSecret(secret: string): FieldError[] {
  if (/^(wx[0-9a-f]{16}|gh_[0-9a-f]{12,})$/i.test(secret)) return [{ path: 'secret', code: 'apps.secretIsId' }]
  if (!/^[\x21-\x7e]{16,128}$/.test(secret) || /^(.)\1*$/.test(secret))
    return [{ path: 'secret', code: 'apps.secretForm' }]
  return []
}

function checkId(
  text: string,
  path: 'appId' | 'originalId',
  check: (text: string) => IdCheck,
  issues: FieldError[],
): string {
  if (looksLikeSecret(text)) {
    issues.push({ path, code: 'apps.isSecret' })
    return text
  }
  const checked = check(text)
  if (checked.ok) return checked.id
  issues.push({ path, code: `apps.${checked.issue.code}`, params: checked.issue.params })
  return text
}

function checkPages(pages: readonly string[], field: string, issues: FieldError[]): string[] {
  const kept = new Set<string>()
  pages.forEach((page, index) => {
    if (looksLikeSecret(page)) {
      issues.push({ path: `${field}.${index}`, code: 'apps.isSecret' })
      return
    }
    const checked = checkPath(page, 'plain_scheme')
    const error = checked.issues.find(({ severity }) => severity === 'error')
    if (error) {
      const params = { ...error.params, page: excerpt(page) }
      issues.push({ path: `${field}.${index}`, code: `apps.${error.code}`, params })
    } else kept.add(checked.path)
  })
  return [...kept]
}

/** One or several `key=value`, joined by `&`, in the characters that a query may contain. */
function checkTag(tag: string): FieldError[] {
  if (tag === '') return []
  const path = 'defaultTag'
  const { query, issues } = normaliseQuery(tag, { kind: 'encrypted_scheme' })
  const complete = query !== '' && query.split('&').every((pair) => /^[^=]+=./.test(pair))
  if (!complete || issues.some(({ severity }) => severity === 'error')) return [{ path, code: 'apps.tagForm' }]
  return query === tag ? [] : [{ path, code: 'apps.tagCharacters', params: { suggestion: excerpt(query, 100) } }]
}

/** Cuts operator input that is repeated inside a message. */
export function excerpt(text: string, max = 60): string {
  const characters = Array.from(text.toWellFormed())
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : characters.join('')
}
