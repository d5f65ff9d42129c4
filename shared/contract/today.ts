import { z } from 'zod'
import { command } from './define'
import { MessageParams } from './error'
import { noticePush } from './today-push'
import { Instant } from './values'

/** A text key with its parameters. */
export const TodoText = z.object({ key: z.string(), params: MessageParams })
export type TodoText = z.infer<typeof TodoText>

export const TodoTone = z.enum(['failed', 'attention', 'info'])
export type TodoTone = z.infer<typeof TodoTone>

/** Until when an operator put an item aside. It is back sooner when it changes. */
export const TodoMark = z.object({
  /** `tomorrow`: until the next day of the workspace's zone begins; `seen`: until it changes. */
  how: z.enum(['tomorrow', 'seen']),
  until: Instant.optional(),
})
export type TodoMark = z.infer<typeof TodoMark>

/** One thing that needs a person's hand. */
export const TodoItem = z.object({
  /** Stable: the same thing has the same id tomorrow. */
  id: z.string(),
  /** What sort of thing; its name stands under `today.kinds`. The only word about it that leaves the program. */
  kind: z.string(),
  tone: TodoTone,
  title: TodoText,
  detail: TodoText.optional(),
  /** Since when it waits. */
  since: Instant.optional(),
  /** By when it should be done. */
  due: Instant.optional(),
  count: z.int().optional(),
  /** The button: its verb, and the screen where it is done. */
  action: z.object({ key: z.string(), to: z.string() }),
  /** When this was looked at. */
  checkedAt: Instant,
  /** The caller put it aside. */
  mark: TodoMark.optional(),
})
export type TodoItem = z.infer<typeof TodoItem>

export const TodoSourceState = z.object({
  id: z.string(),
  /** When it was last looked at with success. */
  checkedAt: Instant.optional(),
  /** True where the last look failed; what was found before still stands. */
  failed: z.boolean(),
})
export type TodoSourceState = z.infer<typeof TodoSourceState>

/** Everything that the caller's role may see, in the order in which that role should look at it. */
export const TodoBoard = z.object({
  at: Instant,
  items: z.array(TodoItem),
  sources: z.array(TodoSourceState),
})
export type TodoBoard = z.infer<typeof TodoBoard>

const itemId = z.string().min(1).max(200)

export const today = {
  list: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'What needs a hand, as the caller’s role may see it; `fresh` looks again instead of answering from memory.',
    input: z.strictObject({ fresh: z.boolean().default(false) }),
    output: TodoBoard,
  }),
  mark: command({
    kind: 'effect',
    access: 'signedIn',
    summary: 'Put one’s own view of an item aside until tomorrow, or until it changes.',
    input: z.strictObject({ id: itemId, how: TodoMark.shape.how }),
    output: TodoBoard,
  }),
  unmark: command({
    kind: 'effect',
    access: 'signedIn',
    summary: 'Bring an item back that was put aside.',
    input: z.strictObject({ id: itemId }),
    output: TodoBoard,
  }),
  ...noticePush,
}
