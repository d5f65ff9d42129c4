import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { desktopPlatform } from './desktop-platform'

/**
 * Runs the command-line shell in this process instead of opening a window: the console launcher of an installed
 * MiniDesk comes here, because a packaged Electron never runs as a plain Node. The system's key store opens the credentials here too.
 * @param argv what follows `--cli`
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  app.dock?.hide()
  // Chromium keeps a profile even without a window; that of an open MiniDesk is in use.
  const temporary = app.getPath('temp')
  mkdirSync(temporary, { recursive: true })
  const profile = mkdtempSync(join(temporary, 'minidesk-cli-'))
  app.setPath('userData', profile)
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }))
  process.stdout.on('error', () => app.exit(0))
  const { runCli } = await import('../cli/run')
  await app.whenReady()
  app.exit(await runCli(argv, (dataDir) => ({ ...desktopPlatform(dataDir, () => undefined), shell: 'cli' })))
}
