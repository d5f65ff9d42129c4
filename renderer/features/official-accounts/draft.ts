import type { FieldError } from '@shared/contract/error'
import type { OfficialAccount, OfficialAccountFields } from '@shared/contract/official-accounts'
import { checkSafeDomain } from '@shared/domain/jssdk'
import { checkAppId, checkOriginalId } from '@shared/domain/links'

/** An official account as it is typed. */
export interface AccountDraft {
  name: string
  appId: string
  originalId: string
  type: OfficialAccount['type']
  company: string
  verified: boolean
  /** `YYYY-MM-DD`; empty = not noted. */
  verifiedUntil: string
  safeDomains: string[]
}

export const emptyDraft: AccountDraft = {
  name: '',
  appId: '',
  originalId: '',
  type: 'service',
  company: '',
  verified: true,
  verifiedUntil: '',
  safeDomains: [],
}

export function draftOf(account: OfficialAccount): AccountDraft {
  const { name, appId, originalId, type, company, verified, verifiedUntil, safeDomains } = account
  return { name, appId, originalId, type, company, verified, verifiedUntil: verifiedUntil ?? '', safeDomains }
}

/** What is sent. The day of an account that is not verified is left out, whatever stands in the hidden field. */
export function fieldsOf(draft: AccountDraft): OfficialAccountFields {
  const { verifiedUntil, ...fields } = draft
  return { ...fields, ...(draft.verified && verifiedUntil !== '' ? { verifiedUntil } : {}) }
}

/** The mistakes that show while typing, by the same rules as the service's; the service has the last word. */
export function checkDraft(draft: AccountDraft): FieldError[] {
  const issues: FieldError[] = []
  if (draft.name.trim() === '') issues.push({ path: 'name', code: 'required' })
  for (const path of ['name', 'company'] as const)
    if (looksLikeSecret(draft[path])) issues.push({ path, code: 'officialAccounts.isSecret' })
  issues.push(...checkId(draft.appId, 'appId'))
  if (draft.originalId.trim() !== '') issues.push(...checkId(draft.originalId, 'originalId'))
  draft.safeDomains.forEach((domain, index) => {
    const path = `safeDomains.${index}`
    const checked = checkSafeDomain(domain)
    if (looksLikeSecret(domain)) issues.push({ path, code: 'officialAccounts.isSecret' })
    else if (!checked.ok) issues.push({ path, code: `officialAccounts.${checked.code}`, params: checked.params })
  })
  return issues
}

/** An AppSecret pasted into a wrong field must not be repeated in a message. */
function looksLikeSecret(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.trim())
}

function checkId(text: string, path: 'appId' | 'originalId'): FieldError[] {
  if (looksLikeSecret(text)) return [{ path, code: 'officialAccounts.isSecret' }]
  const checked = path === 'appId' ? checkAppId(text) : checkOriginalId(text)
  return checked.ok
    ? []
    : [{ path, code: `officialAccounts.${checked.issue.code}`, params: checked.issue.params }]
}
