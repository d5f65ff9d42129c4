import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { closingRepository } from '../closing'
import { Fault } from '../../../platform/errors/fault'
import { chainOf } from './balances'
import { billsWorkspace } from './bills.fixture'

const zoneBefore = process.env['TZ']
afterEach(() => {
  process.env['TZ'] = zoneBefore
})

describe('days of bills', () => {
  it('go from awaited to missing at ten in Beijing, and to booked or no trade once fetched, whatever zone the computer is in', async () => {
    for (const zone of ['America/Los_Angeles', 'Asia/Tokyo']) {
      process.env['TZ'] = zone
      const space = await billsWorkspace()
      // 23:30 in Beijing on the 30th, and 00:10 on the 1st of December.
      space.until('2026-11-30T15:30:00.000Z')
      await space.pay('T20261130')
      space.until('2026-11-30T16:10:00.000Z')
      await space.pay('T20261201')
      expect((await space.states('2026-11'))['30']).toBe('awaited')
      space.until('2026-12-01T01:59:59.000Z')
      expect((await space.states('2026-11'))['30']).toBe('awaited')
      space.until('2026-12-01T02:00:00.000Z')
      expect((await space.states('2026-11'))['30']).toBe('missing')
      expect((await space.states('2026-12'))['01']).toBe('awaited')
      const { jobId } = await space.now.service.startFetch({ month: '2026-11', billType: 'all' }, space.doer(), 'zh-CN')
      expect(await space.now.over(jobId)).toMatchObject({ state: 'done', doneItems: 30, failedItems: 0 })
      const after = await space.states('2026-11')
      expect(after['30']).toBe('booked')
      expect(after['29']).toBe('noTrade')
      expect(await space.day('2026-11-30')).toMatchObject({ rows: 1, hashChecked: true, via: 'interface', by: '王芳' })
      expect(Object.values(await space.states('2026-12')).every((state) => state === 'awaited')).toBe(true)
      // Nothing of what was fetched is left lying about.
      expect(readdirSync(join(space.folder, 'workspace', 'settlement', 'fetching'))).toEqual([])
    }
  })

  it('are complete only when what was loaded holds, and follow the file when a person mends it', async () => {
    const space = await billsWorkspace()
    await space.pay('T20261128')
    space.until('2026-11-29T03:00:00.000Z')
    const task = { accountId: space.accountId, billType: 'all', day: '2026-11-28' }
    space.standIn.setBillFlaw('wrongHash')
    expect(await space.now.service.fetcher.fetch(task, space.doer())).toBe('failed')
    expect(await space.day('2026-11-28')).toMatchObject({ state: 'failed', why: { code: 'errors.bills.hashWrong' }, attempts: 1, nextTryAt: '2026-11-29T03:15:00.000Z' })
    space.standIn.setBillFlaw(undefined)
    space.files.next = { control: 'differs' }
    expect(await space.now.service.fetcher.fetch(task, space.doer())).toBe('failed')
    expect(await space.day('2026-11-28')).toMatchObject({ state: 'failed', fileId: 'f1', why: { code: 'settlementBills.why.control' } })
    expect(await space.now.service.fetcher.due()).not.toContainEqual(task)
    const file = space.files.files.get('f1')
    if (file) file.control = 'agrees'
    expect(await space.day('2026-11-28')).toMatchObject({ state: 'booked', fileId: 'f1' })
  })

  it('that a file of a person covers need no fetching, and a whole month’s file covers all of them', async () => {
    const space = await billsWorkspace()
    space.until('2026-12-02T03:00:00.000Z')
    const path = join(space.folder, 'dropped.csv')
    writeFileSync(path, 'month')
    space.files.next = { months: ['2026-11'] }
    await space.files.take({ path, name: 'november.csv', origin: 'watched', accountId: space.accountId, billType: 'all', doer: space.doer() })
    expect(new Set(Object.values(await space.states('2026-11')))).toEqual(new Set(['booked']))
    expect(await space.now.service.fetcher.missing('2026-11', { billType: 'all' })).toEqual([])
  })

  it('can be said to have no trade by a person with a reason; payments booked here on such a day are told', async () => {
    const space = await billsWorkspace()
    space.until('2026-11-28T12:00:00.000Z')
    space.book('T20261128')
    const input = { accountId: space.accountId, billType: 'all', day: '2026-11-28', reason: '停业', undo: false }
    await expect(space.now.service.recordNoTrade(input, space.doer())).rejects.toMatchObject({ code: 'bills.dayNotOver' })
    space.until('2026-11-29T03:00:00.000Z')
    expect(await space.now.service.recordNoTrade(input, space.doer())).toMatchObject({ state: 'noTrade', via: 'person', by: '王芳', reason: '停业', paidHere: 1 })
    expect(await space.now.room.todos?.[0]?.load()).toContainEqual(expect.objectContaining({ kind: 'settlement.billsEmptyDay', count: 1 }))
    // An attempt that brings nothing does not take a person's word away.
    space.standIn.setFault({ kind: 'systemErrorBefore', path: '/v3/bill' })
    await space.now.service.fetcher.fetch({ accountId: space.accountId, billType: 'all', day: '2026-11-28' }, space.doer())
    expect(await space.day('2026-11-28')).toMatchObject({ state: 'noTrade', reason: '停业' })
    expect(await space.now.service.recordNoTrade({ ...input, undo: true, reason: '记错' }, space.doer())).toMatchObject({ state: 'missing' })
    // Closed after it was looked at: the row refuses.
    const closing = space.now.store.client(closingRepository)
    await closing.hold({ month: '2026-11', by: { id: 'x', name: '王芳', correlationId: 'c' } })
    await expect(space.now.service.recordNoTrade(input, space.doer())).rejects.toMatchObject({ code: 'settlement.monthLocked' })
    await expect(space.now.service.fetcher.fetch({ accountId: space.accountId, billType: 'all', day: '2026-11-28' }, space.doer())).rejects.toMatchObject({ code: 'settlement.monthLocked' })
    await closing.release('2026-11')
    space.locked.months.push('2026-11')
    await expect(space.now.service.recordNoTrade(input, space.doer())).rejects.toMatchObject({ code: 'settlement.monthLocked' })
    await expect(space.now.service.startFetch({ month: '2026-11' }, space.doer(), 'en')).rejects.toMatchObject({ code: 'settlement.monthLocked' })
  })

  it('are warned of before they can no longer be fetched, by a limit that can be changed', async () => {
    const space = await billsWorkspace()
    await space.now.service.choices.choose({ accountId: space.accountId, wanted: ['all'], automatic: true, fromDay: '2026-11-28' }, '王芳')
    space.until('2027-02-14T03:00:00.000Z')
    expect(await space.now.service.board.expiring()).toEqual([])
    space.until('2027-02-15T03:00:00.000Z')
    expect((await space.now.service.board.expiring())[0]).toMatchObject({ day: '2026-11-28', lastFetchDay: '2027-02-25', daysLeft: 10 })
    expect(await space.now.room.todos?.[0]?.load()).toContainEqual(expect.objectContaining({ kind: 'settlement.billsExpiring', tone: 'failed', due: '2027-02-25T15:59:59.000Z' }))
    await space.now.settings.setLimit({ key: 'billDaysDomestic', value: 120, source: '商户平台公告', asOf: '2027-01-01' }, '王芳')
    expect(await space.now.service.board.expiring()).toEqual([])
  })

  it('follow each other by their balances: a break within a file and between days is found', async () => {
    expect(chainOf({ rows: 3, amountMinor: Float64Array.of(100, -10, 5), balanceMinor: Float64Array.of(600, 590, 594) })).toEqual({ openingMinor: 500, closingMinor: 594, breaks: 1 })
    const space = await billsWorkspace()
    await space.pay('T20261128')
    space.until('2026-11-30T02:00:00.000Z')
    await space.pay('T20261130')
    space.until('2026-12-01T03:00:00.000Z')
    const { jobId } = await space.now.service.startFetch({ month: '2026-11', billType: 'fundBasic' }, space.doer(), 'zh-CN')
    expect(await space.now.over(jobId)).toMatchObject({ state: 'done', failedItems: 0 })
    expect(await space.now.service.board.balanceBreaks('2026-11')).toEqual([])
    const key = { accountId: space.accountId, billType: 'fundBasic', day: '2026-11-30' }
    const known = await space.now.service.parts.repository.day(key)
    if (!known) throw new Error('no day')
    await space.now.service.parts.repository.putDay({ ...known, openingMinor: 1 })
    expect(await space.now.service.board.balanceBreaks('2026-11')).toMatchObject([{ day: '2026-11-30', why: { code: 'settlementBills.why.chainBetween' } }])
  })
})

