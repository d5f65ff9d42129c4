import type { HandlersOf } from '@shared/contract'
import type { CallContext, OpenContext } from '../../bridge/context'
import type { IncomingFiles } from '../../platform/files/workspace-files'
import { inspectBackup, type RestoreDesk, restoreWorkspace } from './restore'
import type { BackupsService } from './service'

type OpenNames = 'inspect' | 'restore'

export function backupsCommands(service: BackupsService): Omit<HandlersOf<'backups', CallContext>, OpenNames> {
  return {
    status: () => service.status(),
    configure: (input, { caller }) => service.configure(input, caller.operator.name),
    run: (_input, { caller, locale }) => service.run(caller.operator.name, locale),
  }
}

/** Restoring is for whoever holds the file and its key, before anyone can sign in. */
export function backupsOpenCommands(parts: {
  incoming: IncomingFiles
  desk: RestoreDesk
}): Pick<HandlersOf<'backups', OpenContext>, OpenNames> {
  return {
    inspect: (input) => inspectBackup(input.fileId, parts.incoming, parts.desk),
    restore: (input) => restoreWorkspace(input, parts.incoming, parts.desk),
  }
}
