/** One parameter as a person reads it: nothing of it is encoded, unless it cannot be decoded. */
export interface QueryRow {
  key: string
  value: string
}

/** `decodeURIComponent`, or the text itself where it is no percent-encoded UTF-8. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Only what would be read as part of the syntax; everything else is encoded once by the rules themselves. */
function written(text: string, also: RegExp): string {
  const escaped = text.replace(/[%&]/g, encodeURIComponent).replace(also, encodeURIComponent)
  // Blanks at the ends of a query are taken off as a slip of the clipboard; in a field of its own they are meant.
  return escaped.replace(/^\s+|\s+$/g, encodeURIComponent)
}

const inKey = /[=?]/g
const inValue = /(?!)/g

/** The parameters of a query text, for the rows of the form. */
export function rowsOfQuery(text: string): QueryRow[] {
  const bare = text.trim().replace(/^[?&]+/, '')
  const whole = !bare.includes('=') && /%3D/i.test(bare) ? readable(bare) : bare
  return whole
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return at < 0
        ? { key: readable(part), value: '' }
        : { key: readable(part.slice(0, at)), value: readable(part.slice(at + 1)) }
    })
}

/**
 * The query text of rows: a value may hold `&`, `=`, `%` or Chinese, and arrives in the mini program as it was typed.
 * Rows with neither name nor value are passed over.
 */
export function queryOfRows(rows: readonly QueryRow[]): string {
  return rows
    .filter(({ key, value }) => key !== '' || value !== '')
    .map(({ key, value }) => `${written(key, inKey)}=${written(value, inValue)}`)
    .join('&')
}

/** Whether two lists of rows say the same, empty rows aside. */
export function sameRows(one: readonly QueryRow[], other: readonly QueryRow[]): boolean {
  return queryOfRows(one) === queryOfRows(other)
}
