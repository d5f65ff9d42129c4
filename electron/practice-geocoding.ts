import type { GeoLimit } from '@shared/contract/geocoding'
import type { GeoProviderId } from '@shared/contract/geocoding-values'
import type { Clock } from './platform/clock/clock'
import { exampleGeoKeys } from './practice-data-geocoding'
import type { GeoStandIn, GeoStandInOptions, StandInKey } from './sandbox/geocoding'
import { startHereStandIn } from './sandbox/here'
import { startTencentLocationStandIn } from './sandbox/tencent-location'

/** A key as an operator entered it, with its secrets opened. */
export interface OwnGeoKey {
  id: string
  provider: GeoProviderId
  name: string
  account: string
  limits: readonly GeoLimit[]
  secrets: Readonly<Record<string, string>>
}

export interface PracticeGeocoding {
  /** Address of a provider's stand-in, which starts with the first call; `undefined` for a provider that has none. */
  standInUrl(provider: GeoProviderId): Promise<string | undefined>
  /** To be told when keys or their secrets were changed: they are read again with the next call. */
  keysChanged(): void
  /** The running stand-in itself, for tests that make it misbehave. */
  standIn(provider: GeoProviderId): Promise<GeoStandIn | undefined>
  close(): Promise<void>
}

/** The stand-ins. A third provider's is a line here. */
const starters: Readonly<Record<GeoProviderId, (options: GeoStandInOptions) => Promise<GeoStandIn>>> = {
  tencent: startTencentLocationStandIn,
  here: startHereStandIn,
}

/** The stand-ins behind the geocoding keys of a practice workspace. */
export function openPracticeGeocoding(parts: { clock: Clock; ownKeys: () => Promise<readonly OwnGeoKey[]> }): PracticeGeocoding {
  const running = new Map<GeoProviderId, Promise<GeoStandIn>>()
  /** Secrets that a key was given first, by its id: what is changed later is as wrong here as it would be at the provider. */
  const first = new Map<string, Readonly<Record<string, string>>>()
  let stale = true
  let reading: Promise<void> = Promise.resolve()

  function start(provider: GeoProviderId): Promise<GeoStandIn> | undefined {
    const starter = starters[provider]
    if (!starter) return undefined
    let one = running.get(provider)
    if (!one) {
      one = starter({ clock: parts.clock, keys: exampleKeysOf(provider) })
      running.set(provider, one)
      one.catch(() => running.delete(provider))
      stale = true
    }
    return one
  }

  async function introduceAll(): Promise<void> {
    for (const key of await parts.ownKeys()) {
      if (isExample(key) || Object.values(key.secrets).every((secret) => secret === '')) continue
      const secrets = { ...key.secrets, ...first.get(key.id) }
      first.set(key.id, secrets)
      const { id, account, limits } = key
      ;(await running.get(key.provider))?.addKey({ id, account, limits, secrets })
    }
  }

  async function standIn(provider: GeoProviderId): Promise<GeoStandIn | undefined> {
    const one = await start(provider)
    if (stale) {
      stale = false
      reading = introduceAll()
      reading.catch(() => {
        stale = true
      })
    }
    await reading
    return one
  }

  return {
    standIn,
    standInUrl: async (provider) => (await standIn(provider))?.baseUrl,
    keysChanged: () => {
      stale = true
    },
    close: async () => {
      for (const one of running.values()) await (await one.catch(() => undefined))?.close()
    },
  }
}

const idOf = ({ fields }: (typeof exampleGeoKeys)[number]) => `example ${fields.provider} ${fields.name}`

function exampleKeysOf(provider: GeoProviderId): StandInKey[] {
  return exampleGeoKeys
    .filter(({ fields }) => fields.provider === provider)
    .map((one) => ({ id: idOf(one), account: one.fields.account, secrets: one.secrets, limits: one.fields.limits }))
}

/** The example's own keys are known from the start: what is entered for them can be wrong. */
function isExample({ provider, name }: OwnGeoKey): boolean {
  return exampleGeoKeys.some(({ fields }) => fields.provider === provider && fields.name === name)
}
