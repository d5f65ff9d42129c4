import { randomInt } from 'node:crypto'
import { safeStorage, session } from 'electron'
import { systemClock } from '../../platform/clock/clock'
import type { Platform } from '../../platform/platform'
import { contractHash, resourcesDir, version, workers } from '../build-info'
import { platformSeal } from './safe-storage'

const spread = 2 ** 32

/** What Electron gives to the application: the system's key store, its proxy settings, its notices. */
export function desktopPlatform(dataDir: string, notify: (title: string, body: string) => void): Platform {
  return {
    shell: 'desktop',
    version,
    contractHash,
    dataDir,
    clock: systemClock,
    workers,
    resourcesDir,
    seal: platformSeal(safeStorage),
    systemProxy: () => ({ resolve: (url) => session.defaultSession.resolveProxy(url) }),
    notify,
    random: () => randomInt(spread) / spread,
  }
}
