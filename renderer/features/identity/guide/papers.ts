import type { Papers } from '@shared/contract/identity-guide'

/** Whether the papers at hand are what the tree asks for. */
export function isSatisfied(tree: Papers, have: ReadonlySet<string>): boolean {
  if (tree.kind === 'paper') return have.has(tree.id)
  return tree.kind === 'all' ? tree.of.every((one) => isSatisfied(one, have)) : tree.of.some((one) => isSatisfied(one, have))
}

/** Names of everything in a tree, for a search. */
export function paperNames(tree: Papers): string[] {
  return tree.kind === 'paper' ? [tree.name, tree.note] : [tree.note, ...tree.of.flatMap(paperNames)]
}

/** What is still missing, by the branch that lacks least: of several ways nobody needs all. */
export function missingPapers(tree: Papers, have: ReadonlySet<string>): string[] {
  if (tree.kind === 'paper') return have.has(tree.id) ? [] : [tree.name]
  const parts = tree.of.map((one) => missingPapers(one, have))
  if (tree.kind === 'all') return parts.flat()
  return parts.toSorted((a, b) => a.length - b.length)[0] ?? []
}
