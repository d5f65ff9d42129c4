import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import { textFor } from '../../platform/texts/texts'
import { BatchService } from './batch-service'
import { startLinksExport } from './job-hosts'
import { exportColumns } from './jobs/export-links'
import { phonePage } from './phone'
import { pictureFile } from './pictures'
import { Renewals } from './renewal'
import { Uses } from './uses'
import { Variants } from './variants'
import type { Doer } from './doer'
import type { LinksService } from './service'

export function linksCommands(service: LinksService): HandlersOf<'links', CallContext> {
  const batches = new BatchService(service)
  const variants = new Variants(service)
  const renewals = new Renewals(service)
  const uses = new Uses(service)
  return {
    check: (input) => service.check(input),
    create: (input, context) => service.create(input, doer(context)),
    checkVariants: (input) => variants.check(input),
    createVariants: (input, context) => variants.create(input, doer(context)),
    renewPlan: (input) => renewals.plan(input.id),
    renew: (input, context) => renewals.renew(input.id, input.expiry, doer(context)),
    renewMany: (input, context) =>
      renewals.start(input, doer(context), context.locale, textFor(context.locale, 'links.renewal.jobName')),
    'uses.add': (input, context) => uses.add(input, doer(context)),
    'uses.remove': (input) => uses.remove(input.id),
    usage: (input) => service.allowances.usage(input.appId),
    askUsage: (input, context) => service.allowances.ask(input.appId, input.path, doer(context)),
    explainRequest: (input, context) => service.explainRequest(input.appId, input.rid, doer(context)),
    list: (input) => service.list(input),
    get: (input) => service.get(input.id),
    facets: () => service.facets(),
    archive: (input, context) => service.archive(input.ids, input.archived, context.caller.operator.name),
    query: (input, context) => service.query(input.id, doer(context)),
    image: (input, { locale }) => pictureFile(service, input.id, input, locale),
    phone: (input, { locale }) => phonePage(service, input.id, locale),
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
