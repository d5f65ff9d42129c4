import type { TodoItem } from '@shared/contract/today'

/** What of an item decides whether it is news: not its age, and not when it was looked at. */
const likeness = ({ kind, tone, count, title, detail }: TodoItem) => JSON.stringify([kind, tone, count, title, detail])

/** Things by their id, as they were when they were last seen. */
export type Seen = ReadonlyMap<string, string>

/**
 * What has come or changed since the last look, and should interrupt a person: not what is only good to know, and not
 * what they put aside. Without an earlier look nothing is news.
 */
export function newsSince(seen: Seen | undefined, items: readonly TodoItem[]): { news: TodoItem[]; seen: Seen } {
  const next = new Map(items.map((item) => [item.id, likeness(item)]))
  const news =
    seen === undefined
      ? []
      : items.filter((item) => item.tone !== 'info' && !item.mark && seen.get(item.id) !== likeness(item))
  return { news, seen: next }
}

/** How many there are of each kind: all that a notice of the system may say. */
export function byKind(items: readonly Pick<TodoItem, 'kind' | 'count'>[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { kind, count = 1 } of items) counts.set(kind, (counts.get(kind) ?? 0) + count)
  return [...counts].map(([kind, count]) => ({ kind, count }))
}
