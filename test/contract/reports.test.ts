import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportRow, ReportVerdict } from '@shared/contract/reports'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'

let at: Running
let session: string
let folder: string
beforeAll(async () => {
  at = await startApplication()
  session = await at.practice()
}, 60_000)
afterAll(async () => {
  await at.close()
  removeData(at)
  await removeWorkers()
})

async function make(kind: string, formats: ('html' | 'xlsx' | 'csv' | 'pdf' | 'archive')[], params: Record<string, string>): Promise<ReportRow> {
  const { jobId } = await at.call('reports.make', { kind, params, formats, locale: 'zh-CN' }, session)
  const job = await at.over(jobId, session)
  expect(job).toMatchObject({ state: 'done' })
  const { rows } = await at.call('reports.list', {}, session)
  const row = rows.find(({ id }) => id === job.subjectId)
  if (!row) throw new Error('the report is not in the library')
  return row
}

/** Bytes of a file handed in, as a person drops it. */
async function handIn(bytes: Uint8Array, name: string): Promise<string> {
  const { Readable } = await import('node:stream')
  const answer = await at.application.files.receive(Readable.from([bytes]), name, session)
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value.fileId
}

const wide = { fromDay: '2020-01-01', toDay: '2035-12-31', zone: 'Asia/Shanghai' }
const folderOf = ({ id }: ReportRow) => join(folder, readdirSync(folder).find((name) => name.endsWith(id.slice(-8))) ?? '')
const odd = ({ reports }: ReportVerdict) => reports.flatMap(({ files }) => files.filter(({ state }) => state !== 'intact').map(({ name, state }) => `${state} ${name}`))

