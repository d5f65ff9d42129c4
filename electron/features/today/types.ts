import type { Topic } from '@shared/contract/events'
import type { Permission, Role } from '@shared/contract/permissions'
import type { TodoItem } from '@shared/contract/today'

/** One thing that needs a hand, as a source finds it; when it was looked at and who put it aside is added by the board. */
export type Todo = Omit<TodoItem, 'checkedAt' | 'mark'>

/**
 * Where a feature says what of its own needs a hand. Registered in electron/workspace-today.ts (`today.register(…)`); its name
 * for people stands under `today.sources.<id>`, those of its kinds under `today.kinds.<kind>`.
 */
export interface TodoSource {
  id: string
  /** Every kind that its items can have. */
  kinds: readonly string[]
  /** Who lacks it sees nothing of the source. */
  permission?: Permission
  /** The roles that it concerns; left out: all. */
  roles?: readonly Role[]
  /** Events after which it is asked again. */
  topics: readonly Topic[]
  /** Time alone changes things too: asked again after so many milliseconds. Default five minutes. */
  everyMs?: number
  /** What needs a hand now. A source that throws is named as not checked, and what it found before stands. */
  load(): Promise<readonly Todo[]>
}
