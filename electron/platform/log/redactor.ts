import { KnownSecrets } from './known-secrets'
import { PLACEHOLDER, redactText } from './redact-text'
import { isSecretName } from './secret-names'

const DEEPEST = 12
const LONGEST_JSON = 1_000_000

/**
 * The one redactor for logs, envelopes, exports and the call log (architecture, *Credentials*). It takes values apart
 * and gives copies; it never changes what it is given and never throws.
 */
export interface Redactor {
  /**
   * Registers a secret, which is then removed wherever it occurs. `passing` is for values that are replaced by
   * themselves (an access token): only the latest of them are kept. Under four characters nothing is learned.
   */
  learn(value: string, options?: { passing?: boolean }): void
  /** A text without secrets: known values, and what its form gives away (`secret=…`, `Bearer …`, JSON, key blocks). */
  text(text: string): string
  /** A JSON-like copy of any value without secrets: by name, by form and by known value; errors with their causes. */
  value(value: unknown): unknown
  /** Removes known secrets only and leaves all else as it is: for the cells of an export, which are the user's data. */
  known(text: string): string
}

function isPlainArrayPair(value: readonly unknown[]): boolean {
  return value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string'
}

/** Creates the redactor; a process has one, shared by everything that writes. */
export function createRedactor(): Redactor {
  const secrets = new KnownSecrets()
  const known = (text: string) => secrets.remove(text, PLACEHOLDER)

  function text(input: string): string {
    const cleaned = known(input)
    const trimmed = cleaned.trim()
    if (/^[[{]/u.test(trimmed) && trimmed.length <= LONGEST_JSON) {
      try {
        return JSON.stringify(copy(JSON.parse(trimmed), [], false))
      } catch {
        // Not JSON after all: it is treated as text.
      }
    }
    return redactText(cleaned)
  }

  function members(source: object, above: readonly object[]): Record<string, unknown> {
    const entries: [string, unknown][] = []
    const named = ['name', 'key', 'header'].some((part) => {
      const value: unknown = Object.getOwnPropertyDescriptor(source, part)?.value
      return typeof value === 'string' && isSecretName(value)
    })
    for (const name of Object.keys(source)) {
      let value: unknown
      try {
        value = (source as Record<string, unknown>)[name]
      } catch {
        value = '[unreadable]'
      }
      const secret = isSecretName(name) || (named && name.toLowerCase() === 'value')
      entries.push([known(name), copy(value, above, secret)])
    }
    return Object.fromEntries(entries)
  }

  function copyError(error: Error, above: readonly object[]): Record<string, unknown> {
    return {
      ...members(error, above),
      name: error.name,
      message: text(error.message),
      ...(error.stack === undefined ? {} : { stack: text(error.stack) }),
      ...(error.cause === undefined ? {} : { cause: copy(error.cause, above, false) }),
      ...(error instanceof AggregateError ? { errors: copy(error.errors, above, false) } : {}),
    }
  }

  function copyObject(source: object, above: readonly object[]): unknown {
    if (above.includes(source)) return '[circular]'
    if (above.length >= DEEPEST) return '[too deep]'
    const inside = [...above, source]
    if (source instanceof Error) return copyError(source, inside)
    if (source instanceof Date) return Number.isNaN(source.getTime()) ? null : source.toISOString()
    if (source instanceof URL || source instanceof URLSearchParams) return text(source.toString())
    if (source instanceof RegExp) return text(source.source)
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return `[${source.byteLength} bytes]`
    if (source instanceof Map) return [...source].map((pair) => copy(pair, inside, false))
    if (source instanceof Set) return [...source].map((item) => copy(item, inside, false))
    if (Array.isArray(source)) {
      // [name, value]: how Map entries and lists of headers are written.
      const second = isPlainArrayPair(source) && isSecretName(String(source[0]))
      return source.map((item, index) => copy(item, inside, second && index === 1))
    }
    return members(source, inside)
  }

  function copy(value: unknown, above: readonly object[], secret: boolean): unknown {
    if (value === null || value === undefined || typeof value === 'boolean') return value
    if (secret) return PLACEHOLDER
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return value
    if (typeof value === 'object') return copyObject(value, above)
    return typeof value === 'bigint' ? value.toString() : `[${typeof value}]`
  }

  return {
    learn: (value, options) => secrets.learn(value, options?.passing === true),
    text,
    known,
    value: (value) => {
      try {
        return copy(value, [], false)
      } catch {
        // A hostile object (a throwing proxy, say) must not stop the log.
        return '[unreadable]'
      }
    },
  }
}
