import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { TodoSource } from '../today'

/** A room of settlement as it is plugged in: its commands, what it does when the workspace wakes and ends, what it tells 今天. */
export interface Room {
  commands: Partial<HandlersOf<'settlement', CallContext>>
  todos?: TodoSource[]
  recover?: () => Promise<void>
  start?: () => void
  stop?: () => Promise<void> | void
}
