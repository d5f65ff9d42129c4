import type { FeeExplanation } from '@shared/contract/settlement-fees'
import { settlementZone } from '@shared/domain/beijing-time'
import { dayIn } from '@shared/domain/days'
import { explain, findSuspects, type Suspect } from '@shared/domain/service-fee'
import { Fault } from '../../../platform/errors/fault'
import { readIndex } from './packed'
import type { FeeParts } from './room-parts'
import { payable } from './transitions'

/**
 * What explains the platform's figure; before it is there, how the ways of computing differ from ours. The heavy part was
 * done with the month: this reads sums and compares.
 * @throws Fault `settlement.statementNotFound`, `settlement.notComputed`
 */
export async function explanationOf({ rows }: Pick<FeeParts, 'rows'>, statementId: string): Promise<FeeExplanation> {
  const statement = await rows.statements.get(statementId)
  const { computed, runId, currency } = statement
  const data = computed && runId !== null ? await rows.statements.chunk({ runId, kind: 'index', number: 0 }) : undefined
  if (!computed || !data) throw new Fault('settlement.notComputed')
  const { table, suspects } = await readIndex(data)
  const platformMinor = payable(statement) ?? computed.totalMinor
  const { contract, ...told } = explain(table, computed.rule, platformMinor, computed.late)
  const remainder = told.exact.some(({ isContract }) => isContract) ? 0 : contract.remainderMinor
  return { platformMinor, currency, ...told, suspects: findSuspects(suspects, remainder).map(shownSuspect) }
}

function shownSuspect({ orderId, number, paidAtMs, amountMinor, feeMinor, why }: Suspect): FeeExplanation['suspects'][number] {
  const day = dayIn(new Date(paidAtMs).toISOString(), settlementZone)
  return { orderId, number, ...(day === undefined ? {} : { day }), amountMinor, feeMinor, why }
}
