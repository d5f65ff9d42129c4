import { resolve } from 'node:path'
import { Fault } from '../../platform/errors/fault'
import { defaultDataDir } from '../../platform/owner'

export type DesktopArguments =
  /** Everything after `--cli` is the command line's own. */
  | { mode: 'cli'; argv: string[] }
  | { mode: 'window'; dataDir: string; sandbox: boolean }

/**
 * Reads the command line of the desktop shell. Chromium and Electron take switches of their own from the same line
 * (`--ozone-platform=headless`), and systems add theirs (`-psn_…` on macOS); those are not ours to refuse.
 * @param argv what follows the program
 * @throws Fault `desktop.badArgument` (param `argument`) for one of ours that cannot be used
 */
export function readArguments(argv: readonly string[], cwd: string): DesktopArguments {
  const cli = argv.indexOf('--cli')
  if (cli >= 0) return { mode: 'cli', argv: argv.slice(cli + 1) }
  let dataDir: string | undefined
  let sandbox = false
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? ''
    if (argument === '--sandbox') sandbox = true
    else if (argument === '--data-dir') dataDir = argv[++index] ?? ''
    else if (argument.startsWith('--data-dir=')) dataDir = argument.slice('--data-dir='.length)
  }
  if (dataDir === '' || dataDir?.startsWith('--'))
    throw new Fault('desktop.badArgument', { params: { argument: '--data-dir' } })
  return { mode: 'window', dataDir: dataDir === undefined ? defaultDataDir() : resolve(cwd, dataDir), sandbox }
}

/** What follows the program: an unpackaged Electron is given the folder of the program first. */
export function ownArguments(argv: readonly string[], packaged: boolean): string[] {
  return argv.slice(packaged ? 1 : 2)
}
