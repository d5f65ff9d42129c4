import type { Clock } from '../../platform/clock/clock'
import type { SandboxFault } from './faults'
import type { SandboxLimits } from './limits'
import type { RandomBytes } from './random'

export type SubjectType = 'company_domestic' | 'individual_domestic' | 'company_overseas' | 'individual_overseas'
export type EnvVersion = 'release' | 'trial' | 'develop'

/** A mini program as the platform's console knows it. Pages stand without a leading slash, the home page first. */
export interface SandboxApp {
  appId: string
  secret: string
  name: string
  subjectType: SubjectType
  /** False: never published; every generation answers 85079. */
  released: boolean
  releasedPages: readonly string[]
  trialPages: readonly string[]
  developPages: readonly string[]
  /** Pages ticked under "明文 scheme 拉起此小程序" (wechat-links-qr §3.2). */
  declaredPages: readonly string[]
  /** Addresses that may fetch a token; null: the whitelist is switched off. */
  ipWhitelist: readonly string[] | null
  /** True: the account is banned (85408); `generationRight`: only the right to make schemes is (40013). */
  banned?: boolean | 'generationRight'
  /** The owner froze the secret (40243). */
  secretFrozen?: boolean
  /** The token interface is forbidden for this account (50004). */
  tokenForbidden?: boolean
  /** The account is frozen: 50007 on token calls, 50002 on all others. */
  frozen?: boolean
}

/** An encrypted scheme that was handed out. Times are Unix seconds. */
export interface IssuedScheme {
  ticket: string
  appId: string
  /** As the caller sent it, with or without a leading slash; empty is the home page. */
  path: string
  query: string
  envVersion: EnvVersion
  createTime: number
  expireTime: number
  /** How often the phone page opened it. */
  openings: number
}

export interface TokenView {
  token: string
  appId: string
  kind: 'plain' | 'stable'
  /** Milliseconds since 1970. From `endsAt` on the token is refused. */
  issuedAt: number
  endsAt: number
}

export interface AppUsage {
  /** Calendar day in Beijing that the numbers belong to. */
  day: string
  generated: number
  opened: number
  forcedRefreshes: number
}

/** What tests and the practice workspace may look at. Holds no secret and no token. */
export interface SandboxState {
  apps: (Omit<SandboxApp, 'secret'> & { usage: AppUsage; schemes: number; liveTokens: number })[]
  /** Requests that reached a path, refused ones included. */
  calls: Record<string, number>
  faults: SandboxFault[]
}

export interface WechatSandboxOptions {
  clock: Clock
  seed: readonly SandboxApp[]
  /** Text of an earlier {@link WechatSandbox.snapshot}; its schemes and counters live on. */
  restore?: string
  /** Source of tickets, tokens and request ids; the operating system's by default. */
  random?: RandomBytes
  limits?: Partial<SandboxLimits>
  /** The public address that callers seem to come from; default `203.0.113.7`. */
  callerIp?: string
  /** Told some time after something worth keeping has changed, many changes at once; and on close. */
  onChange?: (snapshot: () => string) => void
  /** How long changes are gathered before `onChange`, in milliseconds; default 100. */
  changeDelayMs?: number
}

export interface PhoneUrlOptions {
  platform?: 'ios' | 'android'
  place?: 'sms' | 'browser' | 'wechat'
  lang?: 'zh-CN' | 'en'
}

export interface WechatSandbox {
  /** Stands in for `https://api.weixin.qq.com`. */
  baseUrl: string
  /** Value of the header `X-Sandbox-Control` that the control API asks for. */
  controlKey: string
  close(): Promise<void>
  setFault(fault: SandboxFault): void
  clearFaults(): void
  /** Adds an app, or replaces the one with the same AppID. Issued schemes and tokens stay. */
  addApp(app: SandboxApp): void
  /** Throws `sandbox.unknownApp`. */
  updateApp(appId: string, change: Partial<Omit<SandboxApp, 'appId'>>): void
  state(): SandboxState
  schemesOf(appId: string): IssuedScheme[]
  /** Tokens that are still accepted. */
  tokensOf(appId: string): TokenView[]
  /** Address of the phone page for a scheme of either kind. */
  phoneUrl(scheme: string, options?: PhoneUrlOptions): string
  /** Issued schemes and today's counters as JSON. No secrets and no tokens: callers meet 40001 once and fetch anew. */
  snapshot(): string
  /** Replaces schemes and counters by those of a snapshot. Throws `sandbox.snapshotUnreadable`. */
  restore(snapshot: string): void
}
