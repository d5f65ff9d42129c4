import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { StreamMessage } from '@shared/contract/events'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock/clock'
import { acquire, type Owner, OwnerClient, type OwnerService, type Taken } from './index'
import { defaultDataDir, isNetworkPath } from './data-folder'
import type { LockRecord } from './lock'

const root = fileURLToPath(new URL('../../../', import.meta.url))
let built: string
let dataDir: string
const owners: Owner[] = []

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'md-owner-'))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'electron/platform/owner/race.fixture.ts'),
      outDir: built,
      rolldownOptions: { output: { entryFileNames: 'race.mjs' } },
    },
  })
})
afterAll(() => rmSync(built, { recursive: true, force: true }))
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'md-data-'))
})
afterEach(async () => {
  for (const owner of owners.splice(0)) await owner.release()
  rmSync(dataDir, { recursive: true, force: true })
})

async function own(folder = dataDir): Promise<Owner> {
  const owner = await acquire(folder, systemClock)
  if (owner.takenBy) throw new Error(`taken by ${owner.takenBy.pid}`)
  owners.push(owner)
  return owner
}

async function beSecond(): Promise<Taken> {
  const second = await acquire(dataDir, systemClock)
  if (!second.takenBy) throw new Error('not taken')
  return second
}

/** The record of the lock that counts. */
function lockRecord(folder = dataDir): LockRecord {
  const names = readdirSync(join(folder, 'owner')).filter((name) => name.endsWith('.lock'))
  const [highest = ''] = names.sort((a, b) => Number.parseInt(b) - Number.parseInt(a))
  return JSON.parse(readFileSync(join(folder, 'owner', highest), 'utf8')) as LockRecord
}

function service(more: Partial<OwnerService> = {}): OwnerService {
  return {
    execute: async (call) => ({ ok: true, value: call }),
    subscribe: () => () => undefined,
    receive: async () => ({ ok: true, value: { fileId: 'f' } }),
    activate: async () => ({ opened: true }),
    ...more,
  }
}

interface Contender {
  child: ChildProcessWithoutNullStreams
  lines: AsyncIterator<string>
}

/** A process that is ready to take the folder and waits for the word. */
async function contender(): Promise<Contender> {
  const child = spawn(process.execPath, [join(built, 'race.mjs'), dataDir])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return { child, lines }
}

async function outcome({ child, lines }: Contender): Promise<{ owner?: number; takenBy?: number }> {
  child.stdin.write('go\n')
  const { value } = await lines.next()
  return JSON.parse(String(value)) as { owner?: number; takenBy?: number }
}

const gone = ({ child }: Contender) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

async function race(count: number): Promise<void> {
  const contenders = await Promise.all(Array.from({ length: count }, contender))
  const outcomes = await Promise.all(contenders.map(outcome))
  const winners = outcomes.filter(({ owner }) => owner !== undefined)
  expect(winners).toHaveLength(1)
  for (const { takenBy } of outcomes.filter(({ owner }) => owner === undefined)) expect(takenBy).toBe(winners[0]?.owner)
  for (const each of contenders) each.child.kill('SIGKILL')
  await Promise.all(contenders.map(gone))
}

describe('one process owns a data folder', () => {
  it('of several that start at the same moment, in an empty folder and after a crash', async () => {
    for (let round = 0; round < 3; round += 1) await race(4)
  })

  it('the second reaches the first', async () => {
    const first = await contender()
    const { owner } = await outcome(first)
    const second = await beSecond()
    expect(second.takenBy.pid).toBe(owner)
    expect(await second.client.execute({ name: 'apps.list', input: {} })).toEqual({
      ok: true,
      value: { pid: owner, name: 'apps.list' },
    })
    first.child.stdin.end()
    await gone(first)
    await own()
  })

  it('a killed owner keeps nobody out', async () => {
    const first = await contender()
    await outcome(first)
    const { pipe } = lockRecord()
    first.child.kill('SIGKILL')
    await gone(first)
    await own()
    expect(readdirSync(join(dataDir, 'owner'))).not.toContain(pipe.split('/').at(-1))
    expect((await beSecond()).takenBy.pid).toBe(process.pid)
  })

  it('nor does a lock whose process id belongs to another program by now', async () => {
    mkdirSync(join(dataDir, 'owner'))
    const record = { v: 1, pid: process.pid, startedAt: '2026-11-22T06:05:00.000Z', pipe: join(dataDir, 'x.sock'), secret: 's' }
    writeFileSync(join(dataDir, 'owner', '7.lock'), JSON.stringify(record))
    await own()
    expect(readdirSync(join(dataDir, 'owner')).filter((name) => name.endsWith('.lock'))).toEqual(['8.lock'])
  })

  it('nor one that was cut off while it was written', async () => {
    mkdirSync(join(dataDir, 'owner'))
    writeFileSync(join(dataDir, 'owner', '1.lock'), '{"v":1,"pi')
    await own()
  })

  it('a stopped owner, which answers nothing, is still the owner', async () => {
    const first = await contender()
    const { owner } = await outcome(first)
    first.child.kill('SIGSTOP')
    expect((await beSecond()).takenBy.pid).toBe(owner)
    first.child.kill('SIGKILL')
    await gone(first)
  })

  it('releases it for the next', async () => {
    for (let round = 0; round < 3; round += 1) await (await own()).release()
    expect(lockRecord()).toMatchObject({ released: true, secret: '' })
  })

  it('works where the path is too long for a socket', async () => {
    const deep = join(dataDir, 'a'.repeat(60), 'b'.repeat(60))
    const owner = await own(deep)
    owner.serve(service())
    const { pipe } = lockRecord(deep)
    expect(Buffer.byteLength(pipe)).toBeLessThanOrEqual(100)
    const second = await acquire(deep, systemClock)
    expect(second.takenBy?.pid).toBe(process.pid)
    await owner.release()
    expect(() => statSync(pipe)).toThrow(/ENOENT/u)
  })
})

