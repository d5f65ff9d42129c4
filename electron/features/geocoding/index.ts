import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { TodoSource } from '../today'
import { Asking, geoAnswersRepository, KeptAnswers, openCacheRoom } from './answers'
import { type BatchesRoom, openBatchesRoom } from './batches'
import { createBorder } from './border'
import { createConversion } from './conversion'
import { GeoKeys, geoKeysRepository, Pace, UsageLedger } from './keys'
import { keyCommands } from './keys/commands'
import { KeyTester } from './keys/tester'
import { geoLocationsRepository, openLocationsRoom, type PlaceLocations } from './locations'
import { geoLookupsRepository, openLookupsRoom } from './lookups'
import type { GeocodingParts } from './parts'
import type { GeoAsking } from './ports'
import { geocodingTodos } from './todos'

export type { Conversion } from './conversion'
export type { GeocodingParts } from './parts'
export type * from './ports'

type All = HandlersOf<'geocoding', CallContext>

/** A room of geocoding as it is plugged in: what it does when the workspace wakes and ends, and what it tells 今天. */
interface Room {
  todos?: TodoSource[]
  recover?: () => Promise<void>
  start?: () => void
  stop?: () => Promise<void> | void
}

export interface GeocodingDesk {
  keys: GeoKeys
  locations: PlaceLocations
  asking: GeoAsking
  batches: BatchesRoom
  commands: All
  todos(): TodoSource[]
  /** After the vault was opened: secrets become known to the redactor, what providers permit no longer is forgotten. */
  recover(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** Plugs the rooms of geocoding together. */
export function openGeocoding(parts: GeocodingParts): GeocodingDesk {
  const { store, clock, changed } = parts
  const conversion = createConversion(createBorder(parts.resourcesDir))
  const pace = new Pace(parts)
  parts.limitRate((rateKey) => pace.limitOf(rateKey))
  const keyRows = store.client(geoKeysRepository)
  const ledger = new UsageLedger({ ...parts, repository: keyRows })
  const keys = new GeoKeys({ ...parts, repository: keyRows, ledger, pace, changed: changed.keys })
  const kept = new KeptAnswers({ ...parts, repository: store.client(geoAnswersRepository), conversion })
  const asking = new Asking({ ...parts, keys, ledger, pace, kept, conversion })
  const common = { ...parts, keys, asking, conversion, changed: changed.desk }
  const lookups = openLookupsRoom({ ...common, repository: store.client(geoLookupsRepository) })
  const locations = openLocationsRoom({ ...common, repository: store.client(geoLocationsRepository), lookups: lookups.lookups })
  const cache = openCacheRoom({ ...parts, kept, changed: changed.desk })
  const batches = openBatchesRoom({
    ...parts,
    asking,
    positionsOf: async (position) => {
      await conversion.ready()
      return conversion.of(position)
    },
  })
  // Every room in the order in which it recovers and starts; they stop the other way round.
  const rooms: Room[] = [{ recover: () => keys.learnSecrets(), stop: () => ledger.stop() }, cache, batches]
  return {
    keys,
    locations: locations.locations,
    asking,
    batches,
    commands: {
      ...batches.commands,
      ...keyCommands({ keys, tester: new KeyTester({ keys, asking, clock }), traits: parts.upstreams.map(({ traits }) => traits) }),
      ...lookups.commands,
      ...locations.commands,
      ...cache.commands,
    },
    todos: () => [
      ...geocodingTodos({ clock, keys: () => keys.inUse(), locations: () => locations.locations.inUse() }),
      ...rooms.flatMap(({ todos }) => todos ?? []),
    ],
    recover: async () => {
      for (const room of rooms) await room.recover?.()
    },
    start: () => {
      for (const room of rooms) room.start?.()
    },
    stop: async () => {
      for (const room of rooms.toReversed()) await room.stop?.()
    },
  }
}