describe('fetching by itself', () => {
  it('catches up with what was missed, waits longer after each failure, and pauses while the vault is locked', async () => {
    const space = await billsWorkspace()
    await space.now.service.choices.choose({ accountId: space.accountId, wanted: ['all'], automatic: true, fromDay: '2026-11-27' }, '王芳')
    await space.pay('T20261128')
    space.until('2026-11-29T03:00:00.000Z')
    space.locked.vault = true
    await space.now.service.timer.look()
    expect(space.now.service.timer.paused).toBe(true)
    expect(await space.day('2026-11-28')).toMatchObject({ state: 'missing', attempts: 0 })
    space.locked.vault = false
    space.standIn.setFault({ kind: 'systemErrorBefore', path: '/v3/bill' })
    for (const [attempt, next] of [[1, '2026-11-29T03:15:00.000Z'], [2, '2026-11-29T03:45:00.000Z'], [3, '2026-11-29T04:45:00.000Z']] as const) {
      await space.now.service.timer.look()
      expect(await space.day('2026-11-28')).toMatchObject({ state: 'missing', attempts: attempt, nextTryAt: next, why: { code: 'errors.wechatpayV3.systemError' } })
      // Not before its time.
      await space.now.service.timer.look()
      expect(await space.day('2026-11-28')).toMatchObject({ attempts: attempt })
      space.until(next)
    }
    space.standIn.clearFaults()
    const fresh = await space.restart()
    await fresh.service.timer.look()
    expect(await space.states('2026-11')).toMatchObject({ '27': 'noTrade', '28': 'booked', '29': 'awaited' })
    expect(fresh.service.timer.paused).toBe(false)
    expect(space.errors).toEqual([])
  })
})

