import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'

const started: Running[] = []
const start = async (dataDir?: string) => {
  const running = await startApplication(dataDir === undefined ? {} : { dataDir })
  started.push(running)
  return running
}
afterEach(async () => {
  for (const running of started.splice(0)) {
    await running.close()
    removeData(running)
  }
})
afterAll(removeWorkers)

const password = 'correct horse battery'
const passphrase = 'granite-otter-plays-94-drums'
type Protection = { kind: 'keyFile' } | { kind: 'passphrase'; passphrase: string }

async function goLive(at: Running, protection: Protection = { kind: 'keyFile' }, copyFromPractice = false) {
  const made = await at.call('workspaces.createLive', { name: '云栖正式', administrator: { name: '管理员', password }, protection, copyFromPractice }, await at.practice())
  const { handle } = await at.call('accounts.signIn', { workspaceId: made.workspace.id, name: '管理员', password })
  return { ...made, id: made.workspace.id, handle }
}
const signIn = async (at: Running, workspaceId: string) => (await at.call('accounts.signIn', { workspaceId, name: '管理员', password })).handle

describe('going live', () => {
  it('takes over apps without secrets, places, no links; and the practice stays', async () => {
    const at = await start()
    const practice = await at.practice()
    const before = await at.call('apps.list', {}, practice)
    expect(before.every(({ secret }) => secret)).toBe(true)
    const rules = { ucs2Single: 70, ucs2Part: 66, maxUnits: 400, source: '短信服务商合同', asOf: '2026-11-01', certain: true }
    await at.call('shortAddresses.sms.setRules', rules, practice)
    const merchant = {
      kind: 'v3',
      name: '自己的商户',
      values: { mchid: '1611111111', appid: 'wx0123456789abcdef', serialNo: '0A0B0C0D0E0F' },
      currencies: ['CNY'],
    }
    const { id } = await at.call('payments.accounts.create', merchant, practice)
    await at.call('payments.accounts.setSecret', { id, name: 'apiV3Key', secret: '0123456789abcdefghijklmnopqrstuv' }, practice)
    const { handle, copied } = await goLive(at, { kind: 'keyFile' }, true)
    // Of payments the fields of the own merchant come along: no example, no key, no order.
    const merchants = await at.call('payments.accounts.list', {}, handle)
    expect(merchants).toMatchObject([{ name: '自己的商户', values: merchant.values, secrets: [], keys: [] }])
    expect((await at.call('payments.orders.list', {}, handle)).rows).toEqual([])
    expect((await at.call('shortAddresses.sms.templates', {}, handle)).rules).toEqual(rules)
    const apps = await at.call('apps.list', {}, handle)
    expect(apps.map(({ appId }) => appId).sort()).toEqual(before.map(({ appId }) => appId).sort())
    expect(apps.some(({ secret, overrides }) => secret ?? overrides.length > 0)).toBe(false)
    expect((await at.call('places.list', {}, handle)).length).toBe(copied.places)
    const [campaign] = await at.call('campaigns.list', {}, handle)
    expect([copied.officialAccounts, copied.campaigns, copied.channels, copied.tags, copied.smsTexts]).toEqual([1, 1, 5, 2, 1])
    expect(campaign).toMatchObject({ name: '春节预热', links: 0, channels: ['sms', 'web', 'poster'] })
    expect(apps.map(({ id }) => id)).toContain(campaign?.template.appId)
    // The example's service exists in practice only.
    expect([copied.shortServices, await at.call('shortAddresses.services', {}, handle)]).toEqual([0, []])
    const accounts = await at.call('officialAccounts.list', {}, handle)
    expect(accounts.map(({ name }) => name)).toEqual(['云栖酒店服务号'])
    expect(accounts.every(({ secret }) => secret === undefined)).toBe(true)
    expect((await at.call('links.list', { filter: {} }, handle)).rows).toEqual([])
    expect((await at.call('links.list', { filter: {} }, practice)).rows.length).toBeGreaterThan(0)
  })

  it('with a weak passphrase leaves nothing half-made', async () => {
    const at = await start()
    const practice = await at.practice()
    const folders = () => readdirSync(join(at.dataDir, 'workspaces')).length + readdirSync(join(at.dataDir, 'keys')).length
    const before = folders()
    const refused = await at.refused('workspaces.createLive', { name: 'x', administrator: { name: 'a', password }, protection: { kind: 'passphrase', passphrase: 'aaaaaaaaaaaaa' }, copyFromPractice: false }, practice)
    expect(refused.code).toBe('vault.passphraseTooWeak')
    expect(folders()).toBe(before)
    expect(await at.call('workspaces.list', {}, practice)).toHaveLength(1)
  })

  it('a wrong kind is never mixed in: a live database under a card that says practice is refused', async () => {
    const at = await start()
    const { id } = await goLive(at)
    await at.application.close()
    started.splice(0)
    const card = join(at.dataDir, 'workspaces', id, 'workspace.json')
    writeFileSync(card, readFileSync(card, 'utf8').replace('"live"', '"practice"'))
    const next = await start(at.dataDir)
    expect((await next.refused('accounts.enterPractice', { workspaceId: id })).code).toBe('workspaces.otherDatabase')
    const all = await next.call('workspaces.list', {}, await next.practice())
    expect(all.find((one) => one.id === id)).toMatchObject({ state: 'damaged', problem: { code: 'workspaces.otherDatabase' } })
  })

  it('a database of another workspace is refused too', async () => {
    const at = await start()
    const [one, two] = [await goLive(at), await goLive(at)]
    await at.application.close()
    started.splice(0)
    const db = (id: string) => join(at.dataDir, 'workspaces', id, 'minidesk.db')
    renameSync(db(one.id), db(two.id))
    const next = await start(at.dataDir)
    expect((await next.refused('accounts.signIn', { workspaceId: two.id, name: '管理员', password })).code).toBe('workspaces.otherDatabase')
    expect((await next.refused('accounts.signIn', { workspaceId: one.id, name: '管理员', password })).code).toBe('store.unopenable')
  })
})

