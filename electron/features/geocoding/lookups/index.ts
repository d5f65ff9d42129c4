import type { GeocodingHandlers } from '../handlers'
import { doerOf } from '../handlers'
import type { Conversion } from '../conversion'
import { Lookups, type LookupsParts } from './service'

export { geoLookupsRepository } from './repository'
export { distancesOf, Lookups } from './service'

export interface LookupsRoom {
  lookups: Lookups
  commands: GeocodingHandlers<'lookup' | 'reverse' | 'lookups' | 'pin' | 'convert'>
}

/** Plugs the room of single look-ups together. */
export function openLookupsRoom(parts: LookupsParts & { conversion: Conversion }): LookupsRoom {
  const lookups = new Lookups(parts)
  return {
    lookups,
    commands: {
      lookup: (input, context) => lookups.lookup(input, doerOf(context)),
      reverse: (input, context) => lookups.reverse(input, doerOf(context)),
      'lookups.list': ({ limit }) => lookups.list(limit),
      'lookups.get': ({ id }) => lookups.get(id),
      'lookups.remove': ({ ids }) => lookups.remove(ids),
      pin: (input, context) => lookups.pin(input, doerOf(context)),
      convert: async ({ positions }) => {
        await parts.conversion.ready()
        return positions.map((at) => parts.conversion.of(at))
      },
    },
  }
}
