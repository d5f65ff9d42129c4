import { ManualClock } from '../../platform/clock/clock'
import { startWechatSandbox } from './index'
import type { SandboxApp, WechatSandbox, WechatSandboxOptions } from './types'

/** What the tests of this stand-in share: two mini programs, a clock that stands still, and calls over real HTTP. */

export const hotelApp: SandboxApp = {
  appId: 'wx1111111111111111',
  secret: '0123456789abcdef0123456789abcdef',
  name: '海棠酒店',
  subjectType: 'company_domestic',
  released: true,
  releasedPages: ['pages/home/index', 'pages/shop/item'],
  trialPages: ['pages/home/index', 'pages/trial/new'],
  developPages: ['pages/home/index', 'pages/dev/lab'],
  declaredPages: ['pages/shop/item', 'pages/removed/old'],
  ipWhitelist: null,
  cloudEnvs: ['prod-1'],
  nfcModels: [
    { modelId: 'card', approved: true, perDevice: false },
    { modelId: 'lock', approved: true, perDevice: true },
    { modelId: 'waiting', approved: false, perDevice: false },
  ],
  refusedTitleWords: ['违规'],
  unfiledHosts: ['unfiled.example.com'],
  blacklistedHosts: ['blocked.example.com'],
}

export const otherApp: SandboxApp = {
  ...hotelApp,
  appId: 'wx2222222222222222',
  secret: 'fedcba9876543210fedcba9876543210',
  name: '另一个',
}

/** An official account. */
export const officialAccount: SandboxApp = {
  appId: 'wx3333333333333333',
  type: 'service',
  secret: '00112233445566778899aabbccddeeff',
  name: '海棠公众号',
  subjectType: 'company_domestic',
  released: false,
  releasedPages: [],
  trialPages: [],
  developPages: [],
  declaredPages: [],
  ipWhitelist: null,
  jsSafeDomains: ['m.example.com'],
}

/** 2026-11-22 12:00:00 in Beijing. */
export const noon = '2026-11-22T04:00:00.000Z'
export const noonSeconds = Date.parse(noon) / 1000

export type Json = Record<string, unknown>

export interface Kit {
  clock: ManualClock
  sandbox: WechatSandbox
  post(path: string, body: unknown): Promise<Json>
  plainToken(app?: SandboxApp, change?: Record<string, string>): Promise<Json>
  stableToken(app?: SandboxApp, change?: Json): Promise<Json>
  token(app?: SandboxApp): Promise<string>
  generate(body?: Json, token?: string): Promise<Json>
  query(body: Json, token?: string): Promise<Json>
  /** POST with the account's token to any path. */
  api(path: string, body: unknown, app?: SandboxApp): Promise<Json>
  /** The same for an interface that answers a picture. */
  picture(path: string, body: unknown, app?: SandboxApp): Promise<Picture>
}

export interface Picture {
  status: number
  type: string | null
  numUsed: string | null
  bytes: Buffer
  /** What it says when it is JSON. */
  json: Json | undefined
}

export const thirtyDays = { is_expire: true, expire_type: 1, expire_interval: 30 }

export async function startKit(options: Partial<WechatSandboxOptions> = {}): Promise<Kit> {
  const clock = new ManualClock(noon)
  const sandbox = await startWechatSandbox({ clock, seed: [hotelApp, otherApp, officialAccount], ...options })
  const read = async (response: Response): Promise<Json> => (await response.json()) as Json
  const kit: Kit = {
    clock,
    sandbox,
    post: async (path, body) =>
      read(
        await fetch(sandbox.baseUrl + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    plainToken: async (app = hotelApp, change = {}) => {
      const credentials = { grant_type: 'client_credential', appid: app.appId, secret: app.secret, ...change }
      const params = new URLSearchParams(credentials).toString()
      return read(await fetch(`${sandbox.baseUrl}/cgi-bin/token?${params}`))
    },
    stableToken: (app = hotelApp, change = {}) =>
      kit.post('/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid: app.appId,
        secret: app.secret,
        ...change,
      }),
    token: async (app = hotelApp) => String((await kit.stableToken(app)).access_token),
    generate: async (body = {}, token) =>
      kit.post(`/wxa/generatescheme?access_token=${token ?? (await kit.token())}`, { ...thirtyDays, ...body }),
    api: async (path, body, app = hotelApp) => kit.post(`${path}?access_token=${await kit.token(app)}`, body),
    picture: async (path, body, app = hotelApp) => {
      const response = await fetch(`${sandbox.baseUrl}${path}?access_token=${await kit.token(app)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        numUsed: response.headers.get('num-used'),
        bytes,
        json: bytes[0] === 0x7b ? (JSON.parse(bytes.toString('utf8')) as Json) : undefined,
      }
    },
    query: async (body, token) => kit.post(`/wxa/queryscheme?access_token=${token ?? (await kit.token())}`, body),
  }
  return kit
}
