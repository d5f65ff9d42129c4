import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { CallLog } from './service'

export function callsCommands(log: CallLog): HandlersOf<'calls', CallContext> {
  return { list: (input) => log.list(input) }
}