describe('the watched folder', () => {
  const watchedSpace = async () => {
    const space = await billsWorkspace()
    const path = join(space.folder, 'inbox')
    mkdirSync(path)
    await space.now.service.watched.set({ path, exportPath: '' }, '王芳')
    const drop = (name: string, text: string, secondsAgo = 60) => {
      writeFileSync(join(path, name), text)
      const at = space.clock.now().getTime() / 1000 - secondsAgo
      utimesSync(join(path, name), at, at)
    }
    return { ...space, path, drop, service: space.now.service, doer: space.doer }
  }

  it('takes files in, moves them to done or failed with the reason, and deletes none', async () => {
    const { service, doer, path, drop, files } = await watchedSpace()
    drop('a.csv', 'rows a')
    drop('.hidden', 'x')
    drop('b.csv.part', 'x')
    expect(await service.watched.scan(doer())).toMatchObject({ taken: 1, known: 0, failed: 0, growing: 0 })
    drop('a.csv', 'rows a', 30)
    files.next = new Fault('bills.notReadable')
    drop('z.zip', 'damaged', 10)
    expect(await service.watched.scan(doer())).toMatchObject({ taken: 0, known: 1, failed: 1 })
    expect(readdirSync(join(path, 'done')).sort()).toEqual(['a (2).csv', 'a.csv'])
    expect(readdirSync(join(path, 'failed')).sort()).toEqual(['z.zip', 'z.zip.why.txt'])
    expect(readFileSync(join(path, 'failed', 'z.zip.why.txt'), 'utf8')).toContain('解压失败')
    expect(readdirSync(path).sort()).toEqual(['.hidden', 'b.csv.part', 'done', 'failed'])
    expect((await service.watched.look()).files).toMatchObject([{ name: 'z.zip', state: 'failed' }])
  })

  it('waits for a file that is still being written', async () => {
    const { service, doer, path, drop, files, sleeps } = await watchedSpace()
    drop('growing.csv', 'half', 0)
    expect((await service.watched.look()).files).toMatchObject([{ name: 'growing.csv', state: 'growing' }])
    drop('growing.csv', 'half and half', 1)
    // Looked at again after a second: unchanged, so it is whole.
    expect(await service.watched.scan(doer())).toMatchObject({ taken: 1, growing: 0 })
    expect(sleeps).toEqual([1000])
    expect([...files.files.values()][0]?.text).toBe('half and half')
    expect(existsSync(join(path, 'done', 'growing.csv'))).toBe(true)
  })

  it('must be a folder that is there, named in full', async () => {
    const space = await billsWorkspace()
    await expect(space.now.service.watched.set({ path: 'inbox', exportPath: '' }, '')).rejects.toMatchObject({ code: 'bills.folderNotAbsolute' })
    await expect(space.now.service.watched.set({ path: join(space.folder, 'nowhere'), exportPath: '' }, '')).rejects.toMatchObject({ code: 'bills.folderMissing' })
  })
})

