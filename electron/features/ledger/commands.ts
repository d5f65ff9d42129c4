import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import { type IncomingDesk, type MappingMemory, openImport, previewOf, writeInChunks } from '../apps'
import type { BindingsService } from './bindings-service'
import { accountColumnWords } from './field-synonyms'
import { planAccounts } from './import-plan'
import type { LedgerService } from './service'

export interface LedgerDesk {
  incoming: IncomingDesk
  /** The memory of column mappings. */
  mappings: MappingMemory
}

interface ImportInput {
  fileId: string
  mapping?: Record<string, string> | undefined
  companyId: string
  listKind: Parameters<typeof planAccounts>[1]['kind']
}

const purpose = 'ledger'

export function ledgerCommands(
  service: LedgerService,
  bindings: BindingsService,
  { incoming, mappings }: LedgerDesk,
): HandlersOf<'ledger', CallContext> {
  const read = async ({ fileId, mapping, companyId, listKind: kind }: ImportInput, { signal }: CallContext) => {
    const companies = await service.companyRows()
    if (!companies.some(({ id }) => id === companyId)) throw new Fault('ledger.companyNotFound')
    const file = incoming.require(fileId)
    const options = { purpose, fields: accountColumnWords, given: mapping, memory: mappings, signal }
    const opened = await openImport(file, options)
    const companyNames = new Map(companies.map(({ id, name }) => [id, name]))
    const { all: accounts } = await service.book()
    const { planned, listed } = planAccounts(opened.lines, { accounts, companyId, companyNames, kind })
    return { file, opened, planned, listed, changes: await service.changes(companyId, kind, listed) }
  }
  return {
    'companies.list': () => service.companies(),
    'companies.create': (fields, { caller }) => service.createCompany(fields, caller.operator.name),
    'companies.update': ({ id, rev, fields }, { caller }) => service.updateCompany(id, rev, fields, caller.operator.name),
    'companies.remove': async ({ id }) => {
      await service.removeCompany(id)
      return {}
    },
    'accounts.list': async () => (await service.book()).all,
    'accounts.create': (fields, { caller }) => service.createAccount(fields, caller.operator.name),
    'accounts.update': ({ id, rev, fields }, { caller }) => service.updateAccount(id, rev, fields, caller.operator.name),
    'accounts.assign': ({ ids, companyId }, { caller }) => service.assign(ids, companyId, caller.operator.name),
    'accounts.remove': async ({ id }) => {
      await service.removeAccount(id)
      return {}
    },
    previewImport: async (input, context) => {
      const { opened, planned, changes } = await read(input, context)
      return { ...previewOf(opened, planned, accountColumnWords), changes }
    },
    import: async (input, context) => {
      const { file, opened, planned, listed, changes } = await read(input, context)
      const by = context.caller.operator.name
      await mappings.rememberMapping(purpose, opened.signature, opened.mapping)
      const result = await writeInChunks(planned, (items) => service.importAccounts(items, by))
      const { companyId, listKind: kind, markMissing } = input
      await service.keepList({ companyId, kind, fileName: file.name, listed, changes, markMissing, by })
      return result
    },
    'imports.list': ({ companyId }) => service.imports(companyId),
    'bindings.list': () => bindings.list(),
    'bindings.add': (input, { caller }) => bindings.add(input, caller.operator.name),
    'bindings.end': ({ id, unboundOn }) => bindings.end(id, unboundOn),
    'bindings.remove': async ({ id }) => {
      await bindings.remove(id)
      return {}
    },
    plan: ({ wishes }) => bindings.plan(wishes),
    'plans.list': () => bindings.plans(),
    'plans.create': ({ name, wishes }, { caller }) => bindings.createPlan(name, wishes, caller.operator.name),
    'plans.get': ({ id }) => bindings.getPlan(id),
    'plans.completeStep': (input, { caller }) => bindings.completeStep(input, caller.operator.name),
    'plans.remove': async ({ id }) => {
      await bindings.removePlan(id)
      return {}
    },
    reminders: () => service.reminders(),
  }
}
