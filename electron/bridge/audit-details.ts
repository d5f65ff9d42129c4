const longestText = 500
const longestList = 20

/**
 * What the audit trail keeps of a command's input: the fields named in `secrets` (dotted) are left out, and what is
 * long is told by its size, so that a pasted sheet does not stand in the trail a second time.
 */
export function auditDetails(input: unknown, secrets: readonly string[]): Record<string, unknown> {
  const details = shortened(withoutSecrets(input, secrets))
  return isRecord(details) ? details : {}
}

/** A copy of a command's input in which the fields named in `secrets` (dotted) are left out. */
export function withoutSecrets(input: unknown, secrets: readonly string[]): Record<string, unknown> {
  const copy = structuredClone(input)
  if (!isRecord(copy)) return {}
  for (const path of secrets) {
    const keys = path.split('.')
    const last = keys.pop()
    let at: unknown = copy
    for (const key of keys) at = isRecord(at) ? at[key] : undefined
    if (last !== undefined && isRecord(at)) delete at[last]
  }
  return copy
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') {
    const characters = value.length > longestText ? [...value] : []
    return characters.length > longestText ? `${characters.slice(0, longestText).join('')}… (${characters.length})` : value
  }
  if (Array.isArray(value)) {
    const first = value.slice(0, longestList).map(shortened)
    return value.length > longestList ? { items: value.length, first } : first
  }
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shortened(entry)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