describe('a month in one go', () => {
  const runSpace = async () => {
    const space = await billsWorkspace()
    await space.now.service.choices.choose({ accountId: space.accountId, wanted: ['all'], automatic: false, fromDay: '2026-11-26' }, '王芳')
    await space.pay('T20261128')
    space.until('2026-12-01T03:00:00.000Z')
    return space
  }

  it('fetches, reconciles, computes and exports; its summary says what is left', async () => {
    const space = await runSpace()
    space.differences.open = 3
    const { jobId } = await space.now.service.startRun('2026-11', space.doer(), 'zh-CN')
    const job = await space.now.over(jobId)
    expect(job).toMatchObject({ state: 'done', doneItems: 6, failedItems: 3, files: [{ name: '月结运行-2026-11.json' }] })
    const [run] = await space.now.service.parts.repository.runs({ month: '2026-11', jobId })
    expect(run).toMatchObject({ state: 'done', openDifferences: 3, openDays: 0, by: '王芳' })
    expect(run?.steps.map(({ step, state, counts }) => [step, state, counts])).toEqual([
      ['watched', 'done', { taken: 0, known: 0, failed: 0, growing: 0 }],
      ['fetch', 'done', { noTrade: 4, booked: 1 }],
      ['load', 'done', { booked: 1, noTrade: 4, missing: 0, failed: 0, loading: 0 }],
      ['reconcile', 'done', { reconciliations: 1 }],
      ['fees', 'done', { statements: 0 }],
      ['export', 'done', { reports: 1 }],
    ])
    const written = readFileSync(join(space.folder, 'workspace', 'files', 'reports', '2026-11', '月结运行-2026-11.json'), 'utf8')
    expect(JSON.parse(written)).toMatchObject({ format: 'minidesk.settlement.run', summary: { openDifferences: 3 } })
  })

  it('goes on without a step that fails, and counts it as left', async () => {
    const space = await runSpace()
    space.differences.failing = new Fault('bills.runUnknown')
    const job = await space.now.over((await space.now.service.startRun('2026-11', space.doer(), 'zh-CN')).jobId)
    expect(job).toMatchObject({ state: 'done', failedItems: 1 })
    const [run] = await space.now.service.parts.repository.runs({ month: null, jobId: job.id })
    expect(run?.steps.find(({ step }) => step === 'reconcile')).toMatchObject({ state: 'failed', why: { code: 'errors.bills.runUnknown' } })
    expect(space.calls).toEqual(['reconcile 2026-11', 'fees 2026-11'])
  })

  it('killed between and within its steps it goes on where it was, and ends as an undisturbed one', async () => {
    const space = await runSpace()
    const { jobId } = await space.now.service.startRun('2026-11', space.doer(), 'zh-CN')
    // Killed while days are fetched.
    await expect.poll(async () => (await space.now.service.parts.repository.runs({ month: '2026-11', jobId }))[0]?.steps[1]?.state, { interval: 1 }).toBe('running')
    let now = await space.kill()
    const stopped = (await now.service.parts.repository.runs({ month: '2026-11', jobId }))[0]
    expect(stopped?.steps[0]?.state).toBe('done')
    await now.jobs.resume(jobId)
    // And again, as soon as reconciling is done.
    await expect.poll(() => space.calls.length, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0)
    now = await space.kill()
    if ((await now.jobRows.get(jobId))?.state !== 'done') await now.jobs.resume(jobId)
    expect(await now.over(jobId)).toMatchObject({ state: 'done', failedItems: 0 })
    const [run] = await now.service.parts.repository.runs({ month: '2026-11', jobId })
    expect(run).toMatchObject({ state: 'done', openDays: 0 })
    expect(run?.steps.every(({ state }) => state === 'done')).toBe(true)
    expect(await space.states('2026-11')).toEqual({ '26': 'noTrade', '27': 'noTrade', '28': 'booked', '29': 'noTrade', '30': 'noTrade' })
    expect(space.files.files.size).toBe(1)
  })
})
