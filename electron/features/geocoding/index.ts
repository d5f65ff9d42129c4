import type { TodoSource } from '../today'
import { Asking } from './answers/asking'
import { KeptAnswers } from './answers/kept'
import { geoAnswersRepository } from './answers/repository'
import { openBatchesRoom } from './batches'
import { createBorder } from './border'
import { createConversion } from './conversion'
import { GeoKeys, geoKeysRepository, Pace, UsageLedger } from './keys'
import { keyCommands } from './keys/commands'
import { KeyTester } from './keys/tester'
import type { GeocodingParts } from './parts'
import type { GeoAsking } from './ports'

export { geoAnswersRepository } from './answers/repository'
export { geoKeysRepository } from './keys'
export type { GeocodingParts } from './parts'
export type * from './ports'

/** Every repository of geocoding, for the store's threads. */
export const geocodingRepositories = [geoKeysRepository, geoAnswersRepository]

/** A room of geocoding as it is plugged in: what it does when the workspace wakes and ends, and what it tells 今天. */
interface Room {
  todos?: TodoSource[]
  recover?: () => Promise<void>
  start?: () => void
  stop?: () => Promise<void> | void
}

/** Plugs the rooms of geocoding together. */
export function openGeocoding(parts: GeocodingParts) {
  const { store, clock, changed } = parts
  const conversion = createConversion(createBorder(parts.resourcesDir))
  const pace = new Pace(parts)
  parts.limitRate((rateKey) => pace.limitOf(rateKey))
  const keyRows = store.client(geoKeysRepository)
  const ledger = new UsageLedger({ ...parts, repository: keyRows })
  const keys = new GeoKeys({ ...parts, repository: keyRows, ledger, pace, changed: changed.desk })
  const kept = new KeptAnswers({ ...parts, repository: store.client(geoAnswersRepository), conversion })
  const asking = new Asking({ ...parts, keys, ledger, pace, kept, conversion })
  const port: GeoAsking = asking
  const batches = openBatchesRoom({
    ...parts,
    asking: port,
    positionsOf: async (position) => {
      await conversion.ready()
      return conversion.of(position)
    },
  })
  const rooms: Room[] = [batches]
  return {
    keys,
    asking: port,
    conversion,
    commands: {
      ...batches.commands,
      ...keyCommands({ keys, tester: new KeyTester({ keys, asking, clock }), traits: parts.upstreams.map(({ traits }) => traits) }),
    },
    todos: () => rooms.flatMap(({ todos }) => todos ?? []),
    /** After the vault was opened. */
    recover: async () => {
      await keys.learnSecrets()
      for (const room of rooms) await room.recover?.()
    },
    start: () => {
      for (const room of rooms) room.start?.()
    },
    stop: async () => {
      for (const room of rooms.toReversed()) await room.stop?.()
      await kept.flush()
      await ledger.stop()
    },
  }
}

export type GeocodingDesk = ReturnType<typeof openGeocoding>
