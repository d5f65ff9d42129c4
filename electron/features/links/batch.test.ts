import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readSheet } from '../../platform/files/spreadsheet'
import { hotel, linksWorkspace, other, rowsOf } from './links.fixture'

type Workspace = Awaited<ReturnType<typeof linksWorkspace>>

/** Every row with a link has exactly one of its own, and every link of the batch its row. */
async function assertOneLinkEach(at: Workspace, batchId: string): Promise<number> {
  const rows = await at.now.batches.rows({ batchId, limit: 20_000 })
  const done = rows.rows.filter(({ state }) => state === 'done')
  expect(new Set(done.map(({ linkId }) => linkId)).size).toBe(done.length)
  const listed = await at.now.links.list({ filter: { batchId }, limit: 1 })
  expect(listed.hitsCapped ? 1001 : listed.hits).toBe(listed.hitsCapped ? 1001 : done.length)
  return done.length
}

describe('a batch', () => {
  it('goes its whole way: read, check, mend, leave out, run, and every row has its link', async () => {
    const at = await linksWorkspace()
    const cells = [['参数', '路径'], ['id=1', ''], ['id=2', 'pages/room/detail?x=1'], ['id=3', ''], ['id=4', 'pages/ x'], ['id=5', '']]
    const batchId = await at.batch(cells, {}, { query: '参数', path: '路径' })
    expect(await at.counts(batchId)).toEqual({ ready: 3, bad: 2 })
    expect(Object.keys(at.sandbox.state().calls)).toEqual([])
    const bad = await at.now.batches.rows({ batchId, limit: 10, states: ['bad'] })
    expect(bad.rows.map(({ line, issues }) => [line, issues[0]?.field])).toEqual([[3, 'path'], [5, 'path']])
    const mended = await at.now.batches.editRow({ batchId, rowNo: bad.rows[0]?.rowNo ?? -1, cells: ['id=2', 'pages/room/detail'] })
    expect(mended).toMatchObject({ state: 'ready', cells: ['id=2', 'pages/room/detail'] })
    await at.now.batches.leaveOut({ batchId, leaveOut: true })
    expect(await at.run(batchId)).toMatchObject({ state: 'done', doneItems: 4, totalItems: 4 })
    expect(await at.counts(batchId)).toEqual({ done: 4, leftOut: 1 })
    expect((await at.now.batches.get(batchId)).state).toBe('finished')
    expect(at.sandbox.schemesOf(hotel.appId).map(({ query }) => query).sort()).toEqual(['id=1', 'id=2', 'id=3', 'id=5'])
    expect(await assertOneLinkEach(at, batchId)).toBe(4)
  })

  it('makes 10,000 plain schemes, one for every row', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(10_000), { kind: 'plain_scheme', path: 'pages/index/index', expiry: undefined })
    expect(await at.counts(batchId)).toEqual({ ready: 10_000 })
    expect(await at.run(batchId)).toMatchObject({ state: 'done', doneItems: 10_000 })
    expect(await at.counts(batchId)).toEqual({ done: 10_000 })
    expect(await assertOneLinkEach(at, batchId)).toBe(10_000)
    expect(at.sandbox.state().calls).toEqual({})
  }, 60_000)

  it('keeps cells that stand beyond the header', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch([['参数'], ['id=1', '多出来的']])
    expect(await at.now.batches.get(batchId)).toMatchObject({ headers: ['参数', '#2'] })
  })

  it('pauses with calls finished, and goes on with the rest', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(60))
    at.sandbox.setFault({ kind: 'delay', ms: 15, path: '/wxa/generatescheme' })
    const { jobId } = await at.now.batches.run(batchId, at.doer(), 'zh-CN')
    await expect.poll(async () => (await at.counts(batchId)).done ?? 0, { interval: 2 }).toBeGreaterThan(5)
    await at.now.jobs.pause(jobId)
    expect((await at.now.over(jobId)).state).toBe('paused')
    const counts = await at.counts(batchId)
    expect(counts.calling).toBeUndefined()
    expect((counts.done ?? 0) + (counts.ready ?? 0)).toBe(60)
    expect(counts.ready).toBeGreaterThan(0)
    expect((await at.now.batches.get(batchId)).state).toBe('stopped')
    await at.now.jobs.resume(jobId)
    expect(await at.now.over(jobId)).toMatchObject({ state: 'done', totalItems: counts.ready, doneItems: counts.ready })
    expect(at.sandbox.schemesOf(hotel.appId)).toHaveLength(60)
    expect(await assertOneLinkEach(at, batchId)).toBe(60)
  })

  it('is started once for two clicks, and nothing is checked or mended under its feet', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(30))
    at.sandbox.setFault({ kind: 'delay', ms: 30, path: '/wxa/generatescheme' })
    const clicks = await Promise.allSettled([1, 2, 3].map(() => at.now.batches.run(batchId, at.doer(), 'zh-CN')))
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const click of clicks) if (click.status === 'rejected') expect(click.reason).toMatchObject({ code: 'links.batchBusy' })
    await expect(at.now.batches.check({ batchId, mapping: { query: '参数' }, defaults: at.defaults() }, at.doer(), 'zh-CN')).rejects.toMatchObject({ code: 'links.batchBusy' })
    await expect(at.now.batches.editRow({ batchId, rowNo: 29, cells: ['id=x'] })).rejects.toMatchObject({ code: 'links.batchBusy' })
    await expect(at.now.batches.retry(batchId)).rejects.toMatchObject({ code: 'links.batchBusy' })
    const started = clicks.find((click) => click.status === 'fulfilled')
    if (started) await at.now.over(started.value.jobId)
    expect(at.sandbox.schemesOf(hotel.appId)).toHaveLength(30)
  })

  it('meets a token that has just been replaced, and makes all rows', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(40))
    at.sandbox.setFault({ kind: 'tokenInvalidOnce', times: 3, path: '/wxa/generatescheme' })
    expect(await at.run(batchId)).toMatchObject({ state: 'done', doneItems: 40, failedItems: 0 })
    expect(at.sandbox.schemesOf(hotel.appId)).toHaveLength(40)
  })

  it('stops when the day’s amount is used up: the rows stay ready, with the reason', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(40))
    at.sandbox.setFault({ kind: 'quotaExhausted', quota: 'generation' })
    const job = await at.run(batchId)
    expect(job).toMatchObject({ state: 'failed', error: { code: 'wechat.dailyLinksUsedUp' } })
    expect(await at.counts(batchId)).toEqual({ ready: 40 })
    expect(at.sandbox.state().calls['/wxa/generatescheme']).toBeLessThanOrEqual(10)
    expect(await at.now.batches.get(batchId)).toMatchObject({ state: 'stopped', error: { code: 'wechat.dailyLinksUsedUp' } })
    at.sandbox.clearFaults()
    await at.now.jobs.resume(job.id)
    expect((await at.now.over(job.id)).state).toBe('done')
    expect(await at.now.batches.get(batchId)).toMatchObject({ state: 'finished' })
    expect((await at.now.batches.get(batchId)).error).toBeUndefined()
  })

  it('passes over one mini program that WeChat refuses, and makes the other’s rows', async () => {
    const at = await linksWorkspace()
    const cells = [['参数', '小程序'], ...Array.from({ length: 30 }, (_, n) => [`id=${n}`, n < 15 ? other.appId : hotel.appId])]
    const batchId = await at.batch(cells, {}, { query: '参数', app: '小程序' })
    at.sandbox.setFault({ kind: 'quotaExhausted', quota: 'generation', appId: other.appId })
    expect(await at.run(batchId)).toMatchObject({ state: 'failed', error: { code: 'wechat.dailyLinksUsedUp' } })
    expect(await at.counts(batchId)).toEqual({ done: 15, ready: 15 })
  })

  it('a refused row is failed with WeChat’s reason, and ready again at a word', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(3))
    at.sandbox.setFault({ kind: 'errcode', errcode: 40165, path: '/wxa/generatescheme', times: 1 })
    expect(await at.run(batchId)).toMatchObject({ state: 'done', doneItems: 2, failedItems: 1 })
    const { rows } = await at.now.batches.rows({ batchId, limit: 10, states: ['failed'] })
    expect(rows[0]?.error).toMatchObject({ code: 'wechat.pathRefused', upstream: { code: '40165' } })
    expect((await at.now.batches.retry(batchId)).counts.ready).toBe(1)
    await at.run(batchId)
    expect(await at.counts(batchId)).toEqual({ done: 3 })
  })

  it('shows every answer that was lost, and never repeats it by itself', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(20))
    at.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/generatescheme', times: 4 })
    expect(await at.run(batchId)).toMatchObject({ state: 'done', doneItems: 16, failedItems: 4 })
    expect(await at.counts(batchId)).toEqual({ done: 16, unknown: 4 })
    expect(at.sandbox.schemesOf(hotel.appId)).toHaveLength(20)
    const unknowns = await at.now.links.unknowns()
    expect(unknowns).toHaveLength(4)
    expect(unknowns[0]).toMatchObject({ batch: { id: batchId }, error: { code: 'wechat.outcomeUnknown', retry: 'afterCheck' } })
    await at.now.batches.retry(batchId)
    await expect(at.now.batches.run(batchId, at.doer(), 'zh-CN')).rejects.toMatchObject({ code: 'links.nothingReady' })
    await expect(at.now.batches.editRow({ batchId, rowNo: 0, cells: ['id=9'] })).rejects.toMatchObject({ code: 'links.rowHasLink' })
    const [first, second, ...rest] = unknowns.map(({ id }) => id)
    expect(await at.now.links.settle([first ?? '', second ?? ''], 'redo', '查过了')).toEqual({ settled: 2 })
    expect(await at.now.links.settle(rest, 'giveUp', '')).toEqual({ settled: 2 })
    await expect(at.now.links.settle(rest, 'redo', '')).rejects.toMatchObject({ code: 'links.nothingToSettle' })
    await at.run(batchId)
    expect(await at.counts(batchId)).toEqual({ done: 18, leftOut: 2 })
    expect(await at.now.links.unknowns()).toEqual([])
    expect(await assertOneLinkEach(at, batchId)).toBe(18)
  })

  it('without a network stops with its rows ready', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(15))
    await at.sandbox.close()
    const job = await at.run(batchId)
    expect(job.state).toBe('failed')
    expect(job.error?.code).toMatch(/^http\./u)
    expect(await at.counts(batchId)).toEqual({ ready: 15 })
  })
})

