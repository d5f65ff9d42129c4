// @ts-check
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/**
 * Where the bootstrap keeps what it remembers. All of it is inside the checkout and ignored by git.
 *
 * `node_modules/.cache/minidesk` holds what belongs to the installation (a Node of its own, the hash of the lock file
 * it was installed from, a failed fetch of Electron). `out/.start` holds what must survive `npm ci`, which empties
 * `node_modules` with its hidden folders: the lock against two set-ups at once, and the hash of the last build.
 *
 * @param {string} root the folder with package.json
 */
export function placesIn(root) {
  const cache = join(root, 'node_modules', '.cache', 'minidesk')
  const state = join(root, 'out', '.start')
  return {
    root,
    packageLock: join(root, 'package-lock.json'),
    nodeModules: join(root, 'node_modules'),
    cache,
    installedFrom: join(cache, 'lock.sha256'),
    electronFailure: join(cache, 'electron-failure.json'),
    state,
    lock: join(state, 'set-up.lock'),
    parkedCache: join(state, 'parked-cache'),
    builtFrom: join(state, 'build.sha256'),
    testResults: join(root, 'test-results'),
  }
}

/** @typedef {ReturnType<typeof placesIn>} Places */

/** The checkout that this file stands in. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))
