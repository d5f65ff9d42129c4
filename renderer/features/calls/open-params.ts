/**
 * Parameters for an error text whose values a log did not keep: what is known is filled in, the rest shows as `…`
 * instead of a hole in the sentence.
 */
export function openParams(known: Record<string, string | number> = {}): Record<string, string | number> {
  // vue-i18n takes an object without own keys for "no parameters"; the blank key makes it look.
  return new Proxy<Record<string, string | number>>({ '': '', ...known }, {
    get: (target, name) => {
      if (typeof name !== 'string') return undefined
      return Object.hasOwn(target, name) ? target[name] : '…'
    },
  })
}
