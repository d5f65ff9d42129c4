import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, expect, it } from 'vitest'
import type { Caller } from '../../bridge/context'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import { newId } from '../../platform/ids/id'
import { channelThread } from '../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../platform/jobs/repository'
import { JobRunner } from '../../platform/jobs/runner'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { passphraseSlot } from '../../platform/vault/vault.fixture'
import { auditRepository } from '../audit'
import type { ReportData, ReportEvidence } from './data'
import { openReports, reportsRepository } from './index'
import { reportJobs } from './jobs'
import type { Manifest } from './manifest'
import { exampleReport } from './report.fixture'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** The library over a real store, vault and job, with makers that stand for settlement's. */
async function setUp(make: (params: Record<string, string>) => { data: ReportData; evidence: ReportEvidence[] }) {
  const dir = mkdtempSync(join(tmpdir(), 'minidesk-library-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const engine = new StoreEngine({ file: join(dir, 'a.db'), role: 'writer', create: true, repositories: [jobsRepository, reportsRepository, auditRepository], migrations, clock })
  const store = inlineStore(engine)
  await store.setAuditKey(new Uint8Array(32))
  const { vault } = await createVault(dir, { workspaceId: 'w', slots: [passphraseSlot], clock })
  const jobs = new JobRunner({
    repository: store.client(jobsRepository),
    clock,
    newId: () => newId(clock),
    startThread: () => channelThread(reportJobs),
    changed: () => undefined,
    reportError: () => undefined,
    slots: 1,
  })
  const desk = openReports({
    repository: store.client(reportsRepository),
    audit: store.client(auditRepository),
    clock,
    vault,
    jobs,
    tickets: new FileTickets(clock),
    incoming: new IncomingFiles(join(dir, 'incoming'), clock),
    dir,
    resourcesDir: 'resources',
    workspace: { id: 'w', name: '国内' },
    version: '0.0.0-test',
    isPractice: false,
    newId: () => newId(clock),
    reportError: () => undefined,
    changed: () => undefined,
  })
  closers.push(
    () => rmSync(dir, { recursive: true, force: true }),
    () => store.close(),
    () => jobs.close(0),
  )
  desk.register({
    asks: ['subject'],
    needs: ['settlement.view'],
    maker: { kind: 'statement', make: (params) => Promise.resolve(make(params)) },
    subjects: (month) => Promise.resolve([{ params: { statementId: 's1', month }, label: '合同一' }]),
  })
  const caller: Caller = { handle: 'h', operator: { id: 'o', name: '王会计', role: 'finance' }, workspaceId: 'w', workspaceKind: 'live', permissions: ['reports.view', 'settlement.view'] }
  const context = { caller, correlationId: 'c', signal: new AbortController().signal, locale: 'zh-CN' as const }
  return { dir, clock, desk, context, library: join(dir, 'reports') }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

it('makes the reports of a month for a script, with a pack that anybody can check by plain hashes', async () => {
  const { dir, desk } = await setUp(() => ({
    data: exampleReport(40, { practice: true }),
    evidence: [
      { name: '账单 10.csv', path: join(dir, 'bill.csv'), sha256: sha256(Buffer.from('a,b\r\n')) },
      { name: 'decisions.json', text: '[{"decision":"挂账"}]' },
    ],
  }))
  writeFileSync(join(dir, 'bill.csv'), 'a,b\r\n')
  const target = join(dir, 'out')
  const { files } = await desk.exportReports({ month: '2026-10', folder: target, doer: { operatorName: '计划任务' }, formats: ['archive'] })
  const [folder = ''] = readdirSync(target)
  // It is a live workspace, whatever the maker says of itself.
  expect(files).toEqual(['data.jsonl.gz', 'report.html', 'report.xlsx', 'report.csv.zip', 'report.pdf', 'report-archive.zip'].map((name) => `${folder}/${name}`))
  const manifest = JSON.parse(readFileSync(join(target, folder, 'manifest.json'), 'utf8')) as Manifest
  expect(manifest).toMatchObject({ archived: true, practice: false, made: { by: '计划任务', params: { statementId: 's1', month: '2026-10' } } })
  for (const { name, sha256: expected } of manifest.files) expect(sha256(readFileSync(join(target, folder, name))), name).toBe(expected)
  const pack = unzipSync(readFileSync(join(target, folder, 'report-archive.zip')))
  const inside = JSON.parse(strFromU8(pack['manifest.json'] ?? new Uint8Array())) as Manifest
  expect(inside.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['report.pdf', 'evidence/账单 10.csv', 'evidence/decisions.json']))
  for (const { name, sha256: expected } of inside.files) expect(sha256(pack[name] ?? new Uint8Array()), name).toBe(expected)
  expect(Object.keys(pack).sort()).toEqual(['manifest.json', ...inside.files.map(({ name }) => name)].sort())
})

it('packs no source that is no longer what was reconciled, and leaves nothing half made', async () => {
  const { dir, desk, library } = await setUp(() => ({
    data: exampleReport(5),
    evidence: [{ name: 'bill.csv', path: join(dir, 'bill.csv'), sha256: sha256(Buffer.from('what it was')) }],
  }))
  writeFileSync(join(dir, 'bill.csv'), 'what it is')
  await expect(desk.exportReports({ month: '2026-10', folder: join(dir, 'out'), doer: { operatorName: 'x' }, formats: ['archive'] })).rejects.toMatchObject({ code: 'reports.sourceChanged' })
  expect(existsSync(library) ? readdirSync(library).filter((name) => name !== '.making') : []).toEqual([])
  expect(readdirSync(join(library, '.making'))).toEqual([])
})

it('compares a month with the month before: figures, and rows by what names them', async () => {
  let month = '2026-10'
  const { clock, desk, context, dir } = await setUp(() => {
    const data = exampleReport(20, { month })
    if (month === '2026-10') return { data, evidence: [] }
    const [orders, refunds] = data.tables
    if (!orders || !refunds) throw new Error('tables')
    const [first, second, ...others] = orders.rows
    const changed = [first ?? [], (second ?? []).map((cell, at) => (at === 2 ? 1 : cell)), ...others.slice(0, -1), ['NEW', ...(first ?? []).slice(1)]]
    return { data: { ...data, figures: [{ key: 'base', label: { 'zh-CN': '基数', en: 'Base' }, minor: 123_556, currency: 'CNY' }], tables: [{ ...orders, rows: changed }, refunds] }, evidence: [] }
  })
  await desk.exportReports({ month, folder: join(dir, 'out'), doer: { operatorName: 'x' } })
  month = '2026-11'
  clock.advance(60_000)
  await desk.exportReports({ month, folder: join(dir, 'out'), doer: { operatorName: 'x' } })
  const { rows } = await desk.commands.list({ limit: 10 }, context)
  const [after, before] = rows
  expect([before?.month, after?.month]).toEqual(['2026-10', '2026-11'])
  expect((await desk.commands.get({ id: after?.id ?? '' }, context)).comparable).toMatchObject([{ id: before?.id, month: '2026-10' }])
  const comparison = await desk.commands.compare({ before: before?.id ?? '', after: after?.id ?? '' }, context)
  expect(comparison.figures).toMatchObject([
    { key: 'base', currency: 'CNY', before: 123_456, after: 123_556 },
    { key: 'base', currency: 'JPY', before: 5000, after: undefined },
    { key: 'orders', before: 20, after: undefined },
  ])
  const [orders, refunds] = comparison.tables
  expect(orders).toMatchObject({ added: 1, removed: 1, changed: 1, same: 18 })
  expect(orders?.rows.find(({ kind }) => kind === 'changed')).toMatchObject({ key: '4200000925202101284942920001', columns: ['amount'] })
  expect(refunds).toMatchObject({ added: 0, removed: 0, changed: 0 })
  // A figure of the amount column is found inside, by its main units.
  expect((await desk.commands.list({ limit: 10, inside: '79.19' }, context)).rows.map(({ month: found }) => found)).toEqual(['2026-10'])
  expect((await desk.commands.list({ limit: 10, fromMonth: '2026-11' }, context)).rows).toHaveLength(1)
  const reader = { ...context, caller: { ...context.caller, permissions: ['reports.view' as const] } }
  expect((await desk.commands.list({ limit: 10 }, reader)).rows).toEqual([])
  await expect(desk.commands.open({ id: after?.id ?? '' }, reader)).rejects.toMatchObject({ code: 'reports.mayNotRead' })
})

it('gives no file that a link in a folder from elsewhere leads to', async () => {
  const { dir, desk, context } = await setUp(() => ({ data: exampleReport(3, {}), evidence: [] }))
  await desk.exportReports({ month: '2026-10', folder: join(dir, 'out'), doer: { operatorName: 'x' }, formats: ['html', 'xlsx'] })
  const [name = ''] = readdirSync(join(dir, 'out'))
  const [elsewhere, private_] = [join(dir, 'elsewhere', name), join(dir, 'private')]
  cpSync(join(dir, 'out', name), elsewhere, { recursive: true })
  mkdirSync(private_)
  writeFileSync(join(private_, 'keys.txt'), 'secret')
  // One file is a link; so is the folder that another one is said to stand in.
  rmSync(join(elsewhere, 'report.html'))
  symlinkSync(join(private_, 'keys.txt'), join(elsewhere, 'report.html'))
  const manifest = JSON.parse(readFileSync(join(elsewhere, 'manifest.json'), 'utf8')) as { files: object[] }
  manifest.files.push({ name: 'evidence/keys.txt', bytes: 6, sha256: '0'.repeat(64) })
  writeFileSync(join(elsewhere, 'manifest.json'), JSON.stringify(manifest))
  symlinkSync(private_, join(elsewhere, 'evidence'))
  const { source } = await desk.commands.openFolder({ path: join(dir, 'elsewhere') }, context)
  const { rows } = await desk.commands.list({ source, limit: 10 }, context)
  const id = rows[0]?.id ?? ''
  await expect(desk.commands.open({ source, id }, context)).rejects.toMatchObject({ code: 'files.notFound' })
  await expect(desk.commands.save({ source, id, name: 'evidence/keys.txt' }, context)).rejects.toMatchObject({ code: 'files.notFound' })
  // A folder that is reached by a link itself is somebody's own choice.
  renameSync(join(dir, 'elsewhere'), join(dir, 'moved'))
  symlinkSync(join(dir, 'moved'), join(dir, 'linked'))
  const again = await desk.commands.openFolder({ path: join(dir, 'linked') }, context)
  expect(await desk.commands.save({ source: again.source, id, name: 'report.xlsx' }, context)).toMatchObject({ ticket: expect.any(String) as string })
})
