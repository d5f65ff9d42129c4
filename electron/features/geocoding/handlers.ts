import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { Doer } from './parts'

type All = HandlersOf<'geocoding', CallContext>

/** The handlers of the `geocoding` commands whose names begin with one of the given words: `GeocodingHandlers<'keys' | 'pin'>`. */
export type GeocodingHandlers<P extends string> = Pick<All, Extract<keyof All, `${P}.${string}` | P>>

/** Who calls, as the rooms of geocoding want it. */
export function doerOf({ caller, correlationId, signal }: CallContext): Doer {
  return { operatorId: caller.operator.id, operatorName: caller.operator.name, correlationId, signal }
}
