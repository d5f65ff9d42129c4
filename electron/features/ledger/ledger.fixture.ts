import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountFields, CompanyFields } from '@shared/contract/ledger-values'
import { type LedgerLimitKey, ledgerLimitValues } from '@shared/domain/ledger'
import { onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { newId } from '../../platform/ids/id'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { BindingsService, ledgerBindingsRepository, ledgerCommands, ledgerRepository, LedgerService } from './index'
import type { KnownAccount } from './known-accounts'

/** The ledger of one workspace over a real database; `known` is what MiniDesk works with. */
export function ledgerWorkspace(known: KnownAccount[] = [], limits: Partial<Record<LedgerLimitKey, number>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-ledger-'))
  // 2026-11-22 14:05 in Beijing.
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const repositories = [ledgerRepository, ledgerBindingsRepository]
  const engine = { file: join(folder, 'minidesk.db'), create: true, repositories, migrations, clock }
  const store = inlineStore(new StoreEngine({ ...engine, role: 'writer' }))
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  let told = 0
  const changed = () => void (told += 1)
  const ledger = new LedgerService({
    repository: store.client(ledgerRepository),
    clock,
    newId: () => newId(clock),
    known: [() => Promise.resolve(known)],
    limits: () => ledgerLimitValues(limits),
    changed,
  })
  const bindings = new BindingsService({
    repository: store.client(ledgerBindingsRepository),
    ledger,
    newId: () => newId(clock),
    changed,
  })
  const files = new Map<string, { path: string; name: string; bytes: number }>()
  const incoming = {
    require: (id: string) => {
      const found = files.get(id)
      if (!found) throw new Error('the test handed in no such file')
      return found
    },
  }
  const remembered = new Map<string, Record<string, string>>()
  const mappings = {
    recallMapping: (purpose: string, signature: string) => Promise.resolve(remembered.get(`${purpose} ${signature}`)),
    rememberMapping: (purpose: string, signature: string, mapping: Record<string, string>) => {
      remembered.set(`${purpose} ${signature}`, mapping)
      return Promise.resolve()
    },
  }
  return {
    clock,
    ledger,
    bindings,
    known,
    told: () => told,
    commands: ledgerCommands(ledger, bindings, { incoming, mappings }),
    /** Hands a file in; answers its id. */
    handIn: async (name: string, content: string) => {
      const id = newId(clock)
      const path = join(folder, id)
      await writeFile(path, content)
      files.set(id, { path, name, bytes: content.length })
      return id
    },
  }
}

export const companyFields = (changes: Partial<CompanyFields> = {}): CompanyFields => ({
  name: '杭州云栖酒店管理有限公司',
  entityType: 'company',
  region: 'mainland',
  group: '',
  note: '',
  ...changes,
})

export const accountFields = (changes: Partial<AccountFields> = {}): AccountFields => ({
  kind: 'miniProgram',
  name: '云栖酒店',
  appId: '',
  originalId: '',
  administrator: '',
  certifiedOn: '',
  certifiedUntil: '',
  state: 'normal',
  note: '',
  ...changes,
})

export const knownApp = (changes: Partial<KnownAccount> = {}): KnownAccount => ({
  id: '0190a1b2-0000-7000-8000-000000000011',
  kind: 'miniProgram',
  feature: 'apps',
  name: '云栖酒店',
  appId: 'wx0123456789abcdef',
  originalId: 'gh_0123456789ab',
  archived: false,
  ...changes,
})
