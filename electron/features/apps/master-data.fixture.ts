import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppFields } from '@shared/contract/apps'
import { permissionsOf, type Role } from '@shared/contract/permissions'
import { onTestFinished } from 'vitest'
import type { CallContext } from '../../bridge/context'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { newId } from '../../platform/ids/id'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { placesCommands, placesRepository, PlacesService } from '../places'
import { appsCommands, appsRepository, AppsService } from './index'

/** Mini programs and places of one workspace over a real database file and a real vault. */
export async function masterData() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-apps-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const file = join(folder, 'minidesk.db')
  const repositories = [appsRepository, placesRepository]
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
  const told: string[][] = []
  const appRows = store.client(appsRepository)
  const options = { clock, vault, redactor, newId: () => newId(clock), changed: (ids: string[]) => told.push(ids) }
  const apps = new AppsService({ repository: appRows, ...options })
  const places = new PlacesService({ repository: store.client(placesRepository), ...options })
  const files = new Map<string, { path: string; name: string; bytes: number }>()
  const incoming = {
    require: (id: string) => {
      const found = files.get(id)
      if (!found) throw new Error('the test handed in no such file')
      return found
    },
  }
  const forgotten: string[] = []
  const wechat = {
    testConnection: async (appId: string) => {
      await apps.credentials(appId)
      return { expiresInSeconds: 7200 }
    },
    remainingOpenings: (): Promise<number | undefined> => Promise.reject(new Error('not granted')),
    forget: (appId: string) => forgotten.push(appId),
  }
  return {
    folder,
    clock,
    store,
    vault,
    redactor,
    told,
    forgotten,
    apps,
    /** A second service over the same database: another editor. */
    otherApps: () => new AppsService({ repository: appRows, ...options }),
    places,
    appCommands: appsCommands(apps, { incoming, wechat }),
    placeCommands: placesCommands(places, { incoming, apps }),
    /** Hands a file in; answers its id. */
    handIn: async (name: string, content: string | Uint8Array) => {
      const id = newId(clock)
      const path = join(folder, id)
      await writeFile(path, content)
      files.set(id, { path, name, bytes: content.length })
      return id
    },
    pathFor: (name: string) => join(folder, name),
    handInPath: (name: string, path: string) => {
      const id = newId(clock)
      files.set(id, { path, name, bytes: 0 })
      return id
    },
    /** Every byte of the database and its log. */
    databaseBytes: async () => {
      const names = (await readdir(folder)).filter((name) => name.startsWith('minidesk.db'))
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    },
  }
}

export function callBy(role: Role, name = '王芳'): CallContext {
  return {
    caller: {
      handle: 'h',
      operator: { id: '0190a1b2-0000-7000-8000-000000000002', name, role },
      workspaceId: '0190a1b2-0000-7000-8000-000000000001',
      workspaceKind: 'live',
      permissions: permissionsOf[role],
    },
    correlationId: '0190a1b2-0000-7000-8000-000000000003',
    signal: new AbortController().signal,
    locale: 'zh-CN',
  }
}

export function appFields(changes: Partial<AppFields> = {}): AppFields {
  return {
    name: '云栖酒店',
    appId: 'wx0123456789abcdef',
    originalId: 'gh_0123456789ab',
    subjectType: 'company_domestic',
    tokenMode: 'stable',
    pages: ['pages/index/index'],
    declaredPages: [],
    defaultTag: 'from=sms',
    ...changes,
  }
}

/** Text as GBK, the way a spreadsheet program on a Chinese computer saves CSV. */
export function gbk(text: string): Uint8Array {
  const codes = new Map<string, [number, number]>()
  const decoder = new TextDecoder('gbk')
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd') codes.set(character, [lead, trail])
    }
  return Uint8Array.from(
    [...text].flatMap((character) => {
      if (character.charCodeAt(0) < 0x80) return [character.charCodeAt(0)]
      const bytes = codes.get(character)
      if (!bytes) throw new Error(`no GBK for ${character}`)
      return bytes
    }),
  )
}
