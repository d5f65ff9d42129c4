import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readImageComment } from '../../sandbox/wechat'
import { readSheet } from '../../platform/files/spreadsheet'
import { exportColumns } from './jobs/export-links'
import { startLinksExport } from './job-hosts'
import { linksWorkspace } from './links.fixture'

type At = Awaited<ReturnType<typeof linksWorkspace>>
const none = { expiry: undefined, query: '' }
const scenes = (count: number) => [['参数', '房号', '渠道'], ...Array.from({ length: count }, (_, n) => [`id=${n}`, `R${n}`, n % 2 === 0 ? 'desk' : ''])]

const exported = async (at: At, jobId: string) => {
  const row = await at.now.over(jobId)
  expect(row.error).toBeNull()
  return Promise.all(
    row.files.map(async ({ fileId, name }) => {
      const file = await at.now.jobRows.fileOf(fileId)
      return { name, path: file?.path ?? '', bytes: await readFile(file?.path ?? '') }
    }),
  )
}

describe('a batch of codes', () => {
  it('of 200 rows: each row its picture, given in the ZIP as WeChat drew it', async () => {
    const at = await linksWorkspace({ practice: true })
    const batchId = await at.batch(scenes(200), { ...none, kind: 'code_scene' }, { query: '参数', name: '房号', channel: '渠道' })
    expect(await at.run(batchId)).toMatchObject({ state: 'done' })
    expect(await at.counts(batchId)).toEqual({ done: 200 })
    expect(at.sandbox.state().calls['/wxa/getwxacodeunlimit']).toBe(200)
    const [first] = (await at.now.batches.rows({ batchId, limit: 1 })).rows
    expect((await at.now.links.get(first?.linkId ?? '')).link).toMatchObject({ text: '', channel: 'desk', image: { format: 'jpeg' } })
    expect((await at.now.links.list({ filter: { channel: 'desk' }, limit: 5 })).hits).toBe(100)

    const { jobId } = await at.now.batches.export({ batchId, sheet: 'csv', images: 'png', nameColumn: '房号' }, at.doer(), 'zh-CN')
    const [sheet, zip] = await exported(at, jobId)
    const pictures = unzipSync(zip?.bytes ?? new Uint8Array())
    expect(Object.keys(pictures)).toHaveLength(200)
    for (const n of [0, 7, 199]) {
      const comment = readImageComment(pictures[`沙箱-R${n}.jpg`] ?? new Uint8Array())
      expect(comment?.text).toContain(`scene=${encodeURIComponent(`id=${n}`)}`)
    }
    const { headers, rows } = await readSheet(sheet?.path ?? '', { name: 'x.csv' }, new AbortController().signal)
    expect(rows[0]?.cells[headers.indexOf('状态')]).toBe('已生成')
    expect(rows[7]?.cells[headers.indexOf('链接')]).toBe('沙箱-R7.jpg')
  }, 30_000)

  it('stops when the limited ones are used up, and keeps the other rows ready', async () => {
    const at = await linksWorkspace({ limits: { limitedCodes: 5 } })
    const batchId = await at.batch(scenes(12), { ...none, kind: 'code_path' }, { query: '参数' })
    expect(await at.run(batchId)).toMatchObject({ state: 'failed' })
    const counts = await at.counts(batchId)
    expect(counts.done).toBe(5)
    expect(counts.ready).toBe(7)
  })

  it('loses no row when answers get lost: unlimited codes are asked for again', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'truncated', path: '/wxa/getwxacodeunlimit', times: 2 })
    const batchId = await at.batch(scenes(10), { ...none, kind: 'code_scene' }, { query: '参数' })
    await at.run(batchId)
    at.sandbox.clearFaults()
    if (((await at.counts(batchId)).done ?? 0) < 10) {
      if ((await at.counts(batchId)).failed) await at.now.batches.retry(batchId)
      await at.run(batchId)
    }
    expect(await at.counts(batchId)).toEqual({ done: 10 })
    expect(await at.now.links.unknowns()).toEqual([])
  })

  it('killed in the middle makes all rows afterwards, none twice, none unknown', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(scenes(60), { ...none, kind: 'code_scene' }, { query: '参数' })
    at.sandbox.setFault({ kind: 'delay', ms: 20, path: '/wxa/getwxacodeunlimit' })
    const { jobId } = await at.now.batches.run(batchId, at.doer(), 'zh-CN')
    await expect.poll(async () => (await at.counts(batchId)).done ?? 0, { interval: 1, timeout: 10_000 }).toBeGreaterThan(15)
    const next = await at.killAndStart()
    at.sandbox.clearFaults()
    expect(await next.links.unknowns()).toEqual([])
    expect((await at.counts(batchId)).calling).toBeUndefined()
    await next.jobs.resume(jobId)
    expect((await next.over(jobId)).state).toBe('done')
    expect(await at.counts(batchId)).toEqual({ done: 60 })
    expect((await next.links.list({ filter: {}, limit: 100 })).rows).toHaveLength(60)
  })
})

