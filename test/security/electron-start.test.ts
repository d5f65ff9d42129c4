import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Platform } from '../../electron/platform/platform'
import type { CallEnvelope } from '../../electron/bridge/context'
import type { Owner, Taken } from '../../electron/platform/owner'
import type * as doubles from '../doubles/electron'

const made = vi.hoisted(() => ({ platforms: [] as unknown[], calls: [] as unknown[], closed: 0, cli: [] as string[][], cliSeals: [] as boolean[] }))

// The application has tests of its own and needs the built workers; here only its start and its end count.
vi.mock('../../electron/application', () => ({
  createApplication: async (platform: Platform) => {
    made.platforms.push(platform)
    return {
      execute: async (call: CallEnvelope) => {
        made.calls.push(call)
        return { ok: true, value: {} }
      },
      subscribe: () => () => undefined,
      files: { receive: async () => ({ ok: true, value: { fileId: '1' } }), redeem: () => undefined },
      warmUp: () => undefined,
      close: async () => {
        made.closed += 1
      },
    }
  },
}))
vi.mock('../../electron/shells/cli/run', () => ({
  runCli: async (argv: string[], platformFor: (dataDir: string) => Platform) => {
    made.cli.push(argv)
    made.cliSeals.push(platformFor('/data').seal !== undefined)
    return 3
  },
}))

let dataDir: string
let electron: typeof doubles
const argv = process.argv
const others: (Owner | Taken)[] = []

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'minidesk 桌面 '))
  Object.assign(made, { platforms: [], calls: [], closed: 0, cli: [], cliSeals: [] })
  vi.resetModules()
  electron = await import('../doubles/electron')
  electron.world.temp = tmpdir()
})
afterEach(async () => {
  process.argv = argv
  if (made.platforms.length > made.closed) await quit()
  for (const other of others.splice(0)) if (other.takenBy === undefined) await other.release()
  rmSync(dataDir, { recursive: true, force: true })
})

const names = () => electron.recorded.map(({ name }) => name)

/** Starts the program as the operating system would. */
async function begin(...args: string[]): Promise<void> {
  process.argv = ['/opt/minidesk', ...args]
  await import('../../electron/shells/desktop/main')
}

async function open(...args: string[]): Promise<void> {
  await begin('--data-dir', dataDir, ...args)
  electron.makeReady()
  await vi.waitFor(() => expect(electron.BrowserWindow.all).toHaveLength(1))
}

async function quit(): Promise<void> {
  electron.app.quit()
  await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[0]]))
}

function window(index = 0) {
  const found = electron.BrowserWindow.all[index]
  if (!found) throw new Error(`no window ${index}`)
  return found
}

describe('the start', () => {
  it('rows 2 and 6: sandbox and scheme come first, before Electron is ready', async () => {
    await begin('--data-dir', dataDir)
    expect(names().slice(0, 2)).toEqual(['app.enableSandbox', 'protocol.registerSchemesAsPrivileged'])
    expect(electron.argsOf('protocol.registerSchemesAsPrivileged')).toHaveLength(1)
    expect(electron.BrowserWindow.all).toEqual([])
    electron.makeReady()
    await vi.waitFor(() => expect(electron.BrowserWindow.all).toHaveLength(1))
  })

  it('rows 6, 8, 11: the guards stand before the first window opens', async () => {
    await open()
    expect(names().indexOf('protocol.handle')).toBeLessThan(names().indexOf('BrowserWindow'))
    expect(names().indexOf('session.allowNTLMCredentialsForDomains')).toBeLessThan(names().indexOf('BrowserWindow'))
    expect(electron.argsOf('BrowserWindow.loadURL')).toEqual([['minidesk://ui/index.html']])
    const { webContents } = window()
    expect(webContents.happen('will-navigate', { url: 'https://evil.test/' }).defaultPrevented).toBe(true)
    expect(webContents.openWindow('https://evil.test/')).toEqual({ action: 'deny' })
  })

  it('keeps Chromium’s files in the data folder, and opens practice where it is told to', async () => {
    await open('--sandbox')
    expect(electron.argsOf('app.setPath')).toEqual([['userData', join(dataDir, 'desktop')]])
    expect(electron.argsOf('BrowserWindow.loadURL')).toEqual([['minidesk://ui/index.html#sandbox=1']])
  })

  it('gives the application the system’s proxy', async () => {
    await open()
    const [platform] = made.platforms as Platform[]
    expect(platform?.shell).toBe('desktop')
    const proxy = platform?.systemProxy()
    if (proxy === undefined || proxy === 'none' || !('resolve' in proxy)) throw new Error('not the system’s')
    electron.world.proxy = 'PROXY proxy.test:3128; DIRECT'
    expect(await proxy.resolve('https://api.weixin.qq.com/')).toBe('PROXY proxy.test:3128; DIRECT')
  })

  it('shows a window when its picture is ready', async () => {
    await open()
    expect(window().visible).toBe(false)
    window().emit('ready-to-show')
    expect(window().visible).toBe(true)
  })

  it('says why it cannot start, and ends', async () => {
    rmSync(dataDir, { recursive: true })
    writeFileSync(dataDir, 'a file in its place')
    await begin('--data-dir', dataDir)
    electron.makeReady()
    await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[1]]))
    expect(electron.argsOf('dialog.showErrorBox')[0]?.join('\n')).toContain(dataDir)
    expect(electron.BrowserWindow.all).toEqual([])
  })

  it('refuses a data folder without a name', async () => {
    await begin('--data-dir')
    await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[2]]))
    expect(made.platforms).toEqual([])
  })
})

