import type { GeocodingHandlers } from '../handlers'
import type { KeptAnswers } from './kept'

export { Asking } from './asking'
export { KeptAnswers } from './kept'
export { geoAnswersRepository } from './repository'

/** What the provider permits no longer is looked for so often; whoever asks meanwhile is given nothing that is over. */
const purgeEveryMs = 3_600_000

export interface CacheRoom {
  commands: GeocodingHandlers<'cache'>
  recover(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** Plugs the room of kept answers together. */
export function openCacheRoom(parts: {
  kept: KeptAnswers
  changed: () => void
  reportError: (where: string, cause: unknown) => void
}): CacheRoom {
  const { kept, changed, reportError } = parts
  let timer: NodeJS.Timeout | undefined
  let purging: Promise<void> = Promise.resolve()
  const purge = async () => {
    if ((await kept.purge()) > 0) changed()
  }
  return {
    commands: {
      'cache.status': () => kept.status(),
      'cache.clear': async ({ provider }) => {
        const removed = await kept.clear(provider)
        if (removed > 0) changed()
        return { removed }
      },
    },
    // Before anything is shown: what ended while the program was closed.
    recover: purge,
    start: () => {
      timer = setInterval(() => {
        purging = purge().catch((cause: unknown) => reportError('geocoding.purge', cause))
      }, purgeEveryMs).unref()
    },
    stop: async () => {
      clearInterval(timer)
      await purging
      await kept.flush()
    },
  }
}
