import type { Room } from '../room'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { ClosingPort } from '../ports'
import { closingCommands } from './commands'
import { closingRepository } from './repository'
import { ClosingService } from './service'
import { closingTodos } from './todos'

export { refuseLocked } from './locked.repository'
export { closingRepository } from './repository'

/** Plugs the room of closing together. */
export function openClosingRoom(parts: SettlementParts, ports: SettlementPorts): Room & { port: ClosingPort } {
  const repository = parts.store.client(closingRepository)
  const own = { ...parts, repository, ports }
  const closing = new ClosingService(own)
  return {
    port: {
      assertOpen: (months) => repository.assertOpen([...months]),
      lockedMonths: () => repository.lockedMonths(),
    },
    commands: closingCommands(closing, own),
    todos: closingTodos(own, closing),
    recover: () => closing.recover(),
  }
}
