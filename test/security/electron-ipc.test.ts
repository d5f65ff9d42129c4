import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { BrowserWindow, IpcMain, WebFrameMain } from 'electron'
import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { Application } from '../../electron/application'
import type { CallEnvelope } from '../../electron/bridge/context'
import type { OfferedFile } from '../../electron/platform/files/workspace-files'
import type { Fault } from '../../electron/platform/errors/fault'
import { type Call, callChannel, eventChannel } from '../../electron/shells/desktop/channels'
import { serveWindows, type WindowService } from '../../electron/shells/desktop/ipc'
import type { CallMessage } from '../../electron/shells/desktop/messages'
import { ExternalAddresses } from '../../electron/shells/desktop/open-external'
import { isTrustedSender } from '../../electron/shells/desktop/sender'
import * as electron from '../doubles/electron'

const as = <T>(double: unknown): T => double as T

let folder: string
let service: WindowService
let calls: CallEnvelope[]
let received: { name: string; text: string; session: string | undefined }[]
let offered: Map<string, OfferedFile>
let followers: { session: string | undefined; deliver: (message: StreamMessage) => void; ended: boolean }[]
let faults: string[]
let heard: string[]
let refusals: string[]
let windows: electron.BrowserWindow[]

/** Stands in for everything behind the contract; what is tried here is the way to it. */
const application: Application = {
  execute: async (call) => {
    calls.push(call)
    const value = call.name === 'links.phone' ? { url: 'http://127.0.0.1:4321/phone?scheme=x' } : { echo: call.input }
    return { ok: true, value }
  },
  subscribe: (session, _since, deliver) => {
    const follower = { session, deliver, ended: false }
    followers.push(follower)
    deliver({ type: 'hello', run: 'r', seq: 0, contractHash: 'h' })
    return () => {
      follower.ended = true
    }
  },
  notices: { receive: () => Promise.resolve(undefined), failed: () => undefined },
  files: {
    receive: async (stream: Readable, name, session) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
      received.push({ name, text: Buffer.concat(chunks).toString(), session })
      return { ok: true, value: { fileId: 'file-1' } }
    },
    redeem: (ticket) => {
      const file = offered.get(ticket)
      offered.delete(ticket)
      return file
    },
  },
  warmUp: () => undefined,
  close: async () => undefined,
}

const ours = { url: 'minidesk://ui/index.html#/today', origin: 'minidesk://ui', parent: null }