describe('the rows themselves', () => {
  it('are called for once, however many runs want them, and take no second link', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(2))
    const { batches: rows } = at.now.links.parts
    const { plan } = await rows.row({ batchId, rowNo: 0 })
    if (!plan) throw new Error('the row should be ready')
    const request = () => at.now.links.newRequest(plan, '王芳')
    const link = () => at.now.links.newLink(plan, { text: 'weixin://dl/business/?t=abc', expiresAt: null, image: null }, '王芳')
    const first = request()
    expect(await rows.openRow({ id: batchId, rowNo: 0, request: first })).toBe(true)
    expect(await rows.openRow({ id: batchId, rowNo: 0, request: request() })).toBe(false)
    await rows.completeRow({ id: batchId, rowNo: 0, requestId: first.id, link: link() })
    expect(await rows.openRow({ id: batchId, rowNo: 0, request: request() })).toBe(false)
    expect(await rows.completePlain({ id: batchId, rows: [{ rowNo: 0, link: link() }] })).toBe(0)
    await expect(rows.completeRow({ id: batchId, rowNo: 0, requestId: first.id, link: link() })).rejects.toMatchObject({ code: 'links.rowHasLink' })
    expect(await assertOneLinkEach(at, batchId)).toBe(1)
  })
})

describe('a killed program', () => {
  it.each([1, 2, 3])('never gives a row two links, and shows each call that was in flight (%i)', async (round) => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(80))
    at.sandbox.setFault({ kind: 'delay', ms: 20, path: '/wxa/generatescheme' })
    const { jobId } = await at.now.batches.run(batchId, at.doer(), 'zh-CN')
    await expect.poll(async () => (await at.counts(batchId)).done ?? 0, { interval: 1, timeout: 10_000 }).toBeGreaterThan(round * 12)
    const next = await at.killAndStart()
    at.sandbox.clearFaults()
    const counts = await at.counts(batchId)
    expect(counts.calling).toBeUndefined()
    expect(counts.unknown ?? 0).toBeLessThanOrEqual(10)
    expect(await next.links.unknowns()).toHaveLength(counts.unknown ?? 0)
    // The calls under way reach WeChat or not; more than those are never made without a row.
    const made = at.sandbox.schemesOf(hotel.appId).length
    expect(made - (counts.done ?? 0)).toBeLessThanOrEqual(counts.unknown ?? 0)
    expect((await next.batches.get(batchId)).state).toBe('stopped')
    expect((await next.jobRows.get(jobId))?.state).toBe('interrupted')
    await next.jobs.resume(jobId)
    expect((await next.over(jobId)).state).toBe('done')
    expect(await at.counts(batchId)).toEqual({ done: 80 - (counts.unknown ?? 0), ...(counts.unknown ? { unknown: counts.unknown } : {}) })
    expect(await assertOneLinkEach(at, batchId)).toBe(80 - (counts.unknown ?? 0))
  })

  it('in the middle of reading begins the reading again, and keeps no half', async () => {
    const at = await linksWorkspace()
    const { batchId, jobId } = await at.now.batches.create({ name: 'x', source: { kind: 'cells', cells: rowsOf(5000) } }, at.doer(), 'zh-CN')
    await expect.poll(async () => (await at.counts(batchId)).unchecked ?? 0, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0)
    const next = await at.killAndStart()
    if ((await next.batches.get(batchId)).state === 'reading') {
      await next.jobs.resume(jobId)
      expect((await next.over(jobId)).state).toBe('done')
    }
    expect(await at.counts(batchId)).toEqual({ unchecked: 5000 })
  })

  it('an old check is not taken up again after the batch went on', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(3))
    const oldCheck = (await at.now.batches.get(batchId)).jobId ?? ''
    await at.run(batchId)
    await at.now.jobRows.patch({ id: oldCheck, patch: { state: 'interrupted' } })
    await expect(at.now.jobs.resume(oldCheck)).rejects.toMatchObject({ code: 'jobs.notResumable' })
  })
})

