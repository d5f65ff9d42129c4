import { join } from 'node:path'
import type { Room } from '../room'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { ReconciliationPort } from '../ports'
import { ArrivalsService } from './arrivals'
import { reconciliationCommandsOf } from './commands'
import { ThreadDesk, type RunDesk } from './desk/desk'
import { DifferencesService } from './differences'
import { differencesRepository } from './differences.repository'
import { keptRuns } from './kept-runs'
import { ownOrdersRepository } from './own-orders.repository'
import { PairsService } from './pairs'
import type { ReconciliationParts } from './parts'
import { ReconciliationsService } from './reconciliations'
import { reconciliationsRepository } from './reconciliations.repository'
import { reconciliationReport } from './report'
import { rowDecisionsRepository } from './row-decisions.repository'
import { RulesService } from './rules'
import { reconciliationTodos } from './todos'

/** Everything of reconciliation that the store's threads can run. */
export const reconciliationRepositories = [reconciliationsRepository, differencesRepository, rowDecisionsRepository, ownOrdersRepository]

/** The room of reconciliation as `openSettlement` plugs it in. */
export interface ReconciliationRoom extends Room {
  port: ReconciliationPort
  /** What of it goes into a backup beside the database. */
  keptFiles: () => Promise<{ name: string; path: string }[]>
}

/** @param desk for tests: without it, runs are looked into in a thread of their own */
export function openReconciliationRoom(settlement: SettlementParts, ports: SettlementPorts, desk?: RunDesk): ReconciliationRoom {
  const { store } = settlement
  const parts: ReconciliationParts = {
    ...settlement,
    reconciliations: store.client(reconciliationsRepository),
    differences: store.client(differencesRepository),
    rowDecisions: store.client(rowDecisionsRepository),
    ownOrders: store.client(ownOrdersRepository),
    desk: desk ?? new ThreadDesk(settlement.workers.reconciliation),
    folder: join(settlement.dir, 'settlement', 'runs'),
    ports,
    changed: settlement.changed.reconciliation,
  }
  const reconciliations = new ReconciliationsService(parts)
  const arrivals = new ArrivalsService(parts)
  const services = {
    reconciliations,
    differences: new DifferencesService(reconciliations),
    pairs: new PairsService(reconciliations),
    rules: new RulesService(parts),
    arrivals,
  }
  return {
    commands: reconciliationCommandsOf(services),
    todos: reconciliationTodos(reconciliations, arrivals),
    stop: () => parts.desk.close(),
    keptFiles: () => keptRuns(parts),
    port: {
      ofMonth: (month) => reconciliations.ofMonth(month),
      ordersOfMonth: (month) => arrivals.ordersOfMonth(month),
      lock: (month, locked) => reconciliations.lock(month, locked),
      lockOnly: (months) => reconciliations.lockOnly(months),
      runAll: (month, doer) => reconciliations.runAll(month, doer),
      report: (params) => reconciliationReport(services, params),
    },
  }
}