beforeEach(() => {
  electron.resetElectron()
  folder = mkdtempSync(join(tmpdir(), 'minidesk 窗口 '))
  calls = []
  received = []
  offered = new Map()
  followers = []
  faults = []
  heard = []
  refusals = []
  windows = [new electron.BrowserWindow({}), new electron.BrowserWindow({})]
  service = serveWindows({
    ipcMain: as<IpcMain>(electron.ipcMain),
    application,
    external: new ExternalAddresses(),
    windowOf: (contents) => as<BrowserWindow | undefined>(windows.find(({ webContents }) => webContents.id === contents.id)),
    overheard: (message) => heard.push(message.type),
    spoken: () => undefined,
    showFault: (_window, fault: Fault) => faults.push(fault.code),
    refused: (reason) => refusals.push(reason),
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const contentsOf = (index: number) => {
  const contents = windows[index]?.webContents
  if (!contents) throw new Error(`no window ${index}`)
  return contents
}

async function send(
  message: unknown,
  { window = 0, frame = ours, sender = contentsOf(window) }: { window?: number; frame?: unknown; sender?: electron.WebContents } = {},
): Promise<Answer<unknown>> {
  const handler = electron.invokeHandlers.get(callChannel)
  if (!handler) throw new Error('nobody answers')
  return (await handler(as({ sender, senderFrame: frame }), message)) as Answer<unknown>
}

const command = (session?: string): Call => ({ kind: 'command', name: 'apps.list', input: { a: 1 }, session, locale: 'en' })
const codeOf = (answer: Answer<unknown>) => (answer.ok ? 'ok' : answer.error.code)

const strangers: [string, unknown][] = [
  ['a frame that is gone', null],
  ['a blank page', { url: 'about:blank', origin: 'minidesk://ui', parent: null }],
  ['an empty address', { url: '', origin: 'minidesk://ui', parent: null }],
  ['a frame inside our page', { ...ours, parent: ours }],
  ['another host', { url: 'minidesk://evil/', origin: 'minidesk://evil', parent: null }],
  ['a host that begins like ours', { url: 'minidesk://ui.evil/', origin: 'minidesk://ui.evil', parent: null }],
  ['our address as a query', { url: 'https://x/?minidesk://ui', origin: 'https://x', parent: null }],
  ['a file', { url: 'file:///index.html', origin: 'file://', parent: null }],
  ['the loopback shell', { url: 'http://127.0.0.1:80/', origin: 'http://127.0.0.1:80', parent: null }],
  ['our page without an origin (sandboxed)', { ...ours, origin: 'null' }],
]

describe('who is listened to', () => {
  it.each(strangers)('row 13: not %s', async (_name, frame) => {
    expect(isTrustedSender(as<WebFrameMain | null>(frame))).toBe(false)
    const messages: Call[] = [
      command(),
      { kind: 'uploadPath', path: process.execPath, session: undefined },
      { kind: 'uploadBytes', bytes: new ArrayBuffer(1), name: 'a', session: undefined },
      { kind: 'save', ticket: { ticket: 't', name: 'n', bytes: 1 } },
      { kind: 'read', ticket: { ticket: 't', name: 'n', bytes: 1 } },
      { kind: 'follow', id: 1, session: undefined, since: undefined },
      { kind: 'unfollow', id: 1 },
      { kind: 'openExternal', url: 'https://example.com/' },
    ]
    for (const message of messages) expect(codeOf(await send(message, { frame }))).toBe('desktop.senderRefused')
    expect([calls, received, followers, electron.argsOf('shell.openExternal')]).toEqual([[], [], [], []])
    expect(refusals).toHaveLength(messages.length)
  })

  it('row 13: not a page that we did not open, even at our address', async () => {
    expect(codeOf(await send(command(), { sender: new electron.WebContents() }))).toBe('desktop.senderRefused')
    expect(calls).toEqual([])
  })

  it('row 13: but our own page', async () => {
    expect(isTrustedSender(as<WebFrameMain>(ours))).toBe(true)
    expect(await send(command())).toEqual({ ok: true, value: { echo: { a: 1 } } })
    expect(calls).toMatchObject([{ name: 'apps.list', locale: 'en' }])
  })

  it.each([
    null,
    'command',
    {},
    { kind: 'eval', code: '1' },
    { kind: 'command', name: 'apps.list', input: {}, locale: 'en', caller: { role: 'administrator' } },
    { kind: 'command', name: 'x'.repeat(300), input: {}, locale: 'en' },
    { kind: 'follow', id: 'a' },
    { kind: 'openExternal', url: 7 },
    { kind: 'uploadPath', path: '' },
  ])('a message that does not fit (%j) reaches nothing', async (message) => {
    expect(codeOf(await send(message))).toBe('bridge.invalidInput')
    expect(calls).toEqual([])
  })

  it('the preload sends nothing that does not fit', () => {
    expectTypeOf<Call>().toExtend<z.input<typeof CallMessage>>()
  })

  it('there is one channel to ask on', () => {
    expect([...electron.invokeHandlers.keys()]).toEqual([callChannel])
  })
})

describe('sessions', () => {
  it('belong to the window that used them first', async () => {
    await send(command('handle-1'), { window: 0 })
    await send(command('handle-1'), { window: 1 })
    await send(command('handle-2'), { window: 1 })
    expect(calls.map(({ session }) => session)).toEqual(['handle-1', undefined, 'handle-2'])
  })

  it('end with their window', async () => {
    await send(command('handle-1'), { window: 0 })
    await send(command('handle-2'), { window: 1 })
    calls = []
    await service.closed(contentsOf(0).id)
    expect(calls).toMatchObject([{ name: 'accounts.signOut', session: 'handle-1' }])
  })
})

describe('events', () => {
  const follow = (id: number, window = 0) => send({ kind: 'follow', id, session: 's', since: undefined }, { window })

  it('go to the page that asked, under its number', async () => {
    await follow(3)
    followers[0]?.deliver({ type: 'gap' })
    expect(contentsOf(0).sent).toMatchObject([
      [eventChannel, { id: 3, message: { type: 'hello' } }],
      [eventChannel, { id: 3, message: { type: 'gap' } }],
    ])
    expect(contentsOf(1).sent).toEqual([])
    expect(heard).toEqual(['hello', 'gap'])
  })

  it('end when the page says so, is loaded anew, or its window is closed', async () => {
    await follow(1)
    await send({ kind: 'unfollow', id: 1 })
    await follow(2)
    await follow(3, 1)
    service.pageGone(contentsOf(0).id)
    expect(followers.map(({ ended }) => ended)).toEqual([true, true, false])
    await service.closed(contentsOf(1).id)
    expect(followers.every(({ ended }) => ended)).toBe(true)
  })

  it('are not sent to a window that is gone', async () => {
    await follow(1)
    contentsOf(0).destroyed = true
    followers[0]?.deliver({ type: 'gap' })
    expect(contentsOf(0).sent).toHaveLength(1)
  })
})

describe('files', () => {
  it('are handed in by their path, under their own name', async () => {
    const path = join(folder, '酒店 场景.csv')
    writeFileSync(path, '房间')
    expect(await send({ kind: 'uploadPath', path, session: 's' })).toEqual({ ok: true, value: { fileId: 'file-1' } })
    expect(received).toEqual([{ name: '酒店 场景.csv', text: '房间', session: 's' }])
  })

  it('that are folders or gone are refused without their path', async () => {
    for (const path of [folder, join(folder, 'missing.csv')]) {
      const answer = await send({ kind: 'uploadPath', path, session: 's' })
      expect(codeOf(answer)).toBe('desktop.notAFile')
      expect(JSON.stringify(answer)).not.toContain(tmpdir())
    }
  })

  it('made in the page are handed in by their bytes', async () => {
    const bytes = Uint8Array.from(Buffer.from('a,b')).buffer
    await send({ kind: 'uploadBytes', bytes, name: 'paste.csv', session: 's' })
    expect(received).toEqual([{ name: 'paste.csv', text: 'a,b', session: 's' }])
  })

  const save = (ticket = 't') => send({ kind: 'save', ticket: { ticket, name: '../../x', bytes: 6 } })
  const offer = (temporary: boolean) => {
    const path = join(folder, 'made')
    writeFileSync(path, 'result')
    offered.set('t', { path, name: '结果.csv', bytes: 6, temporary, disposition: 'attachment' })
    return path
  }

  it('are saved where the person says, over what was there, once per ticket', async () => {
    offer(true)
    electron.world.savePath = join(folder, '结果.csv')
    writeFileSync(electron.world.savePath, 'older and longer')
    expect(await save()).toEqual({ ok: true, value: true })
    expect(readFileSync(electron.world.savePath, 'utf8')).toBe('result')
    expect(readdirSync(folder)).toEqual(['结果.csv'])
    expect(codeOf(await save())).toBe('desktop.ticketExpired')
    expect(faults).toEqual(['desktop.ticketExpired'])
  })

  it('are not saved when the person changes their mind; a temporary one goes', async () => {
    offer(true)
    expect(await save()).toEqual({ ok: true, value: false })
    expect(readdirSync(folder)).toEqual([])
  })

  it('are read for a window that shows them, once per ticket, and not when they are large', async () => {
    const read = () => send({ kind: 'read', ticket: { ticket: 't', name: 'x', bytes: 6 } })
    offer(true)
    const answer = await read()
    expect(answer.ok && Buffer.from(answer.value as ArrayBuffer).toString()).toBe('result')
    expect(readdirSync(folder)).toEqual([])
    expect(codeOf(await read())).toBe('desktop.ticketExpired')
    const path = offer(false)
    offered.set('t', { path, name: '大.zip', bytes: 9 * 1024 * 1024, temporary: false, disposition: 'attachment' })
    expect(codeOf(await read())).toBe('files.tooLarge')
  })

  it('that cannot be written leave nothing behind, and the person is told', async () => {
    const made = offer(false)
    electron.world.savePath = join(folder, 'no such folder', 'x.csv')
    expect(codeOf(await save())).toBe('files.writeFailed')
    expect(faults).toEqual(['files.writeFailed'])
    expect(readFileSync(made, 'utf8')).toBe('result')
  })
})

describe('the phone page', () => {
  const phone = { kind: 'openExternal', url: 'http://127.0.0.1:4321/phone?scheme=y' }
  it('row 10: can be opened only after the application gave its address out', async () => {
    expect(await send(phone)).toEqual({ ok: true, value: false })
    await send({ kind: 'command', name: 'links.phone', input: {}, session: 's', locale: 'zh-CN' })
    expect(await send(phone)).toEqual({ ok: true, value: true })
  })
})

it('a page has no object of Electron in what it is sent', async () => {
  await send({ kind: 'follow', id: 1, session: undefined, since: undefined })
  for (const [, told] of contentsOf(0).sent) expect(structuredClone(told)).toEqual(told)
})
