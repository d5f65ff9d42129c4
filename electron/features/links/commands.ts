import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import { textFor } from '../../platform/texts/texts'
import { BatchService } from './batch-service'
import { startLinksExport } from './job-hosts'
import { exportColumns } from './jobs/export-links'
import type { Doer, LinksService } from './service'

export function linksCommands(service: LinksService): HandlersOf<'links', CallContext> {
  const batches = new BatchService(service)
  return {
    check: (input) => service.check(input),
    create: (input, context) => service.create(input, doer(context)),
    list: (input) => service.list(input),
    get: (input) => service.get(input.id),
    facets: () => service.facets(),
    archive: (input) => service.archive(input.ids, input.archived),
    query: (input, context) => service.query(input.id, doer(context)),
    image: (input, { locale }) => service.image(input.id, input.format, input.minWidth, locale),
    phone: (input, { locale }) => service.phone(input.id, locale),
    export: (input, context) =>
      startLinksExport(
        service,
        input,
        exportColumns,
        doer(context),
        context.locale,
        textFor(context.locale, 'links.export.historyName'),
      ),
    unknowns: () => service.unknowns(),
    settleUnknown: (input) => service.settle(input.ids, input.decision, input.note),
    'batches.create': (input, context) => batches.create(input, doer(context), context.locale),
    'batches.list': (input) => batches.list(input.limit),
    'batches.get': (input) => batches.get(input.batchId),
    'batches.rows': (input) => batches.rows(input),
    'batches.check': (input, context) => batches.check(input, doer(context), context.locale),
    'batches.editRow': (input) => batches.editRow(input),
    'batches.leaveOut': (input) => batches.leaveOut(input),
    'batches.run': (input, context) => batches.run(input.batchId, doer(context), context.locale),
    'batches.retry': (input) => batches.retry(input.batchId),
    'batches.export': (input, context) => batches.export(input, doer(context), context.locale),
  }
}

function doer({ caller, correlationId, signal }: CallContext): Doer {
  return { operatorName: caller.operator.name, correlationId, signal }
}