describe('columns of a sheet', () => {
  it('fill title, model, number, channel and audience; what a kind does not use is said and left out', async () => {
    const at = await linksWorkspace()
    const cells = [['参数', '型号', '序列号', '渠道', '人群', '标题'], ['id=1', 'M1', 'SN-1', 'sms', 'vip', '大床房']]
    const mapping = { query: '参数', modelId: '型号', sn: '序列号', channel: '渠道', audience: '人群', title: '标题' }
    const nfc = await at.batch(cells, { ...none, kind: 'nfc_scheme' }, mapping)
    const [row] = (await at.now.batches.rows({ batchId: nfc, limit: 1 })).rows
    expect(row?.issues).toMatchObject([{ field: 'title', code: 'optionNotForKind', severity: 'notice' }])
    await at.run(nfc)
    const [link] = (await at.now.links.list({ filter: {}, limit: 1 })).rows
    expect(link).toMatchObject({ channel: 'sms', audience: 'vip', options: { modelId: 'M1', sn: 'SN-1' } })
    const short = await at.batch(cells, { ...none, kind: 'short_link', options: { title: '默认', permanent: true } }, { query: '参数', title: '标题' })
    await at.run(short)
    expect((await at.now.links.list({ filter: { kind: 'short_link' }, limit: 1 })).rows[0]?.options).toEqual({ title: '大床房', permanent: true })
  })

  it('are recognised by their usual headers', async () => {
    const at = await linksWorkspace()
    const cells = [['参数', '渠道', '会员号', '短链标题', '设备型号', '设备编号'], ['a=1', '', '', '', '', '']]
    const { batchId, jobId } = await at.now.batches.create({ name: 'x', source: { kind: 'cells', cells } }, at.doer(), 'zh-CN')
    await at.now.over(jobId)
    expect((await at.now.batches.get(batchId)).mapping).toEqual({
      query: '参数',
      channel: '渠道',
      audience: '会员号',
      title: '短链标题',
      modelId: '设备型号',
      sn: '设备编号',
    })
  })
})

describe('the export of the history', () => {
  const start = (at: At, columns: string[]) =>
    startLinksExport(at.now.links, { filter: {}, format: 'csv', columns }, exportColumns, at.doer(), 'zh-CN', '链接记录')

  it('has channel, audience and version', async () => {
    const at = await linksWorkspace()
    await at.now.links.create(at.request({ channel: 'sms', audience: 'vip' }), at.doer())
    const [file] = await exported(at, (await start(at, ['kind', 'channel', 'audience', 'version'])).jobId)
    expect(file?.bytes.toString('utf8')).toBe('\ufeff类型,渠道,人群,第几版\r\n加密 Scheme,sms,vip,1\r\n')
  })

  it('that stops at what a sheet holds says so, in the file and in its name', async () => {
    const at = await linksWorkspace({ maxRows: 2 })
    for (const n of [1, 2, 3]) await at.now.links.create(at.request({ query: `id=${n}` }), at.doer())
    const { jobId } = await start(at, ['query', 'channel'])
    const [file] = await exported(at, jobId)
    expect(file?.name).toContain('未导完')
    const lines = (file?.bytes.toString('utf8') ?? '').trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[3]).toContain('只导出了前 2 行')
  })

  it('that holds exactly what fits says nothing of the kind', async () => {
    const at = await linksWorkspace({ maxRows: 2 })
    for (const n of [1, 2]) await at.now.links.create(at.request({ query: `id=${n}` }), at.doer())
    const [file] = await exported(at, (await start(at, ['query'])).jobId)
    expect(file?.name).not.toContain('未导完')
  })
})
