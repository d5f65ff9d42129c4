import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Bootstrap {
  findElectron(places: { nodeModules: string }): string | undefined
}
interface Runner {
  noDesktopHere(): string | undefined
}

/**
 * Electron's binary where the program could be opened with it, or why not. Asks the bootstrap, which knows the rules;
 * the package `electron` is never loaded, because that starts a download.
 */
export async function whyNoElectron(root: string): Promise<{ binary?: string; reason: string }> {
  const start = (file: string) => pathToFileURL(join(root, 'electron/shells/start', file)).href
  const { findElectron } = (await import(start('electron-binary.mjs'))) as Bootstrap
  const binary = findElectron({ nodeModules: join(root, 'node_modules') })
  if (binary === undefined) return { reason: 'no Electron binary is installed (npx install-electron fetches it)' }
  const { noDesktopHere } = (await import(start('run-command.mjs'))) as Runner
  const obstacle = noDesktopHere()
  if (obstacle !== undefined) return { reason: obstacle }
  if (!existsSync(join(root, 'out/main/desktop.js'))) return { reason: 'the program is not built (npm run build)' }
  return { binary, reason: '' }
}
