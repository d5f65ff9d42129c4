import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle, type Bundled } from '../../../../test/support/bundle-workers'
import { DeskWork } from './desk-work'
import type { DeskFilter, DeskPack } from './desk-types'
import { entryOf } from './entry.fixture'
import { groupRows } from './pack-layout'
import { PackShelf } from './pack-shelf'
import { packWriter } from './pack-writer'
import { openQueryDesk } from './query-desk'
import type { Entry } from './types'

const folder = mkdtempSync(join(tmpdir(), 'minidesk-desk-'))
let workers: Bundled
beforeAll(async () => {
  workers = await bundle({ settlement: 'electron/settlement-worker.ts' })
})
afterAll(() => {
  workers.remove()
  rmSync(folder, { recursive: true, force: true })
})

function packOf(fileId: string, entries: Iterable<Partial<Entry>>): DeskPack {
  const path = join(folder, `${fileId}.pack`)
  const writer = packWriter(path)
  for (const entry of entries) writer.add(entryOf(entry))
  writer.finish()
  return { fileId, path }
}

const small = () => [
  packOf('a', [
    { merchantNo: 'T1', title: '湖景大床房', amountMinor: 100 },
    { merchantNo: 'T2', refundNo: 'R2', kind: 'refund', amountMinor: -30, title: 'Tea' },
    { merchantNo: 'T3', outcome: 'failed', amountMinor: 7, atMs: Date.UTC(2026, 9, 31, 16) },
  ]),
  packOf('b', [
    { wechatNo: 'T1', currency: 'EUR', amountMinor: 55, title: '房' },
    { merchantNo: 'T1x', amountMinor: NaN },
  ]),
]

