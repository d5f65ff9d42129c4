import type { KindRule, MatchRule, RuleSet } from '@shared/contract/settlement-reconciliation'

/** A list with one element at another place; places beyond its ends are its ends. */
export function moved<One>(list: readonly One[], from: number, to: number): One[] {
  const [one] = list.slice(from, from + 1)
  if (one === undefined) return [...list]
  const rest = [...list.slice(0, from), ...list.slice(from + 1)]
  const at = Math.max(0, Math.min(to, rest.length))
  return [...rest.slice(0, at), one, ...rest.slice(at)]
}

/** A list with an element of that id put in place of the earlier one, or at its end. */
export function put<One extends { id: string }>(list: readonly One[], one: One): One[] {
  return list.some(({ id }) => id === one.id) ? list.map((other) => (other.id === one.id ? one : other)) : [...list, one]
}

const newId = () => `r-${crypto.randomUUID().slice(0, 8)}`

export const newRule = (): MatchRule => ({ id: newId(), name: '', on: true, keys: [], shape: 'oneToOne', amount: 'equal', kinds: [] })
export const newKindRule = (): KindRule => ({ id: newId(), on: true, words: [], kind: 'other' })

export const sameSet = (one: RuleSet, other: RuleSet): boolean => JSON.stringify(one) === JSON.stringify(other)
