import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, dialog, ipcMain, Menu, shell } from 'electron'
import { type Application, createApplication } from '../../application'
import { systemClock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { OfferedFile } from '../../platform/files/workspace-files'
import { createLog, createRedactor, fileSink, type Log } from '../../platform/log'
import { acquire, type Owner } from '../../platform/owner'
import { rendererDir, version } from '../build-info'
import { watchPage } from './crashes'
import { desktopPlatform } from './desktop-platform'
import { dialogs } from './dialogs'
import { endCleanly } from './ending'
import { serveWindows } from './ipc'
import { Language } from './language'
import { menuTemplate } from './menu'
import { showNotice } from './notices'
import { ExternalAddresses } from './open-external'
import { startAddress } from './origin'
import { JobsBar } from './progress'
import { readRemembered, writeRemembered } from './remembered'
import { guardPages, guardSession } from './secure'
import { Windows } from './windows'

export interface DesktopParts {
  dataDir: string
  sandbox: boolean
  /** The built preload file. */
  preload: string
}

/**
 * Opens the program in a window. Nothing here decides anything about the business: it plugs Electron's parts into the
 * application (architecture, "One application, three shells").
 */
export async function openDesktop(parts: DesktopParts): Promise<void> {
  const { dataDir } = parts
  const logFile = join(dataDir, 'logs', 'desktop.log')
  const language = new Language('zh-CN', () => undefined)
  try {
    // Chromium's own files lie with the data, so that two data folders are two programs to the operating system.
    const profile = join(dataDir, 'desktop')
    mkdirSync(profile, { recursive: true, mode: 0o700 })
    app.setPath('userData', profile)
    // The first program hears of the second one and shows itself.
    if (!app.requestSingleInstanceLock()) return app.exit(0)
    const external = new ExternalAddresses()
    guardPages(external)
    await app.whenReady()
    // The application opens later than the pages are guarded; until then there is no file to show.
    const shown: Shown = {}
    guardSession(rendererDir, (ticket) => shown.redeem?.(ticket))
    const owner = await own(dataDir, language)
    if (!owner) return
    const log = createLog({ write: fileSink(logFile), redactor: createRedactor(), clock: systemClock })
    await run(parts, { owner, log, external, profile, shown })
  } catch (cause) {
    const fault = cause instanceof Fault ? cause : new Fault('internal', { cause })
    await app.whenReady()
    const text = language.text(`errors.${fault.code}`, fault.params)
    dialog.showErrorBox(
      language.text('desktop.start.title'),
      language.text('desktop.start.failed', { text, folder: dataDir, log: logFile }),
    )
    app.exit(1)
  }
}

/** Takes the data folder, or brings the program that has it to the front. @returns undefined where this one ends */
async function own(dataDir: string, language: Language): Promise<Owner | undefined> {
  const taken = await acquire(dataDir, systemClock)
  if (taken.takenBy === undefined) return taken
  const { opened } = await taken.client.activate()
  if (!opened)
    dialog.showErrorBox(
      language.text('desktop.start.title'),
      language.text('desktop.start.taken', { pid: taken.takenBy.pid, folder: dataDir }),
    )
  app.exit(opened ? 0 : 1)
  return undefined
}

/** How a report's file is found for the frame that shows it. */
interface Shown {
  redeem?: (ticket: string) => OfferedFile | undefined
}

interface Ground {
  owner: Owner
  log: Log
  external: ExternalAddresses
  profile: string
  shown: Shown
}

async function run(parts: DesktopParts, { owner, log, external, profile, shown }: Ground): Promise<void> {
  const { dataDir } = parts
  const rememberedFile = join(profile, 'window.json')
  let remembered = readRemembered(rememberedFile)
  const keep = (change: Partial<typeof remembered>) => {
    remembered = { ...remembered, ...change }
    try {
      writeRemembered(rememberedFile, remembered)
    } catch (cause) {
      log.warn('window.remember', {}, cause)
    }
  }
  const language = new Language(remembered.locale, (locale) => {
    keep({ locale })
    setMenu()
  })
  const { text } = language
  const ask = dialogs(text)

  const application = await createApplication(
    desktopPlatform(dataDir, (title, body) => showNotice(title, body, () => windows.show())),
  )
  shown.redeem = (ticket) => application.files.redeem(ticket)
  const leaving = new Set<Promise<unknown>>()
  const bar = new JobsBar(({ value, mode }) => {
    for (const window of windows.all) window.setProgressBar(value, { mode })
  })
  const windows = new Windows({
    address: parts.sandbox ? `${startAddress}#sandbox=1` : startAddress,
    preload: parts.preload,
    title: () => text('desktop.title'),
    remembered: () => remembered,
    remember: keep,
    opened: (window) => watch(window),
    closed: (contentsId) => {
      const gone = service.closed(contentsId).catch((cause: unknown) => log.warn('window.closed', {}, cause))
      leaving.add(gone)
      void gone.then(() => leaving.delete(gone))
    },
  })
  const service = serveWindows({
    ipcMain,
    application,
    external,
    windowOf: (contents) => windows.of(contents),
    overheard: (message) => bar.hear(message),
    spoken: (locale) => language.hear(locale),
    showFault: ask.showFault,
    refused: (reason) => log.warn('ipc.refused', { reason }),
  })
  const watch = (window: BrowserWindow) => {
    const { webContents } = window
    watchPage(window, { clock: systemClock, log: (event, facts) => log.warn(event, facts), ...ask })
    webContents.on('render-process-gone', () => service.pageGone(webContents.id))
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) service.pageGone(webContents.id)
    })
  }
  const setMenu = () =>
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          text,
          system: process.platform,
          packaged: app.isPackaged,
          newWindow: () => windows.open(),
          about: () => ask.about(version, dataDir),
          openDataFolder: () => void shell.openPath(dataDir),
          openLogFolder: () => void shell.openPath(join(dataDir, 'logs')),
        }),
      ),
    )

  owner.serve(ownerService(application, windows))
  endCleanly(app, () => close({ owner, application, leaving }))
  app.on('second-instance', () => windows.show())
  app.on('activate', () => windows.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode }) =>
    log.warn('process.gone', { type, reason, exitCode }),
  )
  setMenu()
  windows.open()
  application.warmUp()
}

function ownerService(application: Application, windows: Windows): Parameters<Owner['serve']>[0] {
  return {
    execute: (call) => application.execute(call),
    subscribe: (session, since, deliver) => application.subscribe(session, since, deliver),
    receive: (stream, name, session) => application.files.receive(stream, name, session),
    activate: async () => {
      windows.open().once('ready-to-show', () => app.focus({ steal: true }))
      return { opened: true }
    },
  }
}

/** How long calls of the command line that are under way may hold the end up. */
const graceMs = 3_000

/** The folder is let go last, when every file in it is closed. */
async function close(parts: { owner: Owner; application: Application; leaving: Set<Promise<unknown>> }): Promise<void> {
  await parts.owner.drain(graceMs)
  await Promise.allSettled(parts.leaving)
  await parts.application.close()
  await parts.owner.release()
}
