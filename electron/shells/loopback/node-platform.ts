import { randomInt } from 'node:crypto'
import { systemClock } from '../../platform/clock/clock'
import type { Platform } from '../../platform/platform'
import { contractHash, resourcesDir, version, workers } from '../build-info'

const spread = 2 ** 32

/** What this machine gives to a shell that is a plain Node program: no key store, the proxy of the environment. */
export function nodePlatform(shell: 'loopback' | 'cli', dataDir: string, receiver?: Platform['receiver']): Platform {
  return {
    shell,
    version,
    contractHash,
    dataDir,
    clock: systemClock,
    workers,
    resourcesDir,
    systemProxy: () => ({ environment: process.env }),
    receiver,
    random: () => randomInt(spread) / spread,
  }
}