describe('the pipe', () => {
  it.runIf(process.platform !== 'win32')('is this user’s alone', async () => {
    await own()
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect(mode(join(dataDir, 'owner'))).toBe('700')
    expect(mode(join(dataDir, 'owner', '1.lock'))).toBe('600')
    expect(mode(lockRecord().pipe)).toBe('600')
  })

  it('lets nobody in without the secret of the lock file', async () => {
    const calls: unknown[] = []
    const owner = await own()
    owner.serve(service({ execute: async (call) => ({ ok: true, value: calls.push(call) }) }))
    const statusOf = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const body = JSON.stringify({ name: 'apps.list', input: {} })
        request({ socketPath: lockRecord().pipe, method: 'POST', path: '/execute', headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode))
        })
          .once('error', reject)
          .end(body)
      })
    expect(await statusOf({})).toBe(401)
    expect(await statusOf({ authorization: 'Bearer wrong' })).toBe(401)
    expect(await statusOf({ authorization: lockRecord().secret })).toBe(401)
    expect(calls).toEqual([])
    expect(await statusOf({ authorization: `Bearer ${lockRecord().secret}` })).toBe(200)
  })

  it('lets calls wait until the application is there', async () => {
    const owner = await own()
    const { client } = await beSecond()
    const answer = client.execute({ name: 'apps.list', input: { a: 1 }, session: 's', locale: 'en' })
    owner.serve(Promise.resolve(service()))
    expect(await answer).toEqual({ ok: true, value: { name: 'apps.list', input: { a: 1 }, session: 's', locale: 'en' } })
  })

  it('carries files, events and the wish for a window', async () => {
    const owner = await own()
    const received: unknown[] = []
    let deliver: ((message: StreamMessage) => void) | undefined
    owner.serve(
      service({
        receive: async (stream, name, session) => {
          let bytes = 0
          for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length
          received.push({ bytes, name, session })
          return { ok: true, value: { fileId: 'file-1' } }
        },
        subscribe: (session, _since, tell) => {
          received.push({ session })
          deliver = tell
          tell({ type: 'hello', run: 'r', seq: 4, contractHash: 'h' })
          return () => undefined
        },
        activate: async () => ({ opened: false, url: 'http://127.0.0.1:1/#code=x' }),
      }),
    )
    const { client } = await beSecond()
    const file = Readable.from([Buffer.alloc(3_000_000)])
    expect(await client.receive(file, '活动 1.csv', 's')).toEqual({ ok: true, value: { fileId: 'file-1' } })
    expect(await client.activate()).toEqual({ opened: false, url: 'http://127.0.0.1:1/#code=x' })
    const messages: StreamMessage[] = []
    const ended = new Promise((resolve) => {
      const stop = client.subscribe('s', (message) => messages.push(message) === 2 && stop(), resolve)
    })
    await expect.poll(() => messages.length).toBe(1)
    deliver?.({ type: 'event', event: { seq: 5, topic: 'links.changed', payload: { count: 1 } } })
    await ended
    expect(messages.map(({ type }) => type)).toEqual(['hello', 'event'])
    expect(received).toEqual([{ bytes: 3_000_000, name: '活动 1.csv', session: 's' }, { session: 's' }])
  })

  it('refuses new calls while it ends, and says when the owner is gone', async () => {
    const owner = await own()
    owner.serve(service())
    const { client } = await beSecond()
    await owner.drain(1_000)
    expect(await client.execute({ name: 'x', input: {} })).toMatchObject({ ok: false, error: { code: 'owner.closing' } })
    await owner.release()
    await expect(client.execute({ name: 'x', input: {} })).rejects.toMatchObject({ code: 'owner.gone', retry: 'safe' })
    const nobody = new OwnerClient({ pipe: join(dataDir, 'nobody.sock'), secret: '' })
    expect(await nobody.isThere()).toBe(false)
  })
})

describe('the data folder', () => {
  it('must be a folder', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')])
      await expect(acquire(path, systemClock)).rejects.toMatchObject({
        code: 'owner.folderUnusable',
        params: { reason: 'notAFolder' },
      })
  })

  it('is no network share', () => {
    const shares = ['\\\\server\\share', '//server/share', '\\\\?\\UNC\\server\\share']
    expect(shares.map(isNetworkPath)).toEqual([true, true, true])
    expect(['C:\\data', '\\\\?\\C:\\data', '/data', '\\\\.\\pipe\\x'].map(isNetworkPath)).toEqual([false, false, false, false])
  })

  it('lies where the system keeps data', () => {
    const at = (platform: NodeJS.Platform, env: Record<string, string>) => defaultDataDir({ platform, env, home: '/home/li' })
    expect(at('linux', {})).toBe('/home/li/.local/share/minidesk')
    expect(at('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/minidesk')
    expect(at('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/li/.local/share/minidesk')
    expect(at('darwin', {})).toBe('/home/li/Library/Application Support/MiniDesk')
    expect(at('win32', { APPDATA: 'C:\\Users\\li\\AppData\\Roaming' })).toBe('C:\\Users\\li\\AppData\\Roaming\\MiniDesk')
  })
})
