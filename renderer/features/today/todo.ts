import type { Answer } from '@shared/contract/error'
import type { Topic } from '@shared/contract/events'
import type { Permission } from '@shared/contract/permissions'
import type { Tone } from '@renderer/ui/text/tone'

/** A text key with its parameters. */
export interface TodoText {
  key: string
  params?: Record<string, string | number>
}

/** One thing that needs a person's hand now. */
export interface Todo {
  /** Unique over all sources. */
  id: string
  tone: Tone
  title: TodoText
  detail?: TodoText
  /** Instant since which it waits. */
  since?: string
  /** Instant by which it should be done. */
  due?: string
  /** The button: its verb, and the screen where it is done. */
  action: { key: string; to: string }
}

export interface TodoContext {
  isPractice: boolean
}

/** Where a feature says what of its own needs a hand. It registers in the feature's index with {@link registerTodos}. */
export interface TodoSource {
  id: string
  /** Smaller stands higher. */
  order: number
  /** Who lacks it is not asked and sees nothing of it. */
  permission?: Permission
  /** Events after which it is asked again. */
  topics: readonly Topic[]
  load(context: TodoContext): Promise<Answer<readonly Todo[]>>
}

const sources = new Map<string, TodoSource>()

/** Adds sources to the screen 今天; one of the same id is replaced. */
export function registerTodos(added: readonly TodoSource[]): void {
  for (const source of added) sources.set(source.id, source)
}

/** All sources, most urgent first. */
export function todoSources(): TodoSource[] {
  return [...sources.values()].sort((a, b) => a.order - b.order)
}
