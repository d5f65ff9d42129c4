import { doerOf, type SettlementHandlers } from '../handlers'
import { rowHandlers } from './row-view'
import type { FilesService } from './service'
import { shownProfiles } from './view'

export function filesCommands(service: FilesService): SettlementHandlers<'files' | 'imports' | 'attachments'> {
  return {
    'files.list': (input) => service.list(input),
    'files.get': ({ id }) => service.get(id),
    'files.profiles': () => Promise.resolve(shownProfiles),
    ...rowHandlers(service),
    'files.original': ({ id }) => service.original(id),
    'files.problems': (input) => service.problems(input),
    'imports.add': (input, { caller, locale }) => service.add(input, caller.operator.name, locale),
    'imports.get': ({ id }) => service.intake(id),
    'imports.check': (input, { caller, locale }) => service.check(input, caller.operator.name, locale),
    'imports.correct': (input, context) => service.correct(input, doerOf(context), context.locale),
    'imports.load': ({ ids }, { caller }) => service.load(ids, caller.operator.name),
    'imports.discard': ({ id }) => service.discard(id),
    'attachments.add': ({ fileIds }, context) => service.attachments.keep(fileIds, doerOf(context)),
    'attachments.get': ({ ids }) => service.attachments.get(ids),
    'attachments.open': ({ id }) => service.openAttachment(id),
  }
}
