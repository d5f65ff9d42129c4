import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OfficialAccountFields } from '@shared/contract/official-accounts'
import { onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { newId } from '../../platform/ids/id'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { appsRepository, AppsService } from '../apps'
import { officialAccountsCommands, officialAccountsRepository, OfficialAccountsService } from './index'

/** The official accounts of one workspace over a real database file and a real vault. */
export async function accountsDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-official-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const repositories = [appsRepository, officialAccountsRepository]
  const file = join(folder, 'minidesk.db')
  const store = inlineStore(new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }))
  const { vault } = await createVault(folder, {
    workspaceId: newId(clock),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const redactor = createRedactor()
  let told = 0
  const common = { clock, vault, redactor, newId: () => newId(clock) }
  const accounts = new OfficialAccountsService({
    repository: store.client(officialAccountsRepository),
    ...common,
    changed: () => (told += 1),
  })
  const forgotten: string[] = []
  return {
    clock,
    redactor,
    accounts,
    apps: new AppsService({ repository: store.client(appsRepository), ...common, changed: () => undefined }),
    told: () => told,
    forgotten,
    commands: officialAccountsCommands(accounts, {
      testConnection: async (appId) => {
        await accounts.credentials(appId)
        return { expiresInSeconds: 7200 }
      },
      forget: (appId) => forgotten.push(appId),
    }),
    /** Every byte of the database and its log. */
    databaseBytes: async () => {
      const names = (await readdir(folder)).filter((name) => name.startsWith('minidesk.db'))
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    },
  }
}

export function accountFields(changes: Partial<OfficialAccountFields> = {}): OfficialAccountFields {
  return {
    name: '云栖酒店服务号',
    appId: 'wx0123456789abcdef',
    originalId: 'gh_0123456789ab',
    type: 'service',
    company: '杭州云栖酒店管理有限公司',
    verified: true,
    verifiedUntil: '2027-03-31',
    safeDomains: ['h5.example.com'],
    ...changes,
  }
}
