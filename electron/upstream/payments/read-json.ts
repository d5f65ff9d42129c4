/**
 * Reads JSON from outside. A number stays the text that was sent, because `0.10` and `0.1` are different texts to a
 * signature and an amount must never pass through floating point. Too large, too deep or no JSON: `undefined`.
 */
export type ReadJson = string | boolean | null | readonly ReadJson[] | { readonly [name: string]: ReadJson }

/** No provider nests deeper than five levels. */
const deepest = 12
const longest = 262_144

export function readJson(text: string): ReadJson | undefined {
  if (text.length > longest || isTooDeep(text)) return undefined
  try {
    return JSON.parse(text, keepNumber) as ReadJson
  } catch {
    return undefined
  }
}

/** ECMAScript 2026: the text a value was read from. Types of the library do not know it yet. */
interface ReadContext {
  source?: string
}

function keepNumber(this: unknown, _name: string, value: unknown, ...more: unknown[]): unknown {
  if (typeof value !== 'number') return value
  return (more[0] as ReadContext | undefined)?.source ?? String(value)
}

/** Counted before parsing, because a reviver goes down by recursion. Brackets within texts do not count. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at += 1
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') depth -= 1
    if (depth > deepest) return true
  }
  return false
}

export type ReadObject = { readonly [name: string]: ReadJson }

export function isReadObject(value: ReadJson | undefined): value is ReadObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands under an own name; never what an object has from its prototype. */
export function memberOf(value: ReadJson | undefined, name: string): ReadJson | undefined {
  return isReadObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** A text or number as text; `null`, the text `null` (YabandPay §2.5) and everything else as empty. */
export function textOf(value: ReadJson | undefined): string {
  return typeof value === 'string' && value !== 'null' ? value : ''
}

/** A dotted path, `data.list.0.id`. Empty where there is nothing that could be a text. */
export function textAt(value: ReadJson | undefined, path: string): string {
  let at = value
  for (const name of path.split('.')) at = Array.isArray(at) ? (at as readonly ReadJson[])[Number(/^\d{1,4}$/u.test(name) ? name : NaN)] : memberOf(at, name)
  return typeof at === 'boolean' ? String(at) : textOf(at)
}
