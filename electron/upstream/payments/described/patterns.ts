/** Letters, digits, escaped signs, `.`, classes, groups with alternatives and the anchors; no repetition of any kind. */
const allowed = /^\^(?:\\[.\-/()[\]\\|?^$wd]|\[\^?(?:\\[\]\\^-]|[^\]\\[])+\]|[\w\s.:/()|$-])+$/u
const mostGroups = 4

/**
 * A pattern of the state table, e.g. OPPWA's `^(000\.000\.|000\.100\.1|000\.[36])`. Without repetition and with
 * few groups no text can make it run long. `undefined` where it is none.
 */
export function patternOf(source: string): RegExp | undefined {
  if (!allowed.test(source) || source.split('(').length - 1 > mostGroups) return undefined
  try {
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}
