import { codePointName, hasErrors, issue, type LinkIssue } from './issue'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'
import { reservedName } from './path'
import type { QueryCheck } from './query'
import { splitQuery, readableKey } from './query-text'

/** What a scene may hold (wechat-links-qr §4.1): no `%`, so that nothing can be percent-encoded into it. */
const foreign = /[^A-Za-z0-9!#$&'()*+,/:;=?@\-._~]/u

/** Checks the `scene` of an unlimited code: 1 to 32 visible characters that arrive as they are. */
export function checkScene(typed: string, limits: LinkLimitValues = defaultLinkLimitValues): QueryCheck {
  const scene = typed.trim()
  const issues: LinkIssue[] = []
  if (!typed.isWellFormed()) return { query: '', issues: [issue('error', 'query', 'queryNotText')] }
  if (scene === '') return { query: '', issues: [issue('error', 'query', 'sceneMissing')] }
  if (scene !== typed) issues.push(issue('notice', 'query', 'queryTrimmed'))
  const found = foreign.exec(scene)
  if (found?.[0] === '%') issues.push(issue('error', 'query', 'scenePercent'))
  else if (found) {
    const character = /[\p{C}\p{Z}]/u.test(found[0]) ? codePointName(found[0]) : found[0]
    issues.push(issue('error', 'query', 'sceneCharacter', { character, position: found.index + 1 }))
  }
  if (scene.includes(reservedName)) issues.push(issue('error', 'query', 'queryReserved', { name: reservedName }))
  const length = [...scene].length
  if (length > limits.sceneMax) issues.push(issue('error', 'query', 'sceneTooLong', { length, max: limits.sceneMax }))
  return { query: scene, issues }
}

/**
 * Joins a tag to a scene. A scene that is no `k=v` is somebody's own number, which a tag behind it would spoil, and one
 * that grows too long is refused: there the tag is left out, unless `always`, where the check then says what is wrong.
 */
export function sceneWithTag(
  typed: string,
  tag: string,
  { always = false, limits = defaultLinkLimitValues }: { always?: boolean; limits?: LinkLimitValues } = {},
): { scene: string; leftOut: boolean } {
  const scene = typed.trim()
  const present = new Set(splitQuery(scene).map(({ key }) => readableKey(key)))
  const missing = splitQuery(tag).filter(({ key }) => !present.has(readableKey(key)))
  if (missing.length === 0) return { scene: typed, leftOut: false }
  const added = missing.map(({ key, value, hasEquals }) => (hasEquals ? `${key}=${value}` : key)).join('&')
  const joined = scene === '' ? added : `${scene}&${added}`
  if (always) return { scene: joined, leftOut: false }
  const fits = (scene === '' || scene.includes('=')) && !hasErrors(checkScene(joined, limits).issues)
  return fits ? { scene: joined, leftOut: false } : { scene: typed, leftOut: true }
}
