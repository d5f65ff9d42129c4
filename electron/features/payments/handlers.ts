import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { Doer } from './ports'

type All = HandlersOf<'payments', CallContext>

/** The handlers of the `payments` commands whose names begin with one of the given words: `PaymentHandlers<'orders' | 'imports'>`. */
export type PaymentHandlers<P extends string> = Pick<All, Extract<keyof All, `${P}.${string}` | P>>

/** Who calls, as the rooms of payments want it. */
export function doerOf({ caller, correlationId, signal }: CallContext): Doer {
  return { operatorId: caller.operator.id, operatorName: caller.operator.name, correlationId, signal }
}
