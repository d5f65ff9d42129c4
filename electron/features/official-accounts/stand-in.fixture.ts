import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { FileTickets } from '../../platform/files/workspace-files'
import { createHttp } from '../../platform/http'
import { newId } from '../../platform/ids/id'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { practiceAccounts, practiceApps, sandboxAccount } from '../../practice-data'
import { startWechatSandbox } from '../../sandbox/wechat'
import { createWechatClient } from '../../upstream/wechat'
import { appsRepository, AppsService } from '../apps'
import { linkRulesRepository } from '../link-rules'
import { officialAccountsRepository, OfficialAccountsService } from './index'

/** Mini programs and official accounts of one workspace, the client of WeChat, and the stand-in behind it. */
export async function standInDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-stand-in-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const repositories = [appsRepository, officialAccountsRepository, linkRulesRepository]
  const file = join(folder, 'minidesk.db')
  const store = inlineStore(new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }))
  const { vault } = await createVault(folder, {
    workspaceId: newId(clock),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  const [example] = practiceAccounts
  if (!example) throw new Error('practice has an official account')
  const second = { ...example.fields, name: '云栖会员号', appId: 'wx00a1b2c3d4e5f6a2', originalId: '' }
  const accountsSeed = [...practiceAccounts, { fields: second, secret: '11223344556677889900aabbccddeeff' }]
  const sandbox = await startWechatSandbox({
    clock,
    seed: [...practiceApps.map((app) => app.sandbox), ...accountsSeed.map((one) => sandboxAccount(one.fields, one.secret))],
  })
  const redactor = createRedactor()
  const http = createHttp({ clock, redactor, random: () => 0.5, proxy: () => 'none', record: () => undefined })
  onTestFinished(async () => {
    http.close()
    await sandbox.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const common = { clock, vault, redactor, newId: () => newId(clock), changed: () => undefined }
  const apps = new AppsService({ repository: store.client(appsRepository), ...common })
  const accounts = new OfficialAccountsService({ repository: store.client(officialAccountsRepository), ...common })
  const made = []
  for (const { fields, secret } of accountsSeed) {
    const account = await accounts.create(fields)
    made.push(await accounts.setSecret(account.id, secret))
  }
  const appIds = []
  for (const { fields, sandbox: console } of practiceApps) {
    const app = await apps.create(fields)
    await apps.setSecret(app.id, console.secret)
    appIds.push(app.id)
  }
  const wechat = createWechatClient({
    http,
    clock,
    baseUrl: () => sandbox.baseUrl,
    credentials: async (appId) => ((await accounts.byAppId(appId)) ? accounts : apps).credentials(appId),
    tokenMode: () => 'stable',
  })
  return {
    folder,
    clock,
    store,
    redactor,
    sandbox,
    apps,
    accounts,
    wechat,
    tickets: new FileTickets(clock),
    /** Two service accounts with their secrets. */
    made,
    appIds,
    call: { correlationId: 'c1' },
  }
}
