import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { groupRows } from './pack-layout'
import { openPack } from './pack-reader'
import { buildPack, packWriter } from './pack-writer'
import { textColumns } from './pack-types'
import { entryOf } from './entry.fixture'
import type { Entry } from './types'

const folder = mkdtempSync(join(tmpdir(), 'minidesk-pack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const minor = fc.oneof(fc.maxSafeInteger().map((n) => Math.trunc(n / 1024) + 0), fc.constant(NaN), fc.integer({ min: 0, max: 300 }))
const text = fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 40 }), fc.constant('房间 2,`大'))
const entry: fc.Arbitrary<Entry> = fc.record({
  line: fc.nat({ max: 0xffff_fffe }),
  kind: fc.constantFrom(...entryKinds),
  outcome: fc.constantFrom(...entryOutcomes),
  atMs: fc.oneof(fc.constant(NaN), fc.integer({ min: 1e12, max: 2e12 }), fc.integer({ min: 1e9, max: 2e9 }).map((s) => s * 1000)),
  currency: fc.constantFrom('CNY', 'EUR', 'JPY'),
  amountMinor: minor,
  feeMinor: minor,
  settledMinor: minor,
  balanceMinor: minor,
  offset: fc.oneof(fc.constant(NaN), fc.nat({ max: 2 ** 40 })),
  length: fc.nat({ max: 0xffff_fffe }),
  ...(Object.fromEntries(textColumns.map((column) => [column, text])) as Record<(typeof textColumns)[number], typeof text>),
})

describe('packs', () => {
  it('gives back every entry that was written', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const pack = buildPack(entries)
        expect(pack.rows).toBe(entries.length)
        expect(entries.map((_, row) => pack.entry(row))).toEqual(entries)
      }),
      { numRuns: 150 },
    )
  })

  it('keeps rows of several groups in place, in a file', () => {
    const path = join(folder, 'groups.pack')
    const writer = packWriter(path)
    const rows = groupRows * 2 + 5
    const at = (row: number) => entryOf({ line: row + 2, amountMinor: row * 7, merchantNo: `T${row}`, title: row % 3 === 0 ? '' : `房 ${row}` })
    for (let row = 0; row < rows; row += 1) writer.add(at(row))
    const summary = writer.finish()
    const pack = openPack(path)
    expect(pack.summary).toEqual(summary)
    expect(summary).toMatchObject({ rows, months: ['2026-10'], sums: [{ kind: 'payment', outcome: 'done', currency: 'CNY', count: rows, minor: (7 * rows * (rows - 1)) / 2 }] })
    for (const row of [0, groupRows - 1, groupRows, rows - 1]) expect(pack.entry(row)).toEqual(at(row))
    pack.close()
  })

  it('works without rows', () => {
    const pack = buildPack([])
    expect([pack.rows, pack.atMs.length, pack.keyHash('group').length, pack.summary.months]).toEqual([0, 0, 0, []])
    expect(pack.summary.firstAtMs).toBeNaN()
  })

  it('hashes equal numbers equally, others not, and none as nought', () => {
    const numbers = Array.from({ length: 20_000 }, (_, n) => `42000000002026${String(n).padStart(14, '0')}`)
    const pack = buildPack([...numbers, numbers[0] ?? '', ''].map((merchantNo) => entryOf({ merchantNo })))
    const hashes = pack.keyHash('merchantNo')
    const of = (row: number) => `${hashes[row * 2]}:${hashes[row * 2 + 1]}`
    expect(new Set(numbers.map((_, row) => of(row))).size).toBe(numbers.length)
    expect([of(20_000), of(20_001)]).toEqual([of(0), '0:0'])
    expect([pack.sameText('merchantNo', 0, pack, 20_000), pack.sameText('merchantNo', 0, pack, 1)]).toEqual([true, false])
    expect(buildPack([entryOf({ merchantNo: 'A1' })]).keyHash('merchantNo')).toEqual(buildPack([entryOf({ merchantNo: 'A1' })]).keyHash('merchantNo'))
  })

  it('refuses by name what was cut off, damaged, is gone or is no pack', () => {
    const path = join(folder, 'damaged.pack')
    const write = () => {
      const writer = packWriter(path)
      for (let row = 0; row < 100; row += 1) writer.add(entryOf({ line: row, merchantNo: `T${row}` }))
      writer.finish()
    }
    const damaged = { code: 'settlement.packDamaged' }
    write()
    const whole = readFileSync(path)
    for (const bytes of [0, 10, whole.length - 1, whole.length - 30]) {
      writeFileSync(path, whole)
      truncateSync(path, bytes)
      expect(() => openPack(path), String(bytes)).toThrowError(expect.objectContaining(damaged))
    }
    for (let at = 0; at < whole.length; at += 7) {
      const bent = Buffer.from(whole)
      bent[at] = (bent[at] ?? 0) ^ 0x10
      writeFileSync(path, bent)
      const read = () => {
        const pack = openPack(path)
        try {
          for (let row = 0; row < 100; row += 1) pack.entry(row)
          pack.keyHash('merchantNo')
        } finally {
          pack.close()
        }
      }
      expect(read, String(at)).toThrowError(expect.objectContaining({ code: expect.stringMatching(/^settlement\.pack(Damaged|OtherVersion)$/u) }))
    }
    expect(() => openPack(join(folder, 'gone.pack'))).toThrowError(expect.objectContaining({ code: 'settlement.packMissing' }))
  })

  it('leaves nothing behind when it is given up', () => {
    const path = join(folder, 'given-up.pack')
    const writer = packWriter(path)
    writer.add(entryOf({}))
    writer.abort()
    expect(() => openPack(path)).toThrowError(expect.objectContaining({ code: 'settlement.packMissing' }))
  })
})
