/** One line of an entry's details: the way to the value, and the value as it was recorded. */
export interface DetailFact {
  /** Names and, as numbers, places in a list (from 0). */
  path: readonly (string | number)[]
  value: string | number | boolean | null
}

/** A pasted sheet can have ten thousand cells; nobody reads them here. */
export const factLimit = 200

/**
 * The details of an entry as lines, in the order in which they were recorded; empty lists and objects say nothing.
 * @returns at most {@link factLimit} lines, and how many more there are
 */
export function factsOf(details: Readonly<Record<string, unknown>>): { facts: DetailFact[]; more: number } {
  const facts: DetailFact[] = []
  let count = 0
  const add = (path: readonly (string | number)[], value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach((item: unknown, index) => add([...path, index], item))
      return
    }
    if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) add([...path, name], item)
      return
    }
    count += 1
    // JSON holds nothing else; an input that was left out shows as empty.
    if (facts.length < factLimit) facts.push({ path, value: isPlain(value) ? value : null })
  }
  for (const [name, value] of Object.entries(details)) add([name], value)
  return { facts, more: count - facts.length }
}

function isPlain(value: unknown): value is DetailFact['value'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

/** Text key of a command's name: dots would open a branch in the tree of texts. */
export function actionKey(action: string): string {
  return `audit.actions.${action.replaceAll('.', '_')}`
}
