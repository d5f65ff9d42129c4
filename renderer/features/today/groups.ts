import type { TodoItem } from '@shared/contract/today'

export const urgencies = ['now', 'soon', 'later'] as const
export type Urgency = (typeof urgencies)[number]

export interface TodoGroup {
  urgency: Urgency
  items: TodoItem[]
}

const dayMs = 86_400_000

/** How soon a person should look: what failed or is over within a day, what needs attention, what is good to know. */
export function urgencyOf({ tone, due }: Pick<TodoItem, 'tone' | 'due'>, now: number): Urgency {
  if (tone === 'failed' || (due !== undefined && Date.parse(due) - now < dayMs)) return 'now'
  return tone === 'attention' ? 'soon' : 'later'
}

/** The items that are not put aside, by urgency; within it in the order in which they came. Empty groups are left out. */
export function grouped(items: readonly TodoItem[], now: number): TodoGroup[] {
  const open = items.filter(({ mark }) => !mark)
  return urgencies
    .map((urgency) => ({ urgency, items: open.filter((item) => urgencyOf(item, now) === urgency) }))
    .filter((group) => group.items.length > 0)
}
