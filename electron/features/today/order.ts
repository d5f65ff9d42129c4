import type { Permission, Role } from '@shared/contract/permissions'
import type { TodoSource } from './types'

/**
 * What a role looks at first: by source, or by the feature that a source belongs to. What is not named comes after, in
 * the order of registration.
 */
const first: Record<Role, readonly string[]> = {
  administrator: ['backups', 'workspaces', 'today', 'apps', 'links.unknown', 'jobs', 'ledger', 'links'],
  operations: ['links.unknown', 'links.batches', 'links.allowances', 'links.expired', 'links', 'apps', 'jobs'],
  finance: ['links.unknown', 'jobs', 'links.allowances', 'links'],
  agent: [],
  viewer: ['links', 'apps'],
}

function rankOf(id: string, role: Role): number {
  const exact = first[role].indexOf(id)
  if (exact >= 0) return exact
  const feature = first[role].indexOf(id.split('.')[0] ?? '')
  return feature >= 0 ? feature : first[role].length
}

/** Whether a source is for this person. */
export function concerns(source: TodoSource, who: { role: Role; permissions: readonly Permission[] }): boolean {
  if (source.permission !== undefined && !who.permissions.includes(source.permission)) return false
  return source.roles === undefined || source.roles.includes(who.role)
}

/** Sources in the order in which a role should look at them. */
export function inOrderOf<T extends { source: TodoSource }>(states: readonly T[], role: Role): T[] {
  return [...states].sort((a, b) => rankOf(a.source.id, role) - rankOf(b.source.id, role))
}
