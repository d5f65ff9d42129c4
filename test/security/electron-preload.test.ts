import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MinideskBridge } from '@renderer/app/transport/desktop'
import { callChannel, eventChannel } from '../../electron/shells/desktop/channels'
import type * as electron from '../doubles/electron'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a sandboxed preload can load (electron docs/tutorial/sandbox.md). */
const loadable = ['electron', 'events', 'timers', 'url']

describe('row 2: the built preload', () => {
  let files: string[]
  beforeAll(async () => {
    const result = await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { '@shared': `${root}shared`, '@renderer': `${root}renderer` } },
      build: {
        write: false,
        minify: false,
        rollupOptions: {
          input: { preload: `${root}electron/shells/desktop/preload.ts` },
          // As electron-vite does it; only Electron itself is not bundled.
          external: ['electron'],
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    })
    const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : []
    files = outputs.flatMap(({ output }) => output.flatMap((file) => (file.type === 'chunk' ? [file.code] : [])))
    const built = `${root}out/preload/preload.cjs`
    if (existsSync(built)) files.push(readFileSync(built, 'utf8'))
  })

  it('is one file of CommonJS', () => {
    expect(files.length).toBeGreaterThan(0)
    for (const code of files) expect(code).not.toMatch(/^\s*(import|export)\s|\bimport\(/mu)
  })

  it('loads nothing that the sandbox refuses, and carries no library', () => {
    for (const code of files) {
      const loaded = [...code.matchAll(/\brequire\((["'`])([^"'`]+)\1\)/gu)].map(([, , name]) => name)
      expect(loaded).toContain('electron')
      expect(loaded.filter((name) => !loadable.includes(name ?? ''))).toEqual([])
      expect(code.length).toBeLessThan(10_000)
    }
  })
})

describe('row 14: what the page gets', () => {
  let bridge: MinideskBridge
  beforeEach(async () => {
    vi.resetModules()
    // A preload runs once in a page; the double that it finds is loaded anew with it.
    double = await import('../doubles/electron')
    await import('../../electron/shells/desktop/preload')
    bridge = double.exposed['minidesk'] as MinideskBridge
  })
  let double: typeof electron

  // `read` gives a picture to the window that shows it: behind a ticket that the main process made and that works once,
  // never a path, and not above 8 MB (electron-ipc.test.ts).
  it('is one object of six functions', () => {
    expect(Object.keys(double.exposed)).toEqual(['minidesk'])
    expect(Object.keys(bridge).toSorted()).toEqual(['follow', 'invoke', 'openExternal', 'read', 'save', 'upload'])
    for (const value of Object.values(bridge)) expect(value).toBeTypeOf('function')
  })

  it('asks on one channel only', async () => {
    await bridge.invoke({ name: 'apps.list', input: {}, session: 's', locale: 'en' })
    await bridge.save({ ticket: 't', name: 'n', bytes: 1 })
    await bridge.read({ ticket: 't', name: 'n', bytes: 1 })
    bridge.openExternal('https://example.com/')
    bridge.follow({ session: 's', since: undefined }, () => undefined)()
    const channels = double.argsOf('ipcRenderer.invoke').map(([channel]) => channel)
    expect(new Set(channels)).toEqual(new Set([callChannel]))
    expect(channels).toHaveLength(6)
  })

  it('hears messages without the event object, its own only, and none after it stopped', () => {
    const heard: unknown[][] = []
    const stop = bridge.follow({ session: 's', since: undefined }, (...given) => heard.push(given))
    const [, call] = double.argsOf('ipcRenderer.invoke')[0] ?? []
    const { id } = call as { id: number }
    const tell = (to: number) => double.ipcRenderer.happen(eventChannel, { sender: 'secret' }, { id: to, message: { type: 'gap' } })
    tell(id)
    tell(id + 1)
    expect(heard).toEqual([[{ type: 'gap' }]])
    stop()
    stop()
    tell(id)
    expect(heard).toHaveLength(1)
    expect(double.ipcRenderer.listenerCount(eventChannel)).toBe(0)
    const kinds = double.argsOf('ipcRenderer.invoke').map(([, sent]) => (sent as { kind: string }).kind)
    expect(kinds).toEqual(['follow', 'unfollow'])
  })

  it('names the path of a file from the disk to nobody but the main process, and sends bytes of any other', async () => {
    const fromDisk = new File(['x'], 'a.csv')
    double.paths.set(fromDisk, '/home/a.csv')
    await bridge.upload(fromDisk, 's')
    await bridge.upload(new File(['房间'], 'b.csv'), 's')
    const sent = double.argsOf('ipcRenderer.invoke').map(([, message]) => message)
    expect(sent).toMatchObject([
      { kind: 'uploadPath', path: '/home/a.csv' },
      { kind: 'uploadBytes', name: 'b.csv' },
    ])
    expect(Buffer.from((sent[1] as { bytes: ArrayBuffer }).bytes).toString()).toBe('房间')
  })
})
