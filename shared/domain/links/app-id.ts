import { excerpt, issue, type LinkIssue } from './issue'

export type IdCheck = { ok: true; id: string } | { ok: false; issue: LinkIssue }

const appIdForm = /^wx[0-9a-f]{16}$/
const originalIdForm = /^gh_[0-9a-f]{12}$/

/**
 * An AppID: `wx` and 16 lower-case hex digits. Blanks around it are taken off.
 * Codes: `appIdMissing`, `appIdIsOriginalId`, `appIdNotLower`, `appIdFormat`.
 */
export function checkAppId(text: string): IdCheck {
  const id = text.trim()
  if (appIdForm.test(id)) return { ok: true, id }
  if (id === '') return { ok: false, issue: issue('error', 'app', 'appIdMissing') }
  if (/^gh_/i.test(id)) {
    return { ok: false, issue: issue('error', 'app', 'appIdIsOriginalId', { text: excerpt(id) }) }
  }
  const lower = id.toLowerCase()
  if (appIdForm.test(lower)) return { ok: false, issue: issue('error', 'app', 'appIdNotLower', { lower }) }
  return { ok: false, issue: issue('error', 'app', 'appIdFormat', { text: excerpt(id) }) }
}

/**
 * An original id: `gh_` and 12 lower-case hex digits. Blanks around it are taken off.
 * Codes: `originalIdMissing`, `originalIdIsAppId`, `originalIdFormat`.
 */
export function checkOriginalId(text: string): IdCheck {
  const id = text.trim()
  if (originalIdForm.test(id)) return { ok: true, id }
  if (id === '') return { ok: false, issue: issue('error', 'app', 'originalIdMissing') }
  if (appIdForm.test(id.toLowerCase())) {
    return { ok: false, issue: issue('error', 'app', 'originalIdIsAppId', { text: excerpt(id) }) }
  }
  return { ok: false, issue: issue('error', 'app', 'originalIdFormat', { text: excerpt(id) }) }
}
