import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Application } from '../../application'
import { systemClock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { acquire, defaultDataDir, type Owner, type OwnerClient } from '../../platform/owner'
import { rendererDir } from '../build-info'
import { type AppWindows, appWindows, type Obstacle } from './app-window'
import { type LoopbackArguments, readArguments, terminalLocale } from './arguments'
import { BusyWatch } from './busy'
import { Door } from './door'
import { IdleExit } from './idle-exit'
import { nodePlatform } from './node-platform'
import { onOwnPort } from './own-port'
import { receiveFor } from './receive'
import { startLoopback } from './server'
import { say, sayFault, sayText } from './terminal'

/** The loopback shell: `loopback.js [--headless] [--sandbox] [--data-dir DIR] [--port N] [--receive HOST:PORT]`. */
async function main(): Promise<void> {
  let given: LoopbackArguments
  try {
    given = readArguments(process.argv.slice(2), process.env)
  } catch (cause) {
    await sayFault(terminalLocale(process.env), cause)
    process.exit(2)
  }
  try {
    await start(given, resolve(given.dataDir ?? defaultDataDir()))
  } catch (cause) {
    await tellFailure(given, cause)
    process.exit(1)
  }
}

/** A program that started us reads an envelope, a person a sentence. */
async function tellFailure({ headless, locale }: LoopbackArguments, cause: unknown): Promise<void> {
  if (!headless) return sayFault(locale, cause)
  const fault = cause instanceof Fault ? cause : new Fault('shell.startFailed')
  say(JSON.stringify(fault.toEnvelope(randomUUID())))
  if (!(cause instanceof Fault)) await sayFault(locale, cause)
}

async function start(given: LoopbackArguments, dataDir: string): Promise<void> {
  const windows = appWindows(join(dataDir, 'browser-profile'))
  const owner = await acquire(dataDir, systemClock)
  if (owner.takenBy) {
    if (given.headless) throw new Fault('owner.taken', { params: owner.takenBy })
    return askForWindow(owner.client, owner.takenBy.pid, windows, given)
  }
  try {
    await host(given, dataDir, owner, windows)
  } catch (cause) {
    await owner.release()
    throw cause
  }
}

/** The program runs already: it, or we in its name, opens another window. */
async function askForWindow(
  client: OwnerClient,
  pid: number,
  windows: AppWindows,
  { locale }: LoopbackArguments,
): Promise<void> {
  const { opened, url } = await client.activate()
  if (!opened && url === undefined) throw new Fault('owner.taken', { params: { pid } })
  const obstacle = url === undefined ? undefined : await windows.open(url)
  if (obstacle && url !== undefined) await tellAddress(obstacle, url, locale)
  else await sayText(locale, 'shell.anotherWindow', { pid })
}

/** The one-time address, for a person to open by hand where no window could be opened. */
async function tellAddress(obstacle: Obstacle, url: string, locale: 'zh-CN' | 'en'): Promise<void> {
  await sayText(locale, `shell.window.${obstacle}`)
  say(url)
}

async function host(given: LoopbackArguments, dataDir: string, owner: Owner, windows: AppWindows): Promise<void> {
  const { headless, locale } = given
  const door = new Door(systemClock)
  let give: (application: Application | PromiseLike<Application>) => void = () => undefined
  const application = new Promise<Application>((resolve) => {
    give = resolve
  })
  const busy = new BusyWatch(application)
  let ending = false

  const end = async (code: number) => {
    // Asked twice: whoever asks does not want to wait.
    if (ending) process.exit(130)
    ending = true
    idle.stop()
    windows.close()
    await Promise.all([server.close(), receiver?.close(), owner.drain(2_000)])
    await application.then((running) => running.close()).catch((cause: unknown) => tellFailure(given, cause))
    await owner.release()
    process.exit(code)
  }
  const idle = new IdleExit(
    () => busy.isBusy(),
    () => void end(0),
  )

  // Serves first, so that the window can draw its frame while workspaces are still being opened.
  const serveOn = (port: number) =>
    startLoopback({
      application,
      rendererDir,
      port,
      door,
      clock: systemClock,
      streamsChanged: (open) => !headless && idle.streamsChanged(open),
      sessionSeen: (session) => busy.seen(session),
    })
  const server = await (given.port === undefined ? onOwnPort(dataDir, serveOn) : serveOn(given.port))
  const receiver = given.receive ? await receiveFor(application, given.receive) : undefined
  const { origin } = server
  process.on('SIGINT', () => void end(0))
  process.on('SIGTERM', () => void end(0))
  const addressWith = (secret: string) => `${origin}/#${secret}${given.sandbox ? '&sandbox=1' : ''}`
  const oneTimeAddress = () => addressWith(`code=${door.newCode()}`)
  const openWindow = async () => {
    const obstacle = await windows.open(oneTimeAddress())
    // The code of the failed try may have been seen by nobody or by half a browser; a fresh one is for the person.
    if (obstacle) await tellAddress(obstacle, oneTimeAddress(), locale)
  }
  if (headless) {
    const ready = { ready: true, url: addressWith(`token=${door.newToken()}`), pid: process.pid }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
  } else {
    await sayText(locale, 'shell.serving', { origin })
    await openWindow()
  }

  give(import('../../application').then(({ createApplication }) => createApplication(nodePlatform('loopback', dataDir, receiver))))
  owner.serve(
    application.then((running) => ({
      execute: (call) => running.execute(call),
      subscribe: (session, since, deliver) => running.subscribe(session, since, deliver),
      receive: (stream, name, session) => running.files.receive(stream, name, session),
      activate: async () => {
        const url = oneTimeAddress()
        if (headless) return { opened: false, url }
        return (await windows.open(url)) ? { opened: false, url } : { opened: true }
      },
    })),
  )
  try {
    const running = await application
    running.warmUp()
  } catch (cause) {
    if (ending) return
    await tellFailure(given, cause)
    await end(1)
  }
}

void main()
