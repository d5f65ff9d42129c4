import { setTimeout as wait } from 'node:timers/promises'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { BillsPort } from '../ports'
import type { Room } from '../room'
import { billCommandHandlers } from './commands'
import { registerBillJobs } from './job-hosts'
import { billsRepository } from './repository'
import { BillsService } from './service'
import { billTodos } from './todos'

export { billsRepository } from './repository'

/** Daily bills: the month strip, fetching after ten o'clock, the watched folder, and a whole month in one go. */
export function openBillsRoom(parts: SettlementParts, ports: SettlementPorts, sleep: (ms: number) => Promise<void> = (ms) => wait(ms)): Room & { port: BillsPort; service: BillsService } {
  const service = new BillsService({ ...parts, repository: parts.store.client(billsRepository), ports }, sleep)
  registerBillJobs(service)
  return {
    commands: billCommandHandlers(service),
    todos: billTodos({ board: service.board, closing: () => ports.closing.lockedMonths() }),
    recover: () => service.choices.settle(),
    start: () => {
      service.practice.apply()
      // In practice the stand-ins start with the first call, not with the program.
      if (!parts.isPractice) service.timer.start()
    },
    stop: () => service.timer.stop(),
    port: service.port,
    service,
  }
}
