interface Schema {
  type?: string | string[]
  format?: string
  pattern?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  minItems?: number
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
}

/** Texts that between them fit every pattern of the contract. */
const candidates = ['x', '/x', 'CNY', 'here', '00000000-00000000-00000000', '2026-10', '7.1']

const matching = (pattern: string | undefined): string | undefined =>
  pattern === undefined ? undefined : candidates.find((text) => new RegExp(pattern, 'u').test(text))

/** The smallest value that a JSON Schema of the contract accepts: required fields only. */
export function sampleOf(schema: unknown): unknown {
  const { type, format, pattern, enum: choices, anyOf, oneOf, required = [], properties = {}, items, ...limits } = schema as Schema
  if ('const' in limits) return limits.const
  if (choices) return choices[0]
  const first = (anyOf ?? oneOf)?.[0]
  if (first) return sampleOf(first)
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(required.map((key) => [key, sampleOf(properties[key])]))
    case 'array':
      return Array.from({ length: limits.minItems ?? 0 }, () => sampleOf(items))
    case 'integer':
    case 'number':
      return Math.max(limits.minimum ?? 0, (limits.exclusiveMinimum ?? -1) + 1, 0)
    case 'boolean':
      return false
    default:
      if (format === 'uuid') return '0190a1b2-0000-7000-8000-00000000000a'
      if (format === 'uri') return 'https://example.com/'
      if (format === 'date') return '2026-11-22'
      if (format === 'date-time') return '2026-11-22T06:00:00.000Z'
      return matching(pattern) ?? 'x'.repeat(limits.minLength ?? 0)
  }
}
