import type { LinkIssue } from '@shared/contract/links'
import { isLinkKind, linkKindTraits, type LinkLimitValues, sceneWithTag, withDefaultTag } from '@shared/domain/links'

/** A query with the mini program's default tag; `tag` is what was meant to be added, empty where it found no room. */
export function tagged(
  kind: string,
  query: string,
  tag: string,
  limits: LinkLimitValues,
): { query: string; tag: string; issues: LinkIssue[] } {
  if (tag === '') return { query, tag, issues: [] }
  if (!isLinkKind(kind) || linkKindTraits[kind].parameters === 'query')
    return { query: withDefaultTag(query, tag), tag, issues: [] }
  const { scene, leftOut } = sceneWithTag(query, tag, { limits })
  if (!leftOut) return { query: scene, tag, issues: [] }
  const issue = { field: 'query', code: 'sceneTagLeftOut', params: { tag }, severity: 'notice' as const }
  return { query, tag: '', issues: [issue] }
}
