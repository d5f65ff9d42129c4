import type { CallContext } from '../../../bridge/context'
import type { GeocodingHandlers } from '../handlers'
import { decideRow } from './decisions'
import type { BatchDoer } from './parts'
import type { GeoBatches } from './service'

/** `batches.*`. */
export function batchCommands(batches: GeoBatches): GeocodingHandlers<'batches'> {
  return {
    'batches.create': (input, context) => batches.create(input, doer(context), context.locale),
    'batches.list': ({ limit }) => batches.list(limit),
    'batches.get': ({ batchId }) => batches.get(batchId),
    'batches.rows': (input) => batches.rows(input),
    'batches.row': ({ batchId, rowNo }) => batches.row(batchId, rowNo),
    'batches.points': ({ batchId }) => batches.points(batchId),
    'batches.plan': (input, context) => batches.plan(input, doer(context), context.locale),
    'batches.forecast': ({ batchId }) => batches.forecast(batchId),
    'batches.run': ({ batchId }, context) => batches.run(batchId, doer(context), context.locale),
    'batches.again': (input) => batches.again(input),
    'batches.editRow': (input) => batches.editRow(input),
    'batches.decide': (input, context) => decideRow(batches.parts, input, doer(context)),
    'batches.export': (input, context) => batches.export(input, doer(context), context.locale),
    'batches.remove': ({ batchId }) => batches.remove(batchId),
  }
}

const doer = ({ caller, correlationId }: CallContext): BatchDoer => ({ operatorName: caller.operator.name, correlationId })
