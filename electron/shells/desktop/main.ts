import { join } from 'node:path'
import { app, dialog, protocol } from 'electron'
import { Fault } from '../../platform/errors/fault'
import { textFor } from '../../platform/texts/texts'
import { rendererDir } from '../build-info'
import { type DesktopArguments, ownArguments, readArguments } from './arguments'
import { runCommandLine } from './command-line'
import { openDesktop } from './desktop'
import { customSchemes } from './privileges'

// Both count only before the program is ready, and for every page that will ever be.
app.enableSandbox()
protocol.registerSchemesAsPrivileged(customSchemes)

const preload = join(rendererDir, '..', 'preload', 'preload.cjs')

async function start(): Promise<void> {
  let given: DesktopArguments
  try {
    given = readArguments(ownArguments(process.argv, app.isPackaged), process.cwd())
  } catch (cause) {
    const fault = cause instanceof Fault ? cause : new Fault('internal', { cause })
    dialog.showErrorBox(textFor('zh-CN', 'desktop.start.title'), textFor('zh-CN', `errors.${fault.code}`, fault.params))
    return app.exit(2)
  }
  if (given.mode === 'cli') return runCommandLine(given.argv)
  return openDesktop({ ...given, preload })
}

// Not awaited: Electron becomes ready only after this module has been evaluated.
void start()
