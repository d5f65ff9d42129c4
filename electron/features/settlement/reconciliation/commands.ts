import type { CallContext } from '../../../bridge/context'
import { doerOf, type SettlementHandlers } from '../handlers'
import type { ArrivalsService } from './arrivals'
import type { DifferencesService } from './differences'
import type { PairsService } from './pairs'
import type { ReconciliationsService } from './reconciliations'
import type { RulesService } from './rules'

export interface ReconciliationServices {
  reconciliations: ReconciliationsService
  differences: DifferencesService
  pairs: PairsService
  rules: RulesService
  arrivals: ArrivalsService
}

type Handlers = SettlementHandlers<'reconciliations' | 'rules' | 'differences' | 'pairs' | 'decisions' | 'entries' | 'arrivals'>

export function reconciliationCommandsOf({ reconciliations, differences, pairs, rules, arrivals }: ReconciliationServices): Handlers {
  const withDoer = <I, O>(run: (input: I, doer: ReturnType<typeof doerOf>, locale: 'zh-CN' | 'en') => Promise<O>) => {
    return (input: I, context: CallContext) => run(input, doerOf(context), context.locale)
  }
  return {
    'reconciliations.list': ({ month }, { locale }) => reconciliations.list(month, locale),
    'reconciliations.get': ({ id }, { locale }) => reconciliations.get(id, locale),
    'reconciliations.create': withDoer((input, doer, locale) => reconciliations.create(input, doer, locale)),
    'reconciliations.setUp': withDoer(({ month }, doer, locale) => reconciliations.setUp(month, doer, locale)),
    'reconciliations.run': async ({ id }, context) => ({ jobId: (await reconciliations.run(id, doerOf(context), context.locale)).jobId }),
    'reconciliations.runs': ({ id }) => reconciliations.runs(id),
    'reconciliations.undoRun': withDoer((input, doer, locale) => reconciliations.undoRun(input, doer, locale)),
    'reconciliations.undoRule': withDoer((input, doer, locale) => reconciliations.undoRule(input, doer, locale)),
    'reconciliations.useRule': withDoer((input, doer, locale) => reconciliations.useRule(input, doer, locale)),
    'rules.get': ({ left, right }, { locale }) => rules.get(left, right, locale),
    'rules.save': withDoer((input, doer) => rules.save(input, doer)),
    'rules.preview': ({ id, set }) => rules.preview(id, set),
    'differences.list': (input, { locale }) => differences.list(input, locale),
    'differences.get': ({ id }, { locale }) => differences.get(id, locale),
    'differences.decide': withDoer((input, doer, locale) => differences.decide(input, doer, locale)),
    'pairs.list': (input, { locale }) => pairs.list(input, locale),
    'pairs.make': withDoer((input, doer, locale) => pairs.make(input, doer, locale)),
    'pairs.undo': withDoer((input, doer, locale) => pairs.undo(input, doer, locale)),
    'decisions.list': ({ id }, { locale }) => reconciliations.decisions(id, locale),
    'decisions.takeBack': withDoer((input, doer, locale) => reconciliations.takeBack(input, doer, locale)),
    'entries.list': (input) => pairs.entries(input),
    arrivals: ({ month }) => arrivals.ofMonth(month),
    'arrivals.delays': () => arrivals.delays(),
    'arrivals.setDelay': withDoer((input, doer) => arrivals.setDelay(input, doer)),
  }
}
