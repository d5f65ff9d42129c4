import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { Doer } from './ports'

type All = HandlersOf<'settlement', CallContext>

/** The handlers of the `settlement` commands whose names begin with one of the given words. */
export type SettlementHandlers<P extends string> = Pick<All, Extract<keyof All, `${P}.${string}` | P>>

/** Who calls, as the rooms of settlement want it. */
export function doerOf({ caller, correlationId, signal }: CallContext): Doer {
  return { operatorId: caller.operator.id, operatorName: caller.operator.name, correlationId, signal }
}
