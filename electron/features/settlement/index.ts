import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { TodoSource } from '../today'
import { openBillsRoom } from './bills'
import { openClosingRoom } from './closing'
import { openFeesRoom } from './fees'
import { openFilesRoom } from './files'
import { keptFiles } from './files/kept-files'
import type { SettlementParts, SettlementPorts } from './parts'
import { openReconciliationRoom } from './reconciliation'
import type { Room } from './room'

export { billsRepository } from './bills'
export { closingRepository } from './closing'
export { feeRepositories } from './fees'
export { keptFiles } from './files/kept-files'
export type { PracticeBills, SettlementParts, SettlementPorts } from './parts'
export type * from './ports'
export { reconciliationRepositories } from './reconciliation'
export type { Room } from './room'

export interface SettlementDesk {
  commands: HandlersOf<'settlement', CallContext>
  ports: SettlementPorts
  todos(): TodoSource[]
  /** Files beside the database that a backup carries, named as they stand below the workspace's folder. */
  keptFiles(): Promise<{ name: string; path: string }[]>
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
  const bills = openBillsRoom(parts, ports)
  ports.bills = bills.port
  const reconciliation = openReconciliationRoom(parts, ports)
  ports.reconciliation = reconciliation.port
  const fees = openFeesRoom(parts, ports)
  ports.fees = fees.port
  const closing = openClosingRoom(parts, ports)
  ports.closing = closing.port
  const rooms: Room[] = [files, bills, reconciliation, fees, closing]
  return {
    commands: Object.assign({}, ...rooms.map(({ commands }) => commands)) as HandlersOf<'settlement', CallContext>,
    ports,
    todos: () => rooms.flatMap(({ todos }) => todos ?? []),
    keptFiles: async () => [...(await keptFiles(parts.dir)), ...(await reconciliation.keptFiles())],
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
