import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import type { ReportKinds } from './kinds'
import type { ReportWorks } from './making'
import type { ReportsService } from './service'

export function reportsCommands({ service, works, kinds }: { service: ReportsService; works: ReportWorks; kinds: ReportKinds }): HandlersOf<'reports', CallContext> {
  const allowed = (kind: string, { caller }: CallContext) => kinds.require(kind).needs.find((needed) => !caller.permissions.includes(needed))
  return {
    kinds: (_input, context) =>
      Promise.resolve(kinds.all().map(({ maker, asks, needs }) => ({ kind: maker.kind, asks, needs, allowed: allowed(maker.kind, context) === undefined }))),
    subjects: async ({ kind, month }, { caller }) => {
      if (!kinds.mayRead(kind, caller.permissions)) return []
      return (await kinds.require(kind).subjects?.(month)) ?? []
    },
    make: async (input, context) => {
      const missing = allowed(input.kind, context)
      if (missing !== undefined) throw new Fault('session.forbidden', { params: { permission: missing, role: context.caller.operator.role } })
      return { jobId: await works.begin({ ...input, formats: [...new Set(input.formats)], by: context.caller.operator.name }) }
    },
    list: (input, { caller, signal }) => service.list(input, caller.permissions, signal),
    get: ({ source, id }, { caller }) => service.get(source, id, caller.permissions),
    library: ({ source }) => service.library(source),
    open: ({ source, id }, { caller }) => service.open(source, id, caller.permissions),
    save: ({ source, id, name }, { caller }) => service.save(source, id, name, caller.permissions),
    verify: (input) => service.verify(input),
    compare: ({ source, ...ids }, { caller, signal }) => service.compare(source, ids, caller.permissions, signal),
    openFolder: (input) => service.openFolder(input),
    delete: async (input, { caller }) => {
      await service.delete(input, caller.operator.name, caller.permissions)
      return {}
    },
    rebuild: () => service.rebuild(),
  }
}
