import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { permissionsOf, type Role } from '@shared/contract/permissions'
import { onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { type CallRecord, createHttp } from '../../platform/http'
import { newId } from '../../platform/ids/id'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { repositories } from '../../repositories'
import { startMailSandbox } from '../../sandbox/mail'
import { startWecomRobotSandbox } from '../../sandbox/wecom-robot'
import { createMailer } from '../../upstream/mail'
import { createWecomRobot } from '../../upstream/wecom-robot'
import { settingsRepository, SettingsService } from '../settings'
import { pushRepository, PushService, todayMarksRepository, TodayService, type Todo } from './index'

export const robotKey = '693a91f6-7c3e-4bc4-97a0-0ec2sifa5aaa'
export const webhook = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${robotKey}`
export const mailPassword = 'mail-Passw0rd-geheim'
export const mailSettings = {
  host: 'smtp.example.com',
  port: 465,
  security: 'tls' as const,
  user: 'minidesk',
  from: 'minidesk@example.com',
  to: ['ops@example.com', 'night@example.com'],
}

export const who = (role: Role, id: string = role) => ({
  operator: { id, name: `某${role}`, role },
  permissions: permissionsOf[role],
})

export const failedTodo = (id: string, more: Partial<Todo> = {}): Todo => ({
  id,
  kind: 'backups.failed',
  tone: 'failed',
  title: { key: 'today.todos.backupFailed', params: {} },
  since: '2026-11-22T03:05:00.000Z',
  count: 1,
  action: { key: 'today.todos.toBackups', to: '/settings/backups' },
  ...more,
})
export const attentionTodo = (id: string, more: Partial<Todo> = {}): Todo =>
  failedTodo(id, { kind: 'links.unknown', tone: 'attention', ...more })

/** 今天 of one workspace over a real database and a real vault, with the stand-ins over real HTTP and SMTP. */
export async function todayWorkspace(options: { at?: string; practice?: boolean } = {}) {
  /** When the workspace came out of a backup, as its folder says it. */
  const meta: { restoredAt: string | undefined } = { restoredAt: undefined }
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-today-'))
  const clock = new ManualClock(options.at ?? '2026-11-22T06:05:00.000Z')
  const { vault } = await createVault(join(folder, 'vault'), {
    workspaceId: newId(clock),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  const robot = await startWecomRobotSandbox({ clock })
  const mail = await startMailSandbox({ clock })
  const file = join(folder, 'minidesk.db')
  const redactor = createRedactor()
  const calls: CallRecord[] = []
  const errors: string[] = []
  /** What the one source of the test says. */
  const found: { items: Todo[]; fails: boolean } = { items: [], fails: false }

  /** One run of the program over the same database. */
  const open = async () => {
    const engine = new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock })
    const store = inlineStore(engine)
    const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
    await settings.load()
    const http = createHttp({
      clock: { now: () => clock.now(), instant: () => clock.instant(), monotonic: () => systemClock.monotonic() },
      redactor,
      record: (call) => calls.push(call),
      random: () => 0,
      sleep: () => Promise.resolve(),
    })
    const today = new TodayService({
      marks: store.client(todayMarksRepository),
      clock,
      zone: () => settings.get().zone,
      changed: () => undefined,
      reportError: (where) => errors.push(where),
    })
    today.register({
      id: 'test.source',
      kinds: ['backups.failed', 'links.unknown'],
      topics: ['links.changed'],
      everyMs: 0,
      load: async () => {
        if (found.fails) throw new Error('no answer')
        return found.items
      },
    })
    let killed = false
    const push = new PushService({
      repository: whileAlive(store.client(pushRepository), () => !killed),
      clock,
      newId: () => newId(clock),
      vault,
      redactor,
      settings,
      robot: createWecomRobot({ http, baseUrl: () => Promise.resolve(robot.baseUrl) }),
      mailer: createMailer({ clock, redactor, record: (call) => calls.push(call), timeoutMs: 500 }),
      practiceMail: () => Promise.resolve({ host: '127.0.0.1', port: mail.port }),
      received: undefined,
      states: () => today.states(),
      kinds: () => today.kinds(),
      workspaceName: () => '云栖集团',
      practice: options.practice ?? false,
      restoredAt: meta.restoredAt,
      changed: () => undefined,
      reportError: (where) => errors.push(where),
    })
    await push.start()
    const close = async () => {
      await push.stop()
      today.stop()
      http.close()
      await store.close()
    }
    /** As a kill does it. */
    const kill = () => {
      killed = true
      today.stop()
      engine.close()
    }
    return { engine, store, settings, today, push, close, kill }
  }

  let current = await open()
  onTestFinished(async () => {
    await current.close().catch(() => undefined)
    await robot.close()
    await mail.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    meta,
    clock,
    robot,
    mail,
    redactor,
    calls,
    errors,
    found,
    /** Every byte that is kept of the workspace. */
    kept: () => ['', '-wal'].map((end) => readFileSync(`${file}${end}`, 'latin1')).join(''),
    get now() {
      return current
    },
    restart: async (how: 'close' | 'kill' = 'close') => {
      if (how === 'kill') current.kill()
      else await current.close()
      current = await open()
    },
  }
}

/** What a killed program still has under way never reaches its store. */
function whileAlive<T extends object>(repository: T, alive: () => boolean): T {
  return new Proxy(repository, {
    get: (target, name) => (alive() ? (Reflect.get(target, name) as unknown) : () => Promise.reject(new Error('killed'))),
  })
}