describe('questions about rows', () => {
  const work = new DeskWork()
  const page = (packs: DeskPack[], filter: DeskFilter, limit = 10, cursor?: string, count = true) =>
    work.answer({ id: 1, method: 'page', input: { packs, filter, limit, cursor, count } }) as { rows: { fileId: string; row: number }[]; nextCursor?: string; hits: number; hitsCapped: boolean }
  const places = (packs: DeskPack[], filter: DeskFilter) => page(packs, filter).rows.map(({ fileId, row }) => `${fileId}${row}`)

  it('are answered by filter, over several packs', () => {
    const packs = small()
    const cases: [DeskFilter, string[]][] = [
      [{}, ['a0', 'a1', 'a2', 'b0', 'b1']],
      [{ kinds: ['refund'] }, ['a1']],
      [{ outcomes: ['failed'] }, ['a2']],
      [{ currency: 'EUR' }, ['b0']],
      [{ currency: 'JPY' }, []],
      // The last moment of October in Shanghai is not the last in UTC.
      [{ month: '2026-11' }, ['a2']],
      [{ text: '房' }, ['a0', 'b0']],
      [{ text: 't1' }, ['a0', 'b0', 'b1']],
      // Two texts that stand beside each other do not make a third.
      [{ text: 'T1T2' }, []],
      [{ text: 'SUCCESS', kinds: ['payment'], currency: 'CNY', month: '2026-10' }, ['a0', 'b1']],
    ]
    for (const [filter, wanted] of cases) expect(places(packs, filter), JSON.stringify(filter)).toEqual(wanted)
    expect(places(packs.map((pack) => ({ ...pack, rows: Uint32Array.of(0, 1, 9) })), { kinds: ['payment'] })).toEqual(['a0', 'b0', 'b1'])
    expect(work.answer({ id: 1, method: 'sums', input: { packs, filter: {} } })).toEqual([{ currency: 'CNY', count: 4, minor: 77 }, { currency: 'EUR', count: 1, minor: 55 }])
  })

  it('are paged by a cursor that stays right, and counted up to a thousand', () => {
    const rows = groupRows + 700
    const packs = [packOf('many', Array.from({ length: rows }, (_, n) => ({ merchantNo: `M${n}`, title: n === groupRows + 5 ? 'needle' : 'hay' }))), ...small()]
    const seen: string[] = []
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const { rows: found, nextCursor, hits, hitsCapped } = page(packs, { kinds: ['payment'] }, 5000, cursor, first)
      expect([hits, hitsCapped]).toEqual(first ? [1000, true] : [0, false])
      seen.push(...found.map(({ fileId, row }) => `${fileId}${row}`))
      cursor = nextCursor
    }
    expect([seen.length, new Set(seen).size]).toEqual([rows + 4, rows + 4])
    expect(page(packs, { text: 'needle' })).toMatchObject({ rows: [{ fileId: 'many', row: groupRows + 5 }], hits: 1, hitsCapped: false })
    expect(page(packs, { text: 'needle' }, 10, 'gone 17').rows).toHaveLength(1)
  })

  it('find exactly a number wherever it stands, and rows by their places', () => {
    const packs = small()
    const find = (number: string) => work.answer({ id: 1, method: 'find', input: { packs, number, limit: 10 } })
    expect(find(' T1 ')).toMatchObject([{ fileId: 'a', row: 0 }, { fileId: 'b', row: 0, entry: { wechatNo: 'T1' } }])
    expect([find('R2'), find('T'), find('')]).toMatchObject([[{ fileId: 'a', row: 1 }], [], []])
    const refs = [{ fileId: 'b', row: 1 }, { fileId: 'a', row: 0 }, { fileId: 'a', row: 99 }, { fileId: 'c', row: 0 }]
    expect(work.answer({ id: 1, method: 'rows', input: { packs, refs } })).toMatchObject([{ fileId: 'b', row: 1 }, { fileId: 'a', row: 0 }])
  })

  it('show a line as it stands in the file', () => {
    const path = join(folder, 'original.csv')
    writeFileSync(path, Buffer.concat([Buffer.from('head\r\n'), Buffer.from([0xb7, 0xbf]), Buffer.from(',1\r\n')]))
    const raw = (encoding: 'utf-8' | 'gb18030') => work.answer({ id: 1, method: 'raw', input: { path, encoding, offset: 6, length: 4 } })
    expect(raw('gb18030')).toBe('房,1')
    rmSync(path)
    expect(() => raw('gb18030')).toThrowError(expect.objectContaining({ code: 'settlement.originalMissing' }))
  })

  it('do not keep more packs in memory than there is room for', () => {
    const shelf = new PackShelf(1)
    const tight = new DeskWork(shelf)
    const packs = small()
    expect(tight.answer({ id: 1, method: 'sums', input: { packs, filter: {} } })).toHaveLength(2)
    expect(shelf.size).toBeLessThan(2)
    tight.close()
  })
})

describe('the thread of the query desk', () => {
  it('answers, passes faults on, and goes on with a pack that was made again', async () => {
    const desk = openQueryDesk({ workerPath: workers.path('settlement') })
    const packs = small()
    const sums = () => desk.ask('sums', { packs, filter: {} })
    expect(await sums()).toHaveLength(2)
    const damaged = packOf('c', [{ merchantNo: 'T9' }])
    truncateSync(damaged.path, 40)
    const page = () => desk.ask('page', { packs: [damaged], filter: {}, limit: 5, count: true })
    await expect(page()).rejects.toMatchObject({ code: 'settlement.packDamaged' })
    packOf('c', [{ merchantNo: 'T9' }])
    expect(await page()).toMatchObject({ hits: 1, rows: [{ entry: { merchantNo: 'T9' } }] })
    await desk.close()
    await expect(sums()).rejects.toMatchObject({ code: 'settlement.deskEnded' })
  })

  it('is started again when it died, and says so to those who waited', async () => {
    const path = join(folder, 'dies.mjs')
    writeFileSync(path, "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => process.exit(3))\n")
    const desk = openQueryDesk({ workerPath: path })
    const asked = () => desk.ask('find', { packs: [], number: 'x', limit: 1 })
    await expect(asked()).rejects.toMatchObject({ code: 'settlement.deskEnded', retry: 'safe' })
    await expect(asked()).rejects.toMatchObject({ code: 'settlement.deskEnded' })
    await desk.close()
  })
})
