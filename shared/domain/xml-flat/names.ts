/** The names of fields that WeChat uses: ASCII, as an XML name. */
const form = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/u

/** Names that would reach into the prototype of an object which somebody makes of the fields. */
const reserved = new Set(['__proto__', 'constructor', 'prototype'])

export function isFieldName(name: string): boolean {
  return form.test(name) && !reserved.has(name)
}

/** Whether XML 1.0 allows a character (§2.2): no control characters, no halves of a pair. */
export function isXmlCharacter(code: number): boolean {
  return (
    code === 0x9 || code === 0xa || code === 0xd || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
  )
}
