import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { PayloadOf } from '@shared/contract/events'
import { migrations } from '../../migrations'
import { ManualClock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { newId } from '../ids/id'
import { StoreEngine } from '../store/engine'
import { inlineStore } from '../store/store'
import { channelThread } from './channel-thread.fixture'
import { defineJob, type JobDefinition } from './define-job'
import { type JobRow, jobsRepository } from './repository'
import { type JobHost, JobRunner } from './runner'

interface CountHost {
  left(): number
  take(): Promise<number> | number
}

/** Takes one item after the other, as every real job does. */
const counting = defineJob<unknown, CountHost>({
  kind: 'count',
  run: async (_input, { host, progress, stopping, signal }) => {
    let doneItems = 0
    progress({ totalItems: await host.left() })
    while ((await host.left()) > 0 && !stopping()) {
      signal.throwIfAborted()
      await host.take()
      progress({ doneItems: (doneItems += 1) })
    }
  },
})
/** Reads everything in one go and never asks whether to stop. */
const deaf = defineJob<unknown, CountHost>({ kind: 'deaf', run: async (_input, { host }) => void (await host.take()) })
const failing = defineJob<unknown, Record<string, () => unknown>>({
  kind: 'failing',
  run: async (input, { host }) => {
    await host[String((input as { method: string }).method)]?.()
  },
})
const kinds = [counting, deaf, failing] as unknown as JobDefinition<never, never>[]

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function setUp(slots = 2) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-jobs-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const engine = new StoreEngine({ file: join(folder, 'a.db'), role: 'writer', create: true, repositories: [jobsRepository], migrations, clock })
  const store = inlineStore(engine)
  closers.push(() => rmSync(folder, { recursive: true, force: true }), () => store.close())
  const told: PayloadOf<'jobs.changed'>[] = []
  const errors: string[] = []
  const threads: ReturnType<typeof channelThread>[] = []
  const rows = store.client(jobsRepository)
  const options = {
    repository: rows,
    clock,
    newId: () => newId(clock),
    startThread: () => {
      const thread = channelThread(kinds)
      threads.push(thread)
      return thread
    },
    changed: (payload: PayloadOf<'jobs.changed'>) => told.push(payload),
    reportError: (where: string) => errors.push(where),
    slots,
  }
  const runner = new JobRunner(options)
  const ends: string[] = []
  /** A host with items; `gate` holds each item until it is let through. */
  const work = (items: number, gate?: () => Promise<void>) => {
    const state = { left: items, taken: 0 }
    const host = (): JobHost => ({
      methods: {
        left: () => state.left,
        take: async () => {
          await gate?.()
          state.left -= 1
          state.taken += 1
          return state.left
        },
      },
      ended: (end, fault) => void ends.push(fault ? `${end}:${fault.code}` : end),
    })
    runner.register('count', host)
    runner.register('deaf', host)
    return state
  }
  const start = (kind = 'count', input: unknown = {}, subjectId?: string) =>
    runner.start({ kind, title: 'T', input, locale: 'en', createdBy: '王芳', ...(subjectId ? { subjectId } : {}) })
  const until = async (id: string, ...states: JobRow['state'][]): Promise<JobRow> => {
    let row: JobRow | undefined
    await expect.poll(async () => (row = await rows.get(id))?.state, { timeout: 5000, interval: 2 }).toBeOneOf(states)
    if (!row) throw new Error('the row is gone')
    return row
  }
  return { runner, options, rows, told, errors, threads, ends, work, start, until, clock, engine }
}

/** Lets items through one by one. */
function turnstile() {
  let waiting: (() => void)[] = []
  let open = false
  let arrived: (() => void) | undefined
  return {
    gate: () =>
      open
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            waiting.push(resolve)
            arrived?.()
          }),
    someoneWaits: () => (waiting.length > 0 ? Promise.resolve() : new Promise<void>((resolve) => (arrived = resolve))),
    openUp: () => {
      open = true
      for (const go of waiting) go()
      waiting = []
    },
  }
}

