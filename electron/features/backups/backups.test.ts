import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { verifyBackup, backupKey, restoreBackup } from '../../platform/backup'
import { ManualClock } from '../../platform/clock/clock'
import { newId } from '../../platform/ids/id'
import { channelThread } from '../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../platform/jobs/repository'
import { JobRunner } from '../../platform/jobs/runner'
import { StoreEngine } from '../../platform/store/engine'
import { latestVersion } from '../../platform/store/migrate'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { repositories } from '../../repositories'
import { auditRepository } from '../audit'
import { keptFiles } from '../settlement'
import { settingsRepository, SettingsService } from '../settings'
import { backupFileName, backupTime } from './file-names'
import { BackupsService, makeBackup, makeBackupKind } from './index'

const hour = 3_600_000

async function setUp(portable = true) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-backups-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const dir = join(folder, 'workspace')
  const target = join(folder, 'backups')
  mkdirSync(dir)
  mkdirSync(target)
  const meta = { v: 1 as const, id: newId(clock), name: '云栖 / 正式', kind: 'live' as const, createdAt: clock.instant() }
  const { vault } = await createVault(dir, {
    workspaceId: meta.id,
    slots: portable ? [{ kind: 'recovery' }] : [{ kind: 'keyFile', path: join(folder, 'keys', 'a.key') }],
    clock,
  })
  const engine = new StoreEngine({ file: join(dir, 'minidesk.db'), role: 'writer', create: true, repositories, migrations, clock })
  const store = inlineStore(engine)
  await store.setAuditKey(vault.deriveKey('audit'))
  const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
  await settings.load()
  const rows = store.client(jobsRepository)
  const failed: string[] = []
  const errors: string[] = []
  const jobs = new JobRunner({
    repository: rows,
    clock,
    newId: () => newId(clock),
    startThread: () => channelThread([makeBackup]),
    changed: () => undefined,
    reportError: (where) => errors.push(where),
    slots: 1,
  })
  const make = () =>
    new BackupsService({
      store,
      vault,
      settings,
      jobs,
      clock,
      meta,
      dir,
      keptFiles,
      appVersion: '1.0.0',
      schemaVersion: latestVersion(migrations),
      audit: store.client(auditRepository),
      reportError: (where) => errors.push(where),
      changed: () => undefined,
      failed: ({ code }) => failed.push(code),
    })
  const backups = make()
  jobs.register(makeBackupKind, backups.jobHost)
  onTestFinished(async () => {
    backups.stop()
    await jobs.close()
    engine.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const idle = async () => {
    await expect.poll(() => jobs.isBusy(meta.id), { timeout: 10_000, interval: 5 }).toBe(false)
  }
  const files = () => readdirSync(target).sort()
  return { clock, dir, target, meta, vault, settings, jobs, rows, backups, make, failed, errors, idle, files }
}

describe('scheduled backups', () => {
  it('carry the originals and evidence that the database speaks of, and a restore brings them back', async () => {
    const { backups, dir, target, idle, files, vault } = await setUp()
    const sha = 'ab'.repeat(32)
    mkdirSync(join(dir, 'settlement', 'originals', 'ab'), { recursive: true })
    writeFileSync(join(dir, 'settlement', 'originals', 'ab', sha), '`账单`')
    mkdirSync(join(dir, 'settlement', 'packs'))
    writeFileSync(join(dir, 'settlement', 'packs', 'x.pack'), 'made again')
    await backups.configure({ folder: target, everyHours: 24 }, '王芳')
    await backups.makeIfDue()
    await idle()
    const [name = ''] = files()
    const restored = join(target, '..', 'restored')
    const { entries } = await restoreBackup(join(target, name), backupKey(vault), restored)
    expect(entries.map((entry) => entry.name)).toEqual(['minidesk.db', `settlement/originals/ab/${sha}`])
    expect(readFileSync(join(restored, 'settlement', 'originals', 'ab', sha), 'utf8')).toBe('`账单`')
  })

  it('are made when they are due, and only then', async () => {
    const { backups, clock, target, idle, files, vault } = await setUp()
    expect(await backups.makeIfDue()).toBe(false)
    await backups.configure({ folder: target, everyHours: 24 }, '王芳')
    expect(await backups.makeIfDue()).toBe(true)
    // The next look comes while the first is still being made.
    expect(await backups.makeIfDue()).toBe(false)
    await idle()
    const status = await backups.status()
    expect(status).toMatchObject({ lastSuccess: { at: '2026-11-22T06:00:00.000Z', name: files()[0] }, nextAt: '2026-11-23T06:00:00.000Z' })
    expect(status.lastSuccess?.bytes).toBe(status.files[0]?.bytes)
    expect((await verifyBackup(join(target, files()[0] ?? ''), backupKey(vault))).entries.map(({ name }) => name)).toEqual(['minidesk.db'])
    clock.advance(24 * hour - 1)
    expect(await backups.makeIfDue()).toBe(false)
    clock.advance(1)
    expect(await backups.makeIfDue()).toBe(true)
    await idle()
    expect(files()).toHaveLength(2)
  })

  it('that fail say why, try again after an hour, and are forgiven by the next success', async () => {
    const { backups, clock, target, idle, files, failed } = await setUp()
    await backups.configure({ folder: target, everyHours: 24 }, '王芳')
    rmSync(target, { recursive: true })
    await backups.makeIfDue()
    await idle()
    expect((await backups.status()).lastFailure).toMatchObject({ code: 'backup.folderMissing', at: clock.instant() })
    expect(failed).toEqual(['backup.folderMissing'])
    clock.advance(hour - 1)
    expect(await backups.makeIfDue()).toBe(false)
    mkdirSync(target)
    clock.advance(1)
    expect(await backups.makeIfDue()).toBe(true)
    await idle()
    expect(files()).toHaveLength(1)
    expect((await backups.status()).lastFailure).toBeUndefined()
  })

  it('leave no copy behind, made or failed', async () => {
    const { backups, target, dir, idle } = await setUp()
    await backups.configure({ folder: target, everyHours: 1 }, '王芳')
    await backups.run('王芳', 'zh-CN')
    await idle()
    rmSync(target, { recursive: true })
    await backups.run('王芳', 'zh-CN')
    await idle()
    expect(readdirSync(dir).filter((name) => name.startsWith('backup-'))).toEqual([])
  })

  it('are thinned, and nothing else in the folder is touched', async () => {
    const { backups, target, clock, meta, idle, files, errors } = await setUp()
    await backups.configure({ folder: target, everyHours: 1 }, '王芳')
    const strangers = ['notes.txt', backupFileName({ id: newId(clock), name: meta.name }, '2020-01-01T00:00:00.000Z'), `${meta.id}.mdbackup`]
    for (const name of strangers) writeFileSync(join(target, name), 'x')
    for (let n = 0; n < 8; n++) {
      await backups.run('王芳', 'zh-CN')
      await idle()
      clock.advance(60_000)
    }
    expect(files().filter((name) => backupTime(name, meta.id) !== undefined)).toHaveLength(3)
    for (const name of strangers) expect(existsSync(join(target, name))).toBe(true)
    expect(errors).toEqual([])
  })

  it('clear away what a killed run left, and nobody else’s', async () => {
    const { make, backups, target, dir, clock, meta, files } = await setUp()
    await backups.configure({ folder: target, everyHours: 1 }, '王芳')
    const [mine, other] = [backupFileName(meta, clock.instant()), backupFileName({ id: newId(clock), name: 'x' }, clock.instant())]
    const part = '.0190a1b2-0000-7000-8000-00000000000a.part'
    for (const name of [mine + part, other + part, 'film.part', mine]) writeFileSync(join(target, name), 'x')
    for (const name of [`backup-${newId(clock)}.db`, `backup-${newId(clock)}.db.partial`]) writeFileSync(join(dir, name), 'x')
    const next = make()
    await next.start()
    next.stop()
    expect(files()).toEqual([mine, other + part, 'film.part'].sort())
    expect(readdirSync(dir).filter((name) => name.startsWith('backup-'))).toEqual([])
    expect(existsSync(join(dir, 'minidesk.db'))).toBe(true)
  })
})

describe('a plan', () => {
  it('is refused where it cannot work, at once', async () => {
    const { backups, target, dir } = await setUp()
    await expect(backups.configure({ folder: 'relative/folder', everyHours: 1 }, 'x')).rejects.toMatchObject({ fields: [{ path: 'folder', code: 'pathNotAbsolute' }] })
    await expect(backups.configure({ folder: join(target, 'nowhere'), everyHours: 1 }, 'x')).rejects.toMatchObject({ code: 'backup.folderMissing' })
    await expect(backups.configure({ folder: join(dir, 'minidesk.db'), everyHours: 1 }, 'x')).rejects.toMatchObject({ code: 'backup.folderMissing' })
    await expect(backups.run('x', 'en')).rejects.toMatchObject({ code: 'backups.noFolder' })
    expect(readdirSync(target)).toEqual([])
  })

  it('is refused where nobody could open the backup elsewhere (practice); taking it back is not', async () => {
    const { backups, target } = await setUp(false)
    await expect(backups.configure({ folder: target, everyHours: 1 }, 'x')).rejects.toMatchObject({ code: 'vault.noPortableSlot' })
    expect(await backups.configure({ everyHours: 12 }, 'x')).toMatchObject({ plan: { everyHours: 12 }, files: [] })
  })
})
