import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { AdviserService } from './service'

export function adviserCommands(service: AdviserService): HandlersOf<'adviser', CallContext> {
  return {
    rules: ({ table }) => Promise.resolve(service.list(table)),
    rank: (input) => Promise.resolve(service.rank(input)),
    setRule: (input, { caller }) => service.setRule(input, caller.operator.name),
    restoreRule: ({ id }, { caller }) => service.restoreRule(id, caller.operator.name),
  }
}
