import type { HandlersOf } from '@shared/contract'
import { cursorNumber } from '../../bridge/cursor'
import { instantsOf } from '../../bridge/day-range'
import type { CallContext } from '../../bridge/context'
import type { RepositoryClient } from '../../platform/store/repository'
import type { auditRepository } from './repository'

export function auditCommands(repository: RepositoryClient<typeof auditRepository>): HandlersOf<'audit', CallContext> {
  return {
    list: async (input) => {
      const before = cursorNumber(input.cursor)
      const { rows, hits, hitsCapped } = await repository.page({
        limit: input.limit,
        ...(before === undefined ? {} : { before }),
        ...(input.text === undefined ? {} : { text: input.text }),
        ...(input.action === undefined ? {} : { action: input.action }),
        ...(input.operatorName === undefined ? {} : { operatorName: input.operatorName }),
        ...instantsOf(input.days),
      })
      const last = rows.at(-1)
      return { rows, hits, hitsCapped, ...(rows.length === input.limit && last ? { nextCursor: String(last.seq) } : {}) }
    },
    verify: (input) => repository.verify(input.expectedHead ?? null),
  }
}
