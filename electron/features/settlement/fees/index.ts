import type { Room } from '../room'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { FeesPort } from '../ports'
import { feeCalendarRepository } from './calendar.repository'
import { feeRoomCommands } from './commands'
import { ContractDesk } from './contracts'
import { feeContractsRepository } from './contracts.repository'
import { DepositDesk } from './deposits'
import { feeDepositsRepository } from './deposits.repository'
import { HolidayDesk } from './holidays'
import { FeeLines } from './lines'
import { feeOrdersRepository } from './orders.repository'
import { feesPort } from './port'
import type { FeeParts } from './room-parts'
import { FeeRuns } from './runs'
import { StatementDesk } from './statements'
import { feeStatementsRepository } from './statements.repository'
import { feeTodos } from './todos'

export const feeRepositories = [feeCalendarRepository, feeContractsRepository, feeDepositsRepository, feeOrdersRepository, feeStatementsRepository] as const

/** Plugs the room of the monthly service fee together. */
export function openFeesRoom(
  settlement: Pick<SettlementParts, 'store' | 'clock' | 'jobs' | 'filesDir' | 'resourcesDir' | 'incoming' | 'tickets' | 'operators' | 'version' | 'isPractice' | 'newId' | 'reportError' | 'changed'>,
  ports: SettlementPorts,
): Room & { port: FeesPort } {
  const { store, changed, ...rest } = settlement
  const parts: FeeParts = {
    ...rest,
    ports,
    changed: changed.fees,
    rows: {
      contracts: store.client(feeContractsRepository),
      statements: store.client(feeStatementsRepository),
      orders: store.client(feeOrdersRepository),
      calendar: store.client(feeCalendarRepository),
      deposits: store.client(feeDepositsRepository),
    },
  }
  const contracts = new ContractDesk(parts)
  const holidays = new HolidayDesk(parts)
  const statements = new StatementDesk(parts, contracts, holidays)
  const runs = new FeeRuns(parts, contracts, holidays)
  const lines = new FeeLines(parts)
  const deposits = new DepositDesk(parts)
  const desks = { statements, contracts, holidays, runs, lines, deposits }
  return {
    port: feesPort(parts, desks),
    commands: feeRoomCommands(parts, desks),
    todos: feeTodos(parts, desks),
    recover: () => runs.recover(),
  }
}