describe('the export of a batch', () => {
  it('is the sheet with the results added, guarded, marked and named', async () => {
    const at = await linksWorkspace({ practice: true })
    const cells = [
      ['参数', '房号', '备注'],
      ['id=1', '../../x', '=HYPERLINK("http://evil")'],
      ['id=2', '../../x', '+1+2'],
      ['bad query', 'CON', '@x'],
      ['id=3', '', '房间'],
    ]
    const batchId = await at.batch(cells)
    await at.run(batchId)
    const { jobId } = await at.now.batches.export({ batchId, sheet: 'xlsx', images: 'svg', nameColumn: '房号' }, at.doer(), 'zh-CN')
    const job = await at.now.over(jobId)
    expect(job).toMatchObject({ state: 'done' })
    expect(job.files.map(({ name }) => name)).toEqual([expect.stringMatching(/^沙箱-春节\.xlsx$/u), expect.stringMatching(/^沙箱-春节\.zip$/u)])
    const sheet = await readSheet(join(at.folder, `${jobId}.xlsx`))
    expect(sheet.headers.slice(0, 3)).toEqual(cells[0])
    expect(sheet.headers).toHaveLength(7)
    const { rows } = await at.now.batches.rows({ batchId, limit: 10 })
    sheet.rows.forEach((row, n) => {
      expect(row.cells.slice(0, 2)).toEqual(cells[n + 1]?.slice(0, 2))
      expect(row.cells[3] ?? '').toBe(rows[n]?.linkText ?? '')
    })
    // What was written can still be read, and is text there: the sheet holds no formula.
    expect(sheet.rows[0]?.cells[2]).toContain('HYPERLINK')
    const workbook = unzipSync(readFileSync(join(at.folder, `${jobId}.xlsx`)))
    for (const part of Object.values(workbook)) expect(Buffer.from(part).toString('utf8')).not.toMatch(/<f[ >]/u)
    const csv = await at.now.batches.export({ batchId, sheet: 'csv', images: 'none' }, at.doer(), 'zh-CN')
    await at.now.over(csv.jobId)
    const text = readFileSync(join(at.folder, `${csv.jobId}.csv`), 'utf8')
    expect(text).toContain('HYPERLINK')
    expect(text).not.toMatch(/(^|[,\r\n"])[=+@]/u)
    const zip = unzipSync(readFileSync(join(at.folder, `${jobId}.zip`)))
    const names = Object.keys(zip)
    expect(names).toHaveLength(rows.filter(({ state }) => state === 'done').length)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    for (const name of names) {
      expect(name).toMatch(/^沙箱-[^/\\]+\.svg$/u)
      expect(name).not.toContain('..')
      expect(Buffer.from(zip[name] ?? []).toString('utf8')).toContain('<svg')
    }
  })

  it('in a live workspace bears no mark, also as CSV; a stranger’s column is refused', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(2))
    await at.run(batchId)
    const { jobId } = await at.now.batches.export({ batchId, sheet: 'csv', images: 'none' }, at.doer(), 'en')
    expect((await at.now.over(jobId)).files.map(({ name }) => name)).toEqual(['春节.csv'])
    const sheet = await readSheet(join(at.folder, `${jobId}.csv`))
    expect(sheet.rows.map(({ cells }) => cells[0])).toEqual(['id=0', 'id=1'])
    expect(sheet.rows[0]?.cells[2]).toMatch(/^weixin:\/\/dl\/business\/\?t=/u)
    await expect(at.now.batches.export({ batchId, sheet: 'csv', images: 'none', nameColumn: 'x' }, at.doer(), 'en')).rejects.toMatchObject({ fields: [{ path: 'nameColumn' }] })
    await expect(at.now.batches.export({ batchId, sheet: 'none', images: 'none' }, at.doer(), 'en')).rejects.toMatchObject({ code: 'links.nothingToExport' })
  })
})

describe('a file', () => {
  it('that cannot be read makes the batch unreadable, with the reason', async () => {
    const at = await linksWorkspace()
    const fileId = await at.handIn('kaputt.xlsx', 'PK\u0003\u0004 not a workbook')
    const { batchId, jobId } = await at.now.batches.create({ name: 'x', source: { kind: 'file', fileId } }, at.doer(), 'zh-CN')
    const job = await at.now.over(jobId)
    expect(job.state).toBe('failed')
    const batch = await at.now.batches.get(batchId)
    expect(batch).toMatchObject({ state: 'unreadable', sourceName: 'kaputt.xlsx', error: { code: job.error?.code } })
    expect(JSON.stringify([batch, job.error])).not.toContain(at.folder)
  })

  it('whose columns were mapped once is mapped by itself the next time', async () => {
    const at = await linksWorkspace()
    await at.batch([['甲', '乙'], ['id=1', 'x']], {}, { query: '甲', note: '乙' })
    const { batchId, jobId } = await at.now.batches.create({ name: 'y', source: { kind: 'cells', cells: [['甲', '乙'], ['id=2', '']] } }, at.doer(), 'zh-CN')
    await at.now.over(jobId)
    expect(await at.now.batches.get(batchId)).toMatchObject({ mapping: { query: '甲', note: '乙' }, mappingRemembered: true })
  })
})
