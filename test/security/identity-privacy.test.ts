import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { certHash } from '../../electron/features/identity/digests'
import { openVaultFromBackup, readBackupHeader, restoreBackup } from '../../electron/platform/backup'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'
import { placesOf } from '../support/search-bytes'

afterAll(removeWorkers)

/** Invented; the number fits its check character and is of nobody. */
const person = { name: '慕容雪见', number: '65432120090317727X' }
const openid = 'oPrIvAcY0practice0guest00417'
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** What must stand nowhere: the data themselves and every digest that can be reversed by trying. */
const secrets = {
  ...person,
  digits: person.number.slice(0, 17),
  small: person.number.toLowerCase(),
  openid,
  numberMd5: md5(person.number),
  nameMd5: md5(person.name),
  certHash: certHash(person.name, person.number),
}

it('the search finds what it is to find, in every form and inside what is packed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-search-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const put = (name: string, bytes: Buffer | string) => writeFileSync(join(folder, name), bytes)
  put('a', Buffer.concat([Buffer.from('xx'), gzipSync(Buffer.from(`{"n":"${person.number}"}`))]))
  put('b', Buffer.from(`?x=1${person.name}`, 'utf16le'))
  put('c', Buffer.from(`x${person.name}y`).toString('base64'))
  put('d', encodeURIComponent(person.name))
  put('e', JSON.stringify(person.name).replaceAll(/[^\u0020-\u007e]/gu, (one) => `\\u${one.charCodeAt(0).toString(16)}`))
  put('f', 'nothing')
  expect(new Set(placesOf(person, folder).map((place) => place.slice(0, 1)))).toEqual(new Set(['a', 'b', 'c', 'd', 'e']))
})

/** Everything that a person does with a verification, and what goes wrong with it. */
async function wholeRun(at: Running, session: string): Promise<{ ids: string[] }> {
  const [app] = await at.call('apps.list', {}, session)
  const consent = { textVersion: 1, agreed: true as const, purpose: '入住登记' }
  const start = { appId: app?.id ?? '', ...person, openid, consent }
  const { record: v2 } = await at.call('identity.start', start, session)
  await at.call('identity.check', { id: v2.id }, session)
  await at.call('identity.practice.finish', { id: v2.id, outcome: 'passed' }, session)
  expect((await at.call('identity.check', { id: v2.id }, session)).verdict).toBe('verified')
  const { record: v1, credential } = await at.call('identity.start', { ...start, interface: 'v1', outSeqNo: 'privacy-0001' }, session)
  const { verifyResult, push } = await at.call('identity.practice.finish', { id: v1.id, outcome: 'otherPerson' }, session)
  expect((await at.call('identity.decodePush', { text: push }, session)).recordId).toBe(v1.id)
  expect((await at.call('identity.check', { id: v1.id, verifyResult }, session)).verdict).toBe('notVerified')
  const answer = JSON.stringify({ errcode: 0, identify_ret: 0, identify_time: Math.floor(Date.now() / 1000), openid, user_id_key: credential, id_card_number_md5: secrets.numberMd5, name_utf8_md5: secrets.nameMd5 })
  const judged = await at.call('identity.judge', { interface: 'v1', answer, ...person, expected: { openid, userIdKey: credential, issuedAt: v1.createdAt }, consent }, session)
  expect(judged.verdict).toBe('verified')
  expect((await at.call('identity.records.find', { number: secrets.small }, session)).length).toBe(3)
  await at.call('identity.records.list', { text: person.number }, session)
  await at.call('identity.checkNumber', { number: secrets.small }, session)
  // What is refused leaves nothing either: by the router, by the rules, by WeChat, by a hostile text.
  const wrong: Parameters<Running['refused']>[1][] = [
    { ...start, consent: { ...consent, purpose: `给${person.name}（${person.number}）` } },
    { ...start, outSeqNo: person.number },
    { ...start, outSeqNo: 'privacy-0001' },
    { ...start, name: `${person.name}${person.number}` },
    { ...start, number: secrets.digits },
    { ...start, appId: person.number },
    { ...start, [person.number]: person.name },
    { ...start, openid: 'not-one' },
  ]
  for (const input of wrong) await at.refused('identity.start', input as never, session)
  await at.refused('identity.judge', { interface: 'v1', answer: `{"errcode":0,"openid":"${person.number}`, ...person, expected: {}, consent }, session)
  await at.refused('identity.decodePush', { text: `<!DOCTYPE a><xml>${person.number}</xml>` }, session)
  await at.refused('identity.records.erase', { ids: [v1.id], why: `${person.name} ${person.number}` }, session)
  const said = JSON.stringify(await at.call('audit.list', { limit: 200 }, session))
  for (const value of Object.values(secrets)) expect(said).not.toContain(value)
  return { ids: [v2.id, v1.id] }
}

it('after everything was done that can be done, no byte of the data folder tells the name or the number', { timeout: 120_000 }, async () => {
  const at = await startApplication()
  onTestFinished(() => removeData(at))
  const target = mkdtempSync(join(tmpdir(), 'minidesk-privacy-'))
  onTestFinished(() => rmSync(target, { recursive: true, force: true }))
  const session = await at.practice()
  const { ids } = await wholeRun(at, session)
  for (const format of ['csv', 'xlsx'] as const) {
    const { jobId } = await at.call('identity.records.export', { format }, session)
    expect((await at.over(jobId, session)).state).toBe('done')
  }
  const backups = join(target, 'backups')
  mkdirSync(backups)
  const { recoveryKey } = await at.call('vault.replaceRecoveryKey', {}, session)
  await at.call('backups.configure', { folder: backups, everyHours: 24 }, session)
  const { jobId } = await at.call('backups.run', {}, session)
  expect((await at.over(jobId, session)).state).toBe('done')
  expect(placesOf(secrets, at.dataDir)).toEqual([])
  expect((await at.call('identity.records.erase', { number: person.number, why: '当事人要求' }, session)).erased).toBe(3)
  await at.close()

  const folders = readdirSync(join(at.dataDir, 'workspaces')).map((name) => join(at.dataDir, 'workspaces', name))
  const workspace = folders.find((folder) => existsSync(join(folder, 'wechat-sandbox.json'))) ?? ''
  // The search sees what is there: the masked form is in the export, the serial number in the backup.
  expect(placesOf({ masked: '慕容**' }, at.dataDir).filter((place) => place.endsWith('utf8')).length).toBeGreaterThan(0)
  expect(readFileSync(join(workspace, 'wechat-sandbox.json'), 'utf8')).toContain('/cityservice/face/identify/getverifyid')
  expect(placesOf(secrets, at.dataDir)).toEqual([])
  expect(placesOf({ serial: 'privacy-0001' }, workspace).filter((place) => place.startsWith('minidesk.db'))).toEqual([])

  const [file = ''] = readdirSync(backups)
  const path = join(backups, file)
  const { key, wipe } = await openVaultFromBackup(await readBackupHeader(path), { kind: 'recoveryKey', recoveryKey })
  const restored = join(target, 'restored')
  await restoreBackup(path, key, restored)
  wipe()
  expect(placesOf({ serial: 'privacy-0001' }, restored).length).toBeGreaterThan(0)
  expect(placesOf(secrets, restored)).toEqual([])
  expect(ids).toHaveLength(2)
})
