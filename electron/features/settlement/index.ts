import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { TodoSource } from '../today'
import { openFilesRoom } from './files'
import type { SettlementParts, SettlementPorts } from './parts'

export { keptFiles } from './files/kept-files'
export type { SettlementParts, SettlementPorts } from './parts'
export type * from './ports'

/** A room of settlement as it is plugged in: its commands, what it does when the workspace wakes and ends, what it tells 今天. */
export interface Room {
  commands: Partial<HandlersOf<'settlement', CallContext>>
  todos?: TodoSource[]
  recover?: () => Promise<void>
  start?: () => void
  stop?: () => Promise<void> | void
}

export interface SettlementDesk {
  commands: HandlersOf<'settlement', CallContext>
  ports: SettlementPorts
  todos(): TodoSource[]
  recover(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** Plugs the rooms of settlement together. */
export function openSettlement(parts: SettlementParts): SettlementDesk {
  // Filled by the rooms below, before anything is asked of it.
  const ports = {} as SettlementPorts
  const files = openFilesRoom(parts, ports)
  ports.files = files.port
  const rooms: Room[] = [files]
  return {
    commands: Object.assign({}, ...rooms.map(({ commands }) => commands)) as HandlersOf<'settlement', CallContext>,
    ports,
    todos: () => rooms.flatMap(({ todos }) => todos ?? []),
    recover: async () => {
      for (const room of rooms) await room.recover?.()
    },
    start: () => {
      for (const room of rooms) room.start?.()
    },
    stop: async () => {
      for (const room of rooms.toReversed()) await room.stop?.()
    },
  }
}
