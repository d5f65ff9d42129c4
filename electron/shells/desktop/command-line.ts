import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'

/**
 * Runs the command-line shell in this process instead of opening a window: the console launcher of an installed
 * MiniDesk comes here, because a packaged Electron never runs as a plain Node. That shell reads the command line itself
 * and ends the process when what it prints is out.
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
  process.argv.splice(1, process.argv.length, 'minidesk', ...argv)
  await import('../cli/main')
}