describe('a workspace behind a passphrase', () => {
  it('is locked after a restart; passphrase or recovery key open it, nothing else does', async () => {
    const at = await start()
    const { id, recoveryKey } = await goLive(at, { kind: 'passphrase', passphrase })
    await at.application.close()
    started.splice(0)
    let next = await start(at.dataDir)
    const credentials = { workspaceId: id, name: '管理员', password }
    expect((await next.refused('accounts.signIn', credentials)).code).toBe('vault.locked')
    expect((await next.refused('workspaces.unlock', { workspaceId: id, credential: { kind: 'passphrase', passphrase: 'not this one at all' } })).code).toBe('vault.wrongPassphrase')
    expect((await next.refused('accounts.signIn', credentials)).code).toBe('vault.locked')
    expect(await next.call('workspaces.unlock', { workspaceId: id, credential: { kind: 'recoveryKey', recoveryKey } })).toMatchObject({ id, state: 'ready' })
    const handle = await signIn(next, id)
    const trail = await next.call('audit.list', { limit: 50, action: 'workspaces.unlock' }, handle)
    expect(trail.rows).toMatchObject([{ outcome: 'done', subject: id }])
    expect(JSON.stringify(trail)).not.toContain(recoveryKey)
    await next.application.close()
    started.splice(0)
    next = await start(at.dataDir)
    await next.call('workspaces.unlock', { workspaceId: id, credential: { kind: 'passphrase', passphrase } })
    await signIn(next, id)
  })
})

