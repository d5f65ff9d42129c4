/** JSON from outside: read only in the form that WeChat Pay writes it. */

/** Answers of WeChat Pay nest four levels deep. */
const MOST_LEVELS = 24

/** The bytes as text, byte order mark kept, so that signing sees what was sent; undefined where they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The object in a JSON text; undefined for anything else, for one nested too deep and for one that names `__proto__`. */
export function objectIn(text: string): object | undefined {
  if (tooDeep(text)) return undefined
  try {
    const value: unknown = JSON.parse(text, (key, inner: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__')
      return inner
    })
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Counted before parsing: going through a deep value could use up the stack. */
function tooDeep(text: string): boolean {
  let level = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (quoted && char === '\\') at += 1
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === '{' || char === '[')) level += 1
    else if (!quoted && (char === '}' || char === ']')) level -= 1
    if (level > MOST_LEVELS) return true
  }
  return false
}
