import { checkPath, type LinkLimitValues } from '../links'
import { missOf, partsOf } from './match'

/** What an operator fills in about a rule. */
export interface RuleDraft {
  prefix: string
  subRulesOccupied: boolean
  path: string
  openVersion: 'develop' | 'trial' | 'release'
  testUrls: readonly string[]
}

/** Every code; its text stands under `errors.fields.linkRules.<code>`. */
export const ruleIssueCodes = [
  'prefixMissing',
  'prefixScheme',
  'prefixHost',
  'prefixFragment',
  'prefixBlank',
  'prefixTooLong',
  'prefixReserved',
  'pagePath',
  'pageMissing',
  'testUrlForm',
  'testUrlOutside',
  'testUrlsTooMany',
] as const
export type RuleIssueCode = (typeof ruleIssueCodes)[number]

/** A mistake at a field of {@link RuleDraft}. */
export interface RuleIssue {
  path: string
  code: RuleIssueCode
  params: Record<string, string | number>
}

/** Schemes that the console takes; ftp is said of some accounts only (wechat-links-qr §4.2). */
const schemes = ['http', 'https', 'ftp']
/** Not stated; longer ones cannot be scanned from a print in any case. */
const prefixMax = 1024

/** Checks a rule before it is sent (wechat-links-qr §4.2); what only WeChat knows (filing, occupation) is not here. */
export function checkRule(
  draft: RuleDraft,
  limits: LinkLimitValues,
): { rule: RuleDraft; issues: RuleIssue[] } {
  const prefix = draft.prefix.trim()
  const page = checkPath(draft.path, 'plain_scheme', limits)
  const testUrls = [...new Set(draft.testUrls.map((url) => url.trim()).filter((url) => url !== ''))]
  const issues = [...prefixIssues(prefix), ...pageIssues(draft.path, page), ...testUrlIssues(prefix, testUrls, limits)]
  return { rule: { ...draft, prefix, path: page.path, testUrls }, issues }
}

function prefixIssues(prefix: string): RuleIssue[] {
  const refuse = (code: RuleIssueCode, params: RuleIssue['params'] = {}): RuleIssue[] => [{ path: 'prefix', code, params }]
  if (prefix === '') return refuse('prefixMissing')
  if (prefix.length > prefixMax) return refuse('prefixTooLong', { length: prefix.length, max: prefixMax })
  if (/[\s\p{Cc}\p{Cf}]/u.test(prefix) || !prefix.isWellFormed()) return refuse('prefixBlank')
  if (prefix.includes('#')) return refuse('prefixFragment')
  const parts = partsOf(prefix)
  if (!parts || !schemes.includes(parts.scheme)) return refuse('prefixScheme')
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(parts.host)) return refuse('prefixHost', { host: parts.host.slice(0, 60) })
  return prefix.includes('scancode_time') ? refuse('prefixReserved') : []
}

function pageIssues(typed: string, page: ReturnType<typeof checkPath>): RuleIssue[] {
  if (typed.trim() === '') return [{ path: 'path', code: 'pageMissing', params: {} }]
  return page.issues.some(({ severity }) => severity === 'error') ? [{ path: 'path', code: 'pagePath', params: {} }] : []
}

function testUrlIssues(prefix: string, urls: readonly string[], limits: LinkLimitValues): RuleIssue[] {
  const max = limits.linkRuleTestUrls
  if (urls.length > max) return [{ path: 'testUrls', code: 'testUrlsTooMany', params: { count: urls.length, max } }]
  return urls.flatMap((url, index): RuleIssue[] => {
    const path = `testUrls.${index}`
    const params = { url: url.length > 80 ? `${url.slice(0, 80)}…` : url }
    if (!partsOf(url) || /\s/.test(url)) return [{ path, code: 'testUrlForm', params }]
    return prefix !== '' && missOf(prefix, url) !== undefined ? [{ path, code: 'testUrlOutside', params }] : []
  })
}

/** Where the verification file may lie: the last directory that the rule names, or the root (wechat-links-qr §4.2). */
export function filePlaces(prefix: string, fileName: string): string[] {
  const parts = partsOf(prefix)
  if (!parts) return []
  const origin = `${parts.scheme}://${parts.host}`
  const folder = parts.path.slice(0, parts.path.lastIndexOf('/') + 1)
  return [...new Set([`${origin}${folder}${fileName}`, `${origin}/${fileName}`])]
}