describe('row 24: one program per data folder', () => {
  it('the second one ends at once, before it touches anything', async () => {
    electron.world.singleInstance = false
    await begin('--data-dir', dataDir)
    await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[0]]))
    expect(made.platforms).toEqual([])
  })

  it('the first one comes to the front', async () => {
    await open()
    window().minimized = true
    electron.app.happen('second-instance', {}, [], '/')
    expect([window().minimized, electron.BrowserWindow.focused]).toEqual([false, window()])
    expect(electron.BrowserWindow.all).toHaveLength(1)
  })

  it('another shell that asks gets a window, and its calls are answered', async () => {
    await open()
    const { acquire } = await import('../../electron/platform/owner')
    const { systemClock } = await import('../../electron/platform/clock/clock')
    const second = await acquire(dataDir, systemClock)
    if (second.takenBy === undefined) throw new Error('the folder was free')
    expect(second.takenBy.pid).toBe(process.pid)
    expect(await second.client.execute({ name: 'apps.list', input: {} })).toEqual({ ok: true, value: {} })
    expect(await second.client.activate()).toEqual({ opened: true })
    expect(electron.BrowserWindow.all).toHaveLength(2)
  })

  it('a data folder that another program has is left alone', async () => {
    const { acquire } = await import('../../electron/platform/owner')
    const { systemClock } = await import('../../electron/platform/clock/clock')
    const first = await acquire(dataDir, systemClock)
    if (first.takenBy !== undefined) throw new Error('the folder was taken')
    others.push(first)
    first.serve({
      execute: async () => ({ ok: true, value: {} }),
      subscribe: () => () => undefined,
      receive: async () => ({ ok: true, value: { fileId: '1' } }),
      activate: async () => ({ opened: false }),
    })
    await begin('--data-dir', dataDir)
    electron.makeReady()
    await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[1]]))
    expect(electron.argsOf('dialog.showErrorBox')[0]?.join('\n')).toContain(String(process.pid))
    expect(made.platforms).toEqual([])
  })
})

describe('the end', () => {
  it('comes when the last window closes (except on macOS), after everything is closed and the folder is free', async () => {
    await open()
    window().close()
    electron.app.emit('window-all-closed')
    if (process.platform === 'darwin') return expect(electron.argsOf('app.quit')).toEqual([])
    await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[0]]))
    expect(made.closed).toBe(1)
    const { acquire } = await import('../../electron/platform/owner')
    const { systemClock } = await import('../../electron/platform/clock/clock')
    const next = await acquire(dataDir, systemClock)
    others.push(next)
    expect(next.takenBy).toBeUndefined()
  })

  it('remembers where the window was, and puts it back where it can be seen', async () => {
    await open()
    window().bounds = { x: 4000, y: 100, width: 1200, height: 700 }
    window().close()
    await quit()
    expect(JSON.parse(readFileSync(join(dataDir, 'desktop/window.json'), 'utf8'))).toMatchObject({
      bounds: { x: 4000, width: 1200 },
    })
    electron.recorded.length = 0
    electron.resetElectron()
    vi.resetModules()
    electron = await import('../doubles/electron')
    await open()
    const { x = -1, width = 0 } = window().options
    expect(x >= 0 && x + width <= 1920).toBe(true)
  })
})

describe('--cli', () => {
  it('runs the command line with its own arguments, without a window, beside an open program', async () => {
    await begin('--ozone-platform=headless', '--cli', 'call', 'links.create', '{"name":"--data-dir"}')
    // The key store works only once Electron is ready.
    expect(made.cli).toEqual([])
    electron.makeReady()
    await vi.waitFor(() => expect(made.cli).toEqual([['call', 'links.create', '{"name":"--data-dir"}']]))
    expect(made.cliSeals).toEqual([true])
    await vi.waitFor(() => expect(electron.argsOf('app.exit')).toEqual([[3]]))
    expect(electron.BrowserWindow.all).toEqual([])
    expect(electron.argsOf('app.requestSingleInstanceLock')).toEqual([])
    const [[, profile] = []] = electron.argsOf('app.setPath')
    expect(String(profile)).toContain('minidesk-cli-')
    expect(existsSync(String(profile))).toBe(true)
    rmSync(String(profile), { recursive: true })
  })
})

describe('a page that fails', () => {
  it('is loaded anew twice a minute; after that the person is asked', async () => {
    await open()
    const crash = () => window().webContents.happen('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    crash()
    crash()
    expect(electron.argsOf('webContents.reload')).toHaveLength(2)
    electron.world.messageBoxAnswer = 1
    crash()
    await vi.waitFor(() => expect(electron.BrowserWindow.all).toEqual([]))
    expect(electron.argsOf('webContents.reload')).toHaveLength(2)
    expect(JSON.stringify(electron.argsOf('dialog.showMessageBox')[0]?.[1])).toContain('crashed (139)')
  })

  it('that hangs is asked about once', async () => {
    await open()
    electron.world.messageBoxAnswer = 1
    window().emit('unresponsive')
    window().emit('unresponsive')
    await vi.waitFor(() => expect(electron.argsOf('webContents.forcefullyCrashRenderer')).toHaveLength(1))
    expect(electron.argsOf('dialog.showMessageBox')).toHaveLength(1)
  })
})
