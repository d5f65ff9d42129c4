import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workdayCalendar } from '@shared/domain/workdays'
import type { CommandInput, CommandOutput } from '@shared/contract'
import { identity as contract } from '@shared/contract/identity'
import { type Role, permissionsOf } from '@shared/contract/permissions'
import { onTestFinished } from 'vitest'
import type { CallContext } from '../../bridge/context'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { createHttp } from '../../platform/http'
import { newId } from '../../platform/ids/id'
import { channelThread } from '../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../platform/jobs/repository'
import { JobRunner } from '../../platform/jobs/runner'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { repositories } from '../../repositories'
import { startWechatSandbox } from '../../sandbox/wechat'
import { createWechatClient } from '../../upstream/wechat'
import { appsRepository, AppsService } from '../apps'
import { appFields } from '../apps/master-data.fixture'
import { CallLog, callsRepository } from '../calls'
import { settingsRepository, SettingsService } from '../settings'
import { identityJobs } from './jobs'
import { openIdentity } from './index'

/** An invented person; the number is of nobody: its sequence belongs to a day on which the code of the region was not yet given out. */
export const person = { name: '慕容雪见', number: '65432120090317727X' }
export const openid = 'oRrdQt6K0uXh1r2oFlzq9wyz4567'
export const secret = '0123456789abcdef0123456789abcdef'

type Name = keyof typeof contract

/** Face verification of one workspace over a real database, a real vault and the stand-in over real HTTP. */
export async function identityDesk() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-identity-'))
  const clock = new ManualClock('2026-11-28T06:00:00.000Z')
  const store = inlineStore(new StoreEngine({ file: join(folder, 'minidesk.db'), role: 'writer', create: true, repositories, migrations, clock }))
  const slots = [{ kind: 'passphrase' as const, passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }]
  const { vault } = await createVault(folder, { workspaceId: newId(clock), slots, clock })
  await store.setAuditKey(vault.deriveKey('audit'))
  const redactor = createRedactor()
  const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
  await settings.load()
  const nextId = () => newId(clock)
  const apps = new AppsService({ repository: store.client(appsRepository), clock, vault, redactor, newId: nextId, changed: () => undefined })
  const app = await apps.create(appFields())
  await apps.setSecret(app.id, secret)
  const none = { releasedPages: [], trialPages: [], developPages: [], declaredPages: [] }
  const snapshots: string[] = []
  const sandbox = await startWechatSandbox({
    clock,
    seed: [{ appId: app.appId, secret, name: app.name, subjectType: 'company_domestic', released: true, ipWhitelist: null, ...none }],
    onChange: (snapshot) => snapshots.push(snapshot()),
  })
  const calls = new CallLog({ repository: store.client(callsRepository), clock, reportError: () => undefined })
  const http = createHttp({
    clock: { now: () => clock.now(), instant: () => clock.instant(), monotonic: () => performance.now() },
    redactor,
    record: (call) => calls.record(call),
    random: () => 0,
    sleep: () => Promise.resolve(),
  })
  let baseUrl = sandbox.baseUrl
  const wechat = createWechatClient({
    http,
    clock,
    baseUrl: () => baseUrl,
    credentials: (appId) => apps.credentials(appId),
    tokenMode: () => 'stable',
  })
  const jobRows = store.client(jobsRepository)
  const jobs = new JobRunner({ repository: jobRows, clock, newId: nextId, startThread: () => channelThread(identityJobs), changed: () => undefined, reportError: () => undefined, slots: 1 })
  const reported: string[] = []
  const room = openIdentity({
    store,
    clock,
    vault,
    settings,
    apps,
    face: wechat.face,
    jobs,
    jobRows,
    addFile: async (file) => {
      const id = nextId()
      await jobRows.addFile({ id, ...file })
      return { fileId: id, name: file.name, bytes: file.bytes }
    },
    filesDir: folder,
    newId: nextId,
    isPractice: true,
    calendar: () => Promise.resolve(workdayCalendar([])),
    reportError: (where) => reported.push(where),
    practice: { finishFace: (input) => Promise.resolve(sandbox.finishFace(input)) },
    changed: () => undefined,
  })
  onTestFinished(async () => {
    await room.stop()
    await jobs.close()
    http.close()
    await sandbox.close()
    await calls.flush()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** As the router does it: input and output through the contract. */
  async function call<N extends Name>(name: N, input: CommandInput<`identity.${N}`>, role: Role = 'administrator'): Promise<CommandOutput<`identity.${N}`>> {
    const context: CallContext = {
      caller: { handle: 'h', operator: { id: nextId(), name: '王芳', role }, workspaceId: 'w', workspaceKind: 'practice', permissions: permissionsOf[role] },
      correlationId: 'c1',
      signal: new AbortController().signal,
      locale: 'zh-CN',
    }
    const { input: schema, output } = contract[name]
    const handler = room.commands[name] as (input: unknown, context: CallContext) => Promise<unknown>
    return output.parse(await handler(schema.parse(input), context)) as CommandOutput<`identity.${N}`>
  }
  async function refused<N extends Name>(name: N, input: CommandInput<`identity.${N}`>): Promise<Fault> {
    const caught: unknown = await call(name, input).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    if (caught instanceof Fault) return caught
    throw new Error(`${name} was not refused with a Fault`, { cause: caught })
  }
  const consent = { textVersion: 1, agreed: true as const, purpose: '入住登记' }
  return {
    folder,
    clock,
    store,
    vault,
    settings,
    app,
    sandbox,
    snapshots,
    calls,
    jobs,
    jobRows,
    room,
    reported,
    call,
    refused,
    consent,
    at: (url: string) => (baseUrl = url),
    start: (changes: Partial<CommandInput<'identity.start'>> = {}) => call('start', { appId: app.id, ...person, openid, consent, ...changes }),
    startInput: (changes: Partial<CommandInput<'identity.start'>> = {}): CommandInput<'identity.start'> => ({ appId: app.id, ...person, openid, consent, ...changes }),
  }
}
