import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../../bridge/context'
import { cursorNumber } from '../../../bridge/cursor'
import { type IncomingDesk, type MappingMemory, openImport, previewOf, writeInChunks } from '../../apps'
import { disputeColumnWords } from './field-synonyms'
import type { DisputesService } from './service'

const purpose = 'payments.disputes'

type Handlers = Pick<
  HandlersOf<'payments', CallContext>,
  | 'disputes.list'
  | 'disputes.create'
  | 'disputes.update'
  | 'disputes.move'
  | 'disputes.previewImport'
  | 'disputes.import'
>

export function disputeCommands(service: DisputesService, desk: { incoming: IncomingDesk; mappings: MappingMemory }): Handlers {
  const read = async ({ fileId, mapping }: { fileId: string; mapping?: Record<string, string> | undefined }, { signal }: CallContext) => {
    const options = { purpose, fields: disputeColumnWords, given: mapping, memory: desk.mappings, signal }
    const opened = await openImport(desk.incoming.require(fileId), options)
    return { opened, planned: await service.plan(opened.lines) }
  }
  return {
    'disputes.list': ({ cursor, ...filter }) => service.list({ ...filter, before: cursorNumber(cursor) ?? null }),
    'disputes.create': ({ number, orderId, fields }, { caller }) => service.create({ number, orderId, fields }, caller.operator.name),
    'disputes.update': ({ id, rev, fields }, { caller }) => service.update(id, rev, fields, caller.operator.name),
    'disputes.move': ({ id, rev, state, note }, { caller }) => service.move(id, rev, state, note, caller.operator.name),
    'disputes.previewImport': async (input, context) => {
      const { opened, planned } = await read(input, context)
      return previewOf(opened, planned, disputeColumnWords)
    },
    'disputes.import': async (input, context) => {
      const { opened, planned } = await read(input, context)
      await desk.mappings.rememberMapping(purpose, opened.signature, opened.mapping)
      return writeInChunks(planned, (items) => service.importRows(items, context.caller.operator.name))
    },
  }
}
