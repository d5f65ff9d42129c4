import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { ServiceFields } from '@shared/contract/short-addresses'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { type CallRecord, createHttp } from '../../platform/http'
import { newId } from '../../platform/ids/id'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { startShortAddressSandbox } from '../../sandbox/short-address'
import { createShortAddressClient } from '../../upstream/short-address'
import { openShortAddresses, shortAddressesRepository, shortServicesRepository } from './index'
import type { LinkAhead } from './service'

export const token = 'tok-3f9c1a7e5d2b80466c'
export const linkId = '0190a1b2-0000-7000-8000-0000000000b1'
export const scheme = 'weixin://dl/business/?appid=wx0123456789abcdef&path=pages/a&query=from%3Dsms'

/** As the stand-in wants it; `base` is its address. */
export const serviceFields = (base: string, changes: Partial<ServiceFields> = {}): ServiceFields =>
  ServiceFields.parse({
    name: '短网址',
    create: { method: 'POST', url: `${base}/api/links`, bodyKind: 'json', body: '{"url":"{{link}}","title":"{{title}}"}' },
    headers: [{ name: 'Authorization', secret: true }],
    answer: { kind: 'json', path: 'data.short_url', idPath: 'data.id' },
    success: { path: 'code', value: '0' },
    repoint: { method: 'PATCH', url: `${base}/api/links/{{id}}`, bodyKind: 'json', body: '{"url":"{{link}}"}' },
    timeoutSeconds: 1,
    ...changes,
  })

/** The feature over a real database, a real vault and the stand-in over HTTP. */
export async function shortDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-short-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const file = join(folder, 'minidesk.db')
  const repositories = [shortAddressesRepository, shortServicesRepository]
  const store = inlineStore(new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }))
  const { vault } = await createVault(folder, {
    workspaceId: newId(clock),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  const sandbox = await startShortAddressSandbox({ clock, tokens: [token] })
  const redactor = createRedactor()
  const calls: CallRecord[] = []
  const http = createHttp({ clock, redactor, random: () => 0, record: (call) => calls.push(call) })
  onTestFinished(async () => {
    http.close()
    await sandbox.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  addLink(file)
  const link: LinkAhead = { id: linkId, text: scheme, title: '桌卡 "A" & B', campaign: '' }
  const settings = new Map<string, unknown>()
  let campaignService: string | undefined
  const desk = openShortAddresses({
    repository: store.client(shortAddressesRepository),
    serviceRows: store.client(shortServicesRepository),
    vault,
    redactor,
    redact: (text) => redactor.text(text),
    settings: {
      value: (key, schema) => schema.safeParse(settings.get(key)).data,
      setValue: (key, value) => Promise.resolve(void settings.set(key, value)),
    },
    client: createShortAddressClient({ http, clock, standIn: () => Promise.resolve(undefined) }),
    linkOf: (id) => (id === linkId ? Promise.resolve({ ...link }) : Promise.reject(new Fault('links.notFound'))),
    serviceOfCampaign: () => Promise.resolve(campaignService),
    newId: () => newId(clock),
    changed: () => undefined,
  })
  return {
    ...desk,
    repository: store.client(shortAddressesRepository),
    clock,
    folder,
    sandbox,
    redactor,
    calls,
    link,
    nameInCampaign: (id: string | undefined) => (campaignService = id),
    /** A service that works. */
    ready: async (changes: Partial<ServiceFields> = {}) => {
      const { id } = await desk.services.save({ fields: serviceFields(sandbox.baseUrl, changes) })
      return desk.services.setSecret(id, 'Authorization', `Bearer ${token}`)
    },
    databaseBytes: async () => {
      const names = (await readdir(folder)).filter((name) => name.startsWith('minidesk.db'))
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    },
  }
}

let calls = 0
export const doer = () => ({ operatorName: '王芳', correlationId: `0190a1b2-0000-7000-8000-${String((calls += 1)).padStart(12, '0')}` })

function addLink(file: string): void {
  const db = new Database(file)
  db.exec(`INSERT INTO apps (id, name, app_id, original_id, subject_type, token_mode, pages_json, declared_pages_json, default_tag,
      created_at, updated_at, updated_by) VALUES ('a', 'a', 'a', '', 'company_domestic', 'stable', '{}', '{}', '', '', '', '');
    INSERT INTO links (id, kind, app_seq, path, query, env_version, text, campaign, tag, note, created_at, created_by)
      VALUES ('${linkId}', 'plain_scheme', 1, '', '', 'release', '', '', '', '', '', '')`)
  db.close()
}
