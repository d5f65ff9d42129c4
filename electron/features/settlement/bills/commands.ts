import { doerOf, type SettlementHandlers } from '../handlers'
import type { BillsService } from './service'

export function billCommandHandlers(service: BillsService): SettlementHandlers<'bills' | 'run' | 'runs' | 'practice'> {
  const { choices, watched, practice, parts } = service
  return {
    'bills.month': ({ month }) => service.month(month),
    'bills.fetch': (input, context) => service.startFetch(input, doerOf(context), context.locale),
    'bills.noTrade': (input, context) => service.recordNoTrade(input, doerOf(context)),
    'bills.choices': () => choices.list(),
    'bills.choose': (input, context) => choices.choose(input, context.caller.operator.name),
    'bills.watched': () => watched.look(),
    'bills.watch': ({ folder, exportFolder }, context) => watched.set({ path: folder, exportPath: exportFolder }, context.caller.operator.name),
    'bills.scan': async (_input, context) => {
      const { taken, known, failed, growing } = await watched.scan(doerOf(context))
      return { taken, known, failed, growing }
    },
    run: ({ month }, context) => service.startRun(month, doerOf(context), context.locale),
    'runs.list': ({ month, jobId }) => parts.repository.runs({ month: month ?? null, jobId: jobId ?? null }),
    'practice.monthEnd': ({ month }, context) => practice.handIn(month, doerOf(context)),
    'practice.troubles': async () => ({ on: practice.troubles() }),
    'practice.setTroubles': async ({ troubles }, context) => ({ on: await practice.setTroubles(troubles, context.caller.operator.name) }),
  }
}
