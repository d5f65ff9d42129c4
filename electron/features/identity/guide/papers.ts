import type { Papers } from '@shared/contract/identity-guide'
import { words } from './words'

/** Papers as the catalogue writes them, by the keys of their words; ids are made when they are told. */
export type PaperTree = { paper: string; note: string } | { all: PaperTree[]; note: string } | { any: PaperTree[]; note: string }

export const paper = (name: string, note = ''): PaperTree => ({ paper: name, note })
export const allOf = (of: PaperTree[], note = ''): PaperTree => ({ all: of, note })
export const anyOf = (of: PaperTree[], note = ''): PaperTree => ({ any: of, note })

/**
 * The tree in one language. A paper's id is its place in the tree (`A23-K-03.1.0`): the same after every start, and in
 * both languages.
 */
export function told(tree: PaperTree, id: string, locale: 'zh-CN' | 'en'): Papers {
  const note = words('categories', tree.note, locale)
  if ('paper' in tree) return { kind: 'paper', id, name: words('categories', tree.paper, locale), note }
  const [kind, of] = 'all' in tree ? (['all', tree.all] as const) : (['any', tree.any] as const)
  return { kind, of: of.map((branch, at) => told(branch, `${id}.${at}`, locale)), note }
}

export function paperIds(tree: Papers): string[] {
  return tree.kind === 'paper' ? [tree.id] : tree.of.flatMap(paperIds)
}

/** Whether the papers at hand are what the tree asks for. */
export function satisfied(tree: Papers, have: ReadonlySet<string>): boolean {
  if (tree.kind === 'paper') return have.has(tree.id)
  return tree.kind === 'all' ? tree.of.every((branch) => satisfied(branch, have)) : tree.of.some((branch) => satisfied(branch, have))
}