describe('a backup', () => {
  async function backUp() {
    const at = await start()
    const live = await goLive(at, { kind: 'keyFile' }, true)
    const folder = mkdtempSync(join(tmpdir(), 'minidesk-backup-target-'))
    await at.call('backups.configure', { folder, everyHours: 24 }, live.handle)
    const { jobId } = await at.call('backups.run', {}, live.handle)
    expect((await at.over(jobId, live.handle)).state).toBe('done')
    const name = readdirSync(folder)[0] ?? ''
    const handIn = async (running: Running) => {
      const answer = await running.application.files.receive(createReadStream(join(folder, name)), name, undefined)
      if (!answer.ok) throw new Error(answer.error.code)
      return answer.value.fileId
    }
    return { at, live, folder, handIn }
  }

  it('comes back in an empty data folder with the recovery key, whole', async () => {
    const { at, live, folder, handIn } = await backUp()
    const elsewhere = await start()
    const fileId = await handIn(elsewhere)
    expect(await elsewhere.call('backups.inspect', { fileId })).toMatchObject({ workspaceId: live.id, workspaceName: '云栖正式', kind: 'live', exists: false, opensWith: ['recoveryKey'] })
    expect((await elsewhere.refused('backups.restore', { fileId, credential: { kind: 'passphrase', passphrase } })).code).toBe('vault.noPassphrase')
    expect(readdirSync(join(elsewhere.dataDir, 'workspaces'))).toHaveLength(1)
    const summary = await elsewhere.call('backups.restore', { fileId, credential: { kind: 'recoveryKey', recoveryKey: live.recoveryKey } })
    expect(summary).toMatchObject({ id: live.id, state: 'ready', kind: 'live', restoredAt: expect.any(String) })
    const handle = await signIn(elsewhere, live.id)
    expect(await elsewhere.call('apps.list', {}, handle)).toEqual(await at.call('apps.list', {}, live.handle))
    expect(await elsewhere.call('audit.verify', {}, handle)).toMatchObject({ ok: true })
    // The next start opens it by itself.
    await elsewhere.application.close()
    started.splice(started.indexOf(elsewhere), 1)
    const again = await start(elsewhere.dataDir)
    await signIn(again, live.id)
    rmSync(folder, { recursive: true })
  })

  it('takes the place of a workspace only at a word; the old one is kept, its sessions end', async () => {
    const { at, live, folder, handIn } = await backUp()
    await at.call('workspaces.rename', { name: '后来的名字' }, live.handle)
    await at.call('accounts.create', { name: '后来的人', role: 'viewer', password }, live.handle)
    const fileId = await handIn(at)
    const credential = { kind: 'recoveryKey' as const, recoveryKey: live.recoveryKey }
    expect((await at.refused('backups.restore', { fileId, credential })).code).toBe('backups.workspaceExists')
    expect(await at.call('accounts.list', {}, live.handle)).toHaveLength(2)
    await at.call('backups.restore', { fileId, credential, replaceExisting: true })
    expect((await at.refused('accounts.list', {}, live.handle)).code).toBe('session.none')
    expect(await at.call('accounts.list', {}, await signIn(at, live.id))).toHaveLength(1)
    const aside = readdirSync(join(at.dataDir, 'workspaces')).filter((name) => name.startsWith(`${live.id}.replaced-`))
    expect(aside).toHaveLength(1)
    expect(existsSync(join(at.dataDir, 'workspaces', aside[0] ?? '', 'minidesk.db'))).toBe(true)
    rmSync(folder, { recursive: true })
  })

  it('in practice is refused with a clear word', async () => {
    const at = await start()
    const refused = await at.refused('backups.configure', { folder: at.dataDir, everyHours: 24 }, await at.practice())
    expect(refused.code).toBe('vault.noPortableSlot')
  })

  it('whose restore was killed leaves nothing: leftovers go, and a workspace set aside comes back', async () => {
    const at = await start()
    const { id } = await goLive(at)
    await at.application.close()
    started.splice(0)
    const root = join(at.dataDir, 'workspaces')
    renameSync(join(root, id), join(root, `${id}.replaced-20261122T060000000Z`))
    mkdirSync(join(root, `${id}.restored`))
    mkdirSync(join(root, `${id}.restored.restoring-0190a1b2-0000-7000-8000-00000000000a`))
    const next = await start(at.dataDir)
    await signIn(next, id)
    expect(readdirSync(root).filter((name) => name.includes('.'))).toEqual([])
  })
})
