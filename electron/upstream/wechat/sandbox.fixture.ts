import { afterEach } from 'vitest'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import { startWechatSandbox } from '../../sandbox/wechat'
import type { SandboxApp, SandboxLimits } from '../../sandbox/wechat'
import { createWechatClient } from './client'
import type { TokenMode } from './types'

/** What the tests of our client against the stand-in share: two accounts, and both ends over real HTTP. */

export const APP: SandboxApp = {
  appId: 'wx0123456789abcdef',
  secret: '0123456789abcdef0123456789abcdef',
  name: '云栖酒店',
  subjectType: 'company_domestic',
  released: true,
  releasedPages: ['pages/index/index', 'pages/room/detail'],
  trialPages: [],
  developPages: [],
  declaredPages: ['pages/index/index'],
  ipWhitelist: null,
  cloudEnvs: ['prod-1'],
  nfcModels: [
    { modelId: 'card', approved: true, perDevice: false },
    { modelId: 'lock', approved: true, perDevice: true },
  ],
}

export const OFFICIAL: SandboxApp = {
  ...APP,
  appId: 'wxfedcba9876543210',
  type: 'service',
  secret: 'fedcba9876543210fedcba9876543210',
  name: '云栖公众号',
  released: false,
  jsSafeDomains: ['m.example.com'],
}

export const call = { correlationId: 'c1' }

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

export interface Options {
  mode?: TokenMode
  /** Another secret than the mini program's. */
  secret?: string
  limits?: Partial<SandboxLimits>
}

export async function setUp({ mode = 'stable', secret, limits = {} }: Options = {}) {
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const sandbox = await startWechatSandbox({ clock, seed: [APP, OFFICIAL], limits })
  const http = createHttp({
    // Real time for the limiter, the stand-in's time for everything else.
    clock: { now: () => clock.now(), instant: () => clock.instant(), monotonic: () => systemClock.monotonic() },
    redactor: createRedactor(),
    record: () => {},
    random: () => 0,
    sleep: () => Promise.resolve(),
  })
  closers.push(() => http.close(), () => sandbox.close())
  const secrets = new Map([APP, OFFICIAL].map((app) => [app.appId, app.secret]))
  const wechat = createWechatClient({
    http,
    clock,
    baseUrl: () => sandbox.baseUrl,
    credentials: (appId) => Promise.resolve({ secret: secret ?? secrets.get(appId) ?? '' }),
    tokenMode: () => mode,
  })
  return { sandbox, clock, wechat }
}