describe('a job', () => {
  it('runs to its end and says so, once', async () => {
    const { start, until, work, ends, told } = setUp()
    work(3)
    const id = await start()
    expect(await until(id, 'done')).toMatchObject({ doneItems: 3, totalItems: 3, error: null })
    expect(ends).toEqual(['done'])
    expect(told.map(({ state }) => state)).toEqual(expect.arrayContaining(['queued', 'running', 'done']))
    expect(told.at(-1)).toMatchObject({ jobId: id, state: 'done', doneItems: 3 })
  })

  it('tells its progress at most five times a second, and never loses the last of it', async () => {
    const { start, until, work, told } = setUp()
    work(2000)
    const id = await start()
    const begun = performance.now()
    expect(await until(id, 'done')).toMatchObject({ doneItems: 2000 })
    const seconds = (performance.now() - begun) / 1000
    expect(told.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(2 + seconds * 5)
    expect(told.at(-1)?.doneItems).toBe(2000)
  })

  it('pauses after the item at hand and goes on with the rest', async () => {
    const { runner, start, until, work, ends } = setUp()
    const door = turnstile()
    const state = work(5, door.gate)
    const id = await start()
    await door.someoneWaits()
    expect((await runner.pause(id)).state).toBe('pausing')
    door.openUp()
    expect(await until(id, 'paused')).toMatchObject({ endedAt: null, doneItems: 1 })
    expect(state.taken).toBe(1)
    await runner.resume(id)
    await until(id, 'done')
    expect(state.taken).toBe(5)
    expect(ends).toEqual(['paused', 'done'])
  })

  it('is done, not paused, when the pause came too late', async () => {
    const { runner, start, until, work, ends } = setUp()
    const door = turnstile()
    work(1, door.gate)
    const id = await start('deaf')
    await door.someoneWaits()
    await runner.pause(id)
    door.openUp()
    expect((await until(id, 'done', 'paused')).state).toBe('done')
    expect(ends).toEqual(['done'])
  })

  it('is cancelled for good, whatever is asked after', async () => {
    const { runner, start, until, work, ends } = setUp()
    const door = turnstile()
    const state = work(5, door.gate)
    const id = await start()
    await door.someoneWaits()
    await runner.cancel(id)
    expect((await runner.pause(id)).state).toBe('cancelling')
    door.openUp()
    expect(await until(id, 'cancelled')).toMatchObject({ error: null })
    expect(state.taken).toBe(1)
    expect(ends.map((end) => end.split(':')[0])).toEqual(['cancelled'])
  })

  it('keeps what it is when a pause reaches it while it ends', async () => {
    const { runner, start, until, rows, options } = setUp()
    const door = turnstile()
    runner.register('count', () => ({ methods: { left: () => 0 }, ended: () => door.gate() }))
    const id = await start()
    await door.someoneWaits()
    const paused = runner.pause(id)
    door.openUp()
    expect((await paused).state).toBe('done')
    await until(id, 'done')
    await runner.close()
    expect((await rows.get(id))?.state).toBe('done')
    expect(options.slots).toBe(2)
  })
})

describe('failures', () => {
  it('of the host cross with code, params and fields, and nothing else', async () => {
    const { runner, start, until, ends } = setUp()
    runner.register('failing', () => ({
      methods: {
        refused: () => {
          throw new Fault('links.refused', { params: { n: 1 }, fields: [{ path: 'a', code: 'b' }], cause: new Error('/home/x') })
        },
        broken: () => {
          throw new TypeError('cannot read /home/secret')
        },
      },
      ended: (state, fault) => void ends.push(`${state}:${fault?.code}`),
    }))
    const refused = await until(await start('failing', { method: 'refused' }), 'failed')
    expect(refused.error).toMatchObject({ code: 'links.refused', params: { n: 1 }, fields: [{ path: 'a', code: 'b' }] })
    const broken = await until(await start('failing', { method: 'broken' }), 'failed')
    expect(broken.error?.code).toBe('internal')
    const unknown = await until(await start('failing', { method: 'toString' }), 'failed')
    expect(unknown.error?.code).toBe('jobs.unknownHostMethod')
    expect(JSON.stringify([refused, broken])).not.toContain('/home')
    expect(ends).toEqual(['failed:links.refused', 'failed:internal', 'failed:jobs.unknownHostMethod'])
  })

  it('a dead thread fails its job with a code, and the slot is free again', async () => {
    const { start, until, work, threads, ends } = setUp(1)
    const door = turnstile()
    work(5, door.gate)
    const id = await start()
    await door.someoneWaits()
    threads[0]?.die(new Error('out of memory'))
    expect((await until(id, 'failed')).error).toMatchObject({ code: 'jobs.threadDied' })
    door.openUp()
    await until(await start(), 'done')
    expect(ends[0]).toBe('failed:jobs.threadDied')
  })

  it('a kind that nobody knows, a host that cannot be made, and an end that fails are failed jobs', async () => {
    const { runner, start, until, errors, work } = setUp(1)
    expect((await until(await start('nobody'), 'failed')).error?.code).toBe('jobs.unknownKind')
    runner.register('deaf', () => {
      throw new Fault('links.batchNotFound')
    })
    expect((await until(await start('deaf'), 'failed')).error?.code).toBe('links.batchNotFound')
    runner.register('count', () => ({
      methods: { left: () => 0 },
      ended: () => Promise.reject(new Fault('store.diskFull')),
    }))
    expect((await until(await start('count'), 'failed')).error?.code).toBe('store.diskFull')
    expect(errors).toContain('jobs.count.ended')
    work(1)
    await until(await start('count'), 'done')
  })

  it('a store that cannot note the start frees the slot', async () => {
    const { runner, options, start, work, until, errors } = setUp(1)
    work(1)
    const patch = options.repository.patch
    options.repository.patch = () => Promise.reject(new Fault('store.diskFull'))
    const lost = await start()
    await expect.poll(() => errors).toContain('jobs.run')
    options.repository.patch = patch
    await until(await start(), 'done')
    expect(await runner.recover()).toBe(1)
    await until(lost, 'interrupted')
  })
})

describe('the queue', () => {
  it('runs as many as there are slots, the others in their order', async () => {
    const { runner, start, until, work, rows } = setUp(2)
    const door = turnstile()
    work(100, door.gate)
    const ids = [await start('deaf'), await start('deaf'), await start('deaf', {}, 'batch-1')]
    await door.someoneWaits()
    expect(runner.isBusy('batch-1')).toBe(true)
    expect(runner.isBusy('batch-1', ['count'])).toBe(false)
    expect(runner.isBusy('batch-2')).toBe(false)
    expect((await rows.get(ids[2] ?? ''))?.state).toBe('queued')
    door.openUp()
    for (const id of ids) await until(id, 'done')
    expect(runner.isBusy('batch-1')).toBe(false)
  })

  it('runs one at a time of a kind that waits for other jobs, so that these always find a slot', async () => {
    const { runner, start, until, work, rows } = setUp(2)
    work(100)
    let doneTogether = 0
    let together = 0
    runner.register('deaf', () => ({
      methods: {
        left: () => 1,
        take: async () => {
          doneTogether = Math.max(doneTogether, (together += 1))
          await until(await start('count'), 'done')
          together -= 1
          return 0
        },
      },
    }), { alone: true })
    const [first, second] = [await start('deaf'), await start('deaf')]
    await until(first, 'done')
    await until(second, 'done')
    expect([doneTogether, (await rows.get(second))?.state]).toEqual([1, 'done'])
  })

  it('lets go of a waiting job that is paused or cancelled, and tells its host', async () => {
    const { runner, start, until, work, ends } = setUp(1)
    const door = turnstile()
    const state = work(10, door.gate)
    const first = await start('deaf')
    await door.someoneWaits()
    const [paused, cancelled] = [await start(), await start()]
    expect((await runner.pause(paused)).state).toBe('paused')
    expect((await runner.cancel(cancelled)).state).toBe('cancelled')
    expect(ends).toEqual(['paused', 'cancelled'])
    door.openUp()
    await until(first, 'done')
    expect(state.taken).toBe(1)
    await runner.resume(paused)
    await until(paused, 'done')
  })

  it('starts a resumed job once, however often it is asked for', async () => {
    const { runner, start, until, work, threads } = setUp(1)
    const door = turnstile()
    work(3, door.gate)
    const id = await start()
    await door.someoneWaits()
    await runner.pause(id)
    door.openUp()
    await until(id, 'paused')
    await Promise.all([runner.resume(id), runner.resume(id), runner.resume(id)])
    await until(id, 'done')
    expect(threads).toHaveLength(2)
    await expect(runner.resume(id)).rejects.toMatchObject({ code: 'jobs.notResumable' })
    await expect(runner.resume(newId(new ManualClock('2026-01-01T00:00:00.000Z')))).rejects.toMatchObject({ code: 'jobs.notFound' })
  })

  it('goes on with nothing that its feature calls outdated', async () => {
    const { runner, start, until, rows } = setUp()
    runner.register('count', () => ({ methods: { left: () => 0 } }), { mayResume: () => Promise.resolve(false) })
    const id = await start()
    await until(id, 'done')
    await rows.patch({ id, patch: { state: 'interrupted' } })
    await expect(runner.resume(id)).rejects.toMatchObject({ code: 'jobs.notResumable' })
  })
})

describe('the end of the program', () => {
  it('pauses what runs, keeps a cancel a cancel, and leaves the queue for the next start', async () => {
    const { runner, options, start, until, work, rows } = setUp(2)
    const door = turnstile()
    work(20, door.gate)
    const [running, cancelling, queued] = [await start(), await start(), await start()]
    await door.someoneWaits()
    await until(cancelling, 'running')
    await runner.cancel(cancelling)
    const closed = runner.close()
    door.openUp()
    await closed
    expect((await rows.get(running))?.state).toBe('paused')
    expect((await rows.get(cancelling))?.state).toBe('cancelled')
    expect(await new JobRunner(options).recover()).toBe(1)
    expect((await rows.get(queued))?.state).toBe('interrupted')
  })

  it('waits for a job that does not listen only so long', async () => {
    const { runner, start, work, rows, ends } = setUp()
    const door = turnstile()
    work(1, door.gate)
    const id = await start('deaf')
    await door.someoneWaits()
    await runner.close(10)
    expect(await rows.get(id)).toMatchObject({ state: 'interrupted', error: null, endedAt: null })
    expect(ends[0]).toMatch(/^paused/u)
  })

  it('a killed program leaves jobs that the next one can go on with, files kept', async () => {
    const { options, start, until, work, rows, runner } = setUp()
    const door = turnstile()
    work(4, door.gate)
    const id = await start()
    await door.someoneWaits()
    await rows.patch({ id, patch: { files: [{ fileId: newId(options.clock), name: 'a.csv', bytes: 3 }] } })
    // Nothing is closed: this is the next program over the same database.
    const next = new JobRunner(options)
    let left = 3
    next.register('count', () => ({ methods: { left: () => left, take: () => (left -= 1) } }))
    expect(await next.recover()).toBe(1)
    await next.resume(id)
    expect(await until(id, 'done')).toMatchObject({ doneItems: 3, files: [{ name: 'a.csv' }] })
    door.openUp()
    await runner.close()
  })
})