describe('the library', () => {
  let refunds: ReportRow
  let audit: ReportRow
  beforeAll(async () => {
    refunds = await make('refunds', ['html', 'xlsx', 'archive'], wide)
    audit = await make('audit', ['html', 'pdf'], wide)
    ;({ folder } = await at.call('reports.library', {}, session))
  }, 60_000)

  it('lists what was made, by title, by figure and by what stands inside', async () => {
    expect(refunds).toMatchObject({ practice: true, archived: true, formats: ['html', 'xlsx', 'csv', 'pdf', 'archive'] })
    expect(await at.call('reports.list', { kind: 'audit' }, session)).toMatchObject({ hits: 1 })
    const [first] = (await at.call('payments.refunds.list', {}, session)).rows
    const inside = await at.call('reports.list', { inside: first?.refundNo ?? '' }, session)
    expect(inside.rows.find(({ id }) => id === refunds.id)?.found).toBeGreaterThan(0)
    expect(await at.call('reports.list', { inside: 'nowhere-at-all' }, session)).toMatchObject({ rows: [] })
    const detail = await at.call('reports.get', { id: refunds.id }, session)
    expect(detail.tables.find(({ key }) => key === 'refunds')?.rows).toBeGreaterThan(0)
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain(refunds.id)
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual(['.making'])
  })

  it('finds what was changed, is missing or was added, and a whole folder that is gone', async () => {
    expect(await at.call('reports.verify', {}, session)).toMatchObject({ ok: true, checked: 2 })
    const dir = folderOf(refunds)
    const page = join(dir, 'practice-report.html')
    const original = readFileSync(page)
    writeFileSync(page, original.toString('utf8').replace('</main>', ' </main>'))
    renameSync(join(dir, 'practice-report.xlsx'), join(dir, 'other.xlsx'))
    const verdict = await at.call('reports.verify', { id: refunds.id }, session)
    expect(verdict.ok).toBe(false)
    expect(odd(verdict).sort()).toEqual(['added other.xlsx', 'changed practice-report.html', 'missing practice-report.xlsx'])
    writeFileSync(page, original)
    renameSync(join(dir, 'other.xlsx'), join(dir, 'practice-report.xlsx'))
    expect(await at.call('reports.verify', { id: refunds.id }, session)).toMatchObject({ ok: true, reports: [{ signature: 'valid', trail: 'holds' }] })
    // A list of contents written anew fits its files and not its signature.
    const manifest = join(dir, 'manifest.json')
    const text = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, text.replace('"archived": true', '"archived": false'))
    expect(await at.call('reports.verify', { id: refunds.id }, session)).toMatchObject({ ok: false, reports: [{ signature: 'wrong' }] })
    writeFileSync(manifest, text)
    const away = join(at.dataDir, 'away')
    renameSync(folderOf(audit), away)
    const missing = await at.call('reports.verify', {}, session)
    expect(missing.reports.filter(({ state }) => state !== 'intact')).toMatchObject([{ state: 'missing', report: { id: audit.id } }])
    expect((await at.call('reports.library', {}, session)).missing).toHaveLength(1)
    // Folders may be renamed: what a report is stands in its list of contents.
    renameSync(away, join(folder, `put-back-${audit.id.slice(-8)}`))
    expect(await at.call('reports.verify', {}, session)).toMatchObject({ ok: true })
  })

  it('checks files that are handed in, and packs', async () => {
    const dir = folderOf(refunds)
    const html = readFileSync(join(dir, 'practice-report.html'))
    expect(await at.call('reports.verify', { fileId: await handIn(html, '改名.html') }, session)).toMatchObject({ ok: true, reports: [{ report: { id: refunds.id } }] })
    const forged = Buffer.from(html.toString('utf8').replace(/(id="data">.{100})./u, '$1A'))
    expect(await at.call('reports.verify', { fileId: await handIn(forged, 'report.html') }, session)).toMatchObject({
      ok: false,
      reports: [{ state: 'changed', report: { id: refunds.id }, files: [{ name: 'report.html', state: 'changed' }] }],
    })
    const sheet = unzipSync(readFileSync(join(dir, 'practice-report.xlsx')))
    const edited = zipSync({ ...sheet, 'xl/styles.xml': strToU8(`${strFromU8(sheet['xl/styles.xml'] ?? new Uint8Array())} `) })
    expect(await at.call('reports.verify', { fileId: await handIn(edited, 'a.xlsx') }, session)).toMatchObject({ ok: false, reports: [{ state: 'changed', report: { id: refunds.id } }] })
    expect(await at.call('reports.verify', { fileId: await handIn(strToU8('a,b\r\n'), 'a.csv') }, session)).toMatchObject({ ok: false, reports: [{ state: 'unknown' }] })

    const pack = readFileSync(join(dir, 'practice-report-archive.zip'))
    expect(await at.call('reports.verify', { fileId: await handIn(pack, 'pack.zip') }, session)).toMatchObject({ ok: true, reports: [{ signature: 'valid', trail: 'holds' }] })
    const parts = unzipSync(pack)
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(['manifest.json', 'practice-report.pdf', 'data.jsonl.gz']))
    const { 'practice-report.pdf': _gone, ...rest } = parts
    const worse = zipSync({ ...rest, 'practice-report.html': strToU8('x'), 'new.txt': strToU8('y') })
    expect(odd(await at.call('reports.verify', { fileId: await handIn(worse, 'pack.zip') }, session)).sort()).toEqual([
      'added new.txt',
      'changed practice-report.html',
      'missing practice-report.pdf',
    ])
  })

  it('compares two of a kind, rebuilds its index, keeps packs and removes the rest with a reason', async () => {
    const later = await make('audit', ['csv'], wide)
    const comparison = await at.call('reports.compare', { before: audit.id, after: later.id }, session)
    const entries = comparison.tables.find(({ key }) => key === 'entries')
    expect(entries).toMatchObject({ removed: 0, changed: 0 })
    expect(entries?.added).toBeGreaterThan(0)
    expect(await at.refused('reports.compare', { before: refunds.id, after: later.id }, session)).toMatchObject({ code: 'reports.otherKind' })
    expect(await at.refused('reports.delete', { id: refunds.id, reason: '试' }, session)).toMatchObject({ code: 'reports.archived' })
    await at.call('reports.delete', { id: later.id, reason: '重复' }, session)
    expect(existsSync(join(folder, later.id))).toBe(false)
    expect(await at.call('reports.verify', {}, session)).toMatchObject({ ok: true, checked: 2 })
    rmSync(join(folder, 'index.html'))
    expect(await at.call('reports.rebuild', {}, session)).toEqual({ reports: 2, unreadable: [] })
    expect(existsSync(join(folder, 'index.html'))).toBe(true)
  })

  it('is read on another computer from the folder or a ZIP of it, without a key and without data', async () => {
    const copied = join(at.dataDir, 'stick')
    cpSync(folder, copied, { recursive: true })
    const other = await startApplication()
    try {
      const there = await other.practice()
      const opened = await other.call('reports.openFolder', { path: copied }, there)
      expect(opened).toMatchObject({ reports: 2, unreadable: [] })
      const { source } = opened
      expect((await other.call('reports.list', { source, inside: 'reports.make' }, there)).rows.map(({ id }) => id)).toEqual([audit.id])
      expect(await other.call('reports.verify', { source }, there)).toMatchObject({ ok: true, reports: [{ signature: 'foreign', trail: 'foreign' }, { signature: 'foreign' }] })
      expect((await other.call('reports.open', { source, id: refunds.id }, there)).name).toMatch(/^练习-.*\.html$/u)
      expect(await other.refused('reports.openFolder', { path: join(copied, 'nothing') }, there)).toMatchObject({ code: 'reports.noFolder' })
      const evil = zipSync({ 'a/manifest.json': strToU8('{}'), '../../escaped.txt': strToU8('x') })
      mkdirSync(join(at.dataDir, 'zips'))
      writeFileSync(join(at.dataDir, 'zips', 'evil.zip'), evil)
      expect(await other.refused('reports.openFolder', { path: join(at.dataDir, 'zips', 'evil.zip') }, there)).toMatchObject({ code: 'reports.zipUnreadable' })
      expect(existsSync(join(other.dataDir, 'escaped.txt'))).toBe(false)
    } finally {
      await other.close()
      removeData(other)
    }
  }, 60_000)

  it('makes nothing about nothing, and nothing for who may not', async () => {
    const { jobId } = await at.call('reports.make', { kind: 'refunds', params: { month: '1999-01' }, formats: ['csv'], locale: 'en' }, session)
    expect(await at.over(jobId, session)).toMatchObject({ state: 'failed', error: { code: 'reports.nothing' } })
    expect(await at.refused('reports.make', { kind: 'horoscope', params: {}, formats: ['csv'], locale: 'en' }, session)).toMatchObject({ code: 'reports.unknownKind' })
    expect(readdirSync(join(folder, '.making'))).toEqual([])
  })
})
