import { workerThread } from '../../../platform/jobs/runner'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { FilesPort } from '../ports'
import type { Room } from '../room'
import { filesCommands } from './commands'
import type { FilesParts } from './parts'
import { foldersOf } from './paths'
import { filesPort } from './port'
import { settlementFilesRepository } from './repository'
import { FilesService } from './service'
import { filesTodos } from './todos'

/** Plugs the room of files together. `startThread`: tests run its work in their own process. */
export function openFilesRoom(
  parts: SettlementParts,
  ports: Pick<SettlementPorts, 'closing'>,
  startThread: FilesParts['startThread'] = () => workerThread(parts.workers.job),
): Room & { port: FilesPort; service: FilesService } {
  const service = new FilesService({
    ...parts,
    repository: parts.store.client(settlementFilesRepository),
    folders: foldersOf(parts.dir),
    accounts: parts.paymentAccounts,
    closing: () => ports.closing,
    startThread,
    changed: parts.changed.files,
  })
  return {
    service,
    port: filesPort(service.parts, service),
    commands: filesCommands(service),
    todos: [filesTodos(service.parts)],
    recover: () => service.recover(),
    stop: () => service.side.idle(),
  }
}
