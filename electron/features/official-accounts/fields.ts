import type { FieldError } from '@shared/contract/error'
import type { OfficialAccountFields } from '@shared/contract/official-accounts'
import { checkSafeDomain } from '@shared/domain/jssdk'
import { checkAppId, checkOriginalId, type IdCheck } from '@shared/domain/links'
import { checkSecret, excerpt, looksLikeSecret } from '../apps'

export interface FieldCheck {
  /** As it is stored: hosts in lower case, each once. Usable when there is no issue. */
  fields: OfficialAccountFields
  issues: FieldError[]
}

/**
 * Checks what an operator filled in about an official account (wechat-links-qr §1.8). Paths of the issues are those of
 * {@link OfficialAccountFields}; each code stands under `errors.fields.officialAccounts`.
 */
export function checkAccountFields(fields: OfficialAccountFields): FieldCheck {
  const issues: FieldError[] = []
  for (const path of ['name', 'company'] as const)
    if (looksLikeSecret(fields[path])) issues.push({ path, code: 'officialAccounts.isSecret' })
  const appId = checkId(fields.appId, 'appId', checkAppId, issues)
  const originalId = fields.originalId === '' ? '' : checkId(fields.originalId, 'originalId', checkOriginalId, issues)
  const safeDomains = checkDomains(fields.safeDomains, issues)
  if (!fields.verified && fields.verifiedUntil !== undefined)
    issues.push({ path: 'verifiedUntil', code: 'officialAccounts.notVerified' })
  return { fields: { ...fields, appId, originalId, safeDomains }, issues }
}

/** As for mini programs, with the words of this feature. */
export function checkAccountSecret(secret: string): FieldError[] {
  return checkSecret(secret).map(({ path, code }) => ({ path, code: code.replace(/^apps\./, 'officialAccounts.') }))
}

function checkId(
  text: string,
  path: 'appId' | 'originalId',
  check: (text: string) => IdCheck,
  issues: FieldError[],
): string {
  if (looksLikeSecret(text)) {
    issues.push({ path, code: 'officialAccounts.isSecret' })
    return text
  }
  const checked = check(text)
  if (checked.ok) return checked.id
  issues.push({ path, code: `officialAccounts.${checked.issue.code}`, params: checked.issue.params })
  return text
}

function checkDomains(domains: readonly string[], issues: FieldError[]): string[] {
  const kept = new Set<string>()
  domains.forEach((domain, index) => {
    const path = `safeDomains.${index}`
    const checked = checkSafeDomain(domain)
    if (looksLikeSecret(domain)) issues.push({ path, code: 'officialAccounts.isSecret' })
    else if (checked.ok) kept.add(checked.host)
    else issues.push({ path, code: `officialAccounts.${checked.code}`, params: { ...checked.params, text: excerpt(domain) } })
  })
  return [...kept]
}
