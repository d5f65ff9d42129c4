import type { Clock } from '../../platform/clock/clock'
import type { FaceOutcome } from './face-book'
import type { SandboxFault } from './faults'
import type { SandboxLimits } from './limits'
import type { RandomBytes } from './random'

export type SubjectType = 'company_domestic' | 'individual_domestic' | 'company_overseas' | 'individual_overseas'
export type EnvVersion = 'release' | 'trial' | 'develop'

/** What the platform calls an account: a mini program, or one of the two kinds of official account (公众号). */
export type AccountType = 'miniProgram' | 'service' | 'subscription'

/** A model of NFC device that the mini program was granted (wechat-links-qr §2.4). */
export interface NfcModel {
  modelId: string
  /** False: still under review, 9800007. */
  approved: boolean
  /** True: one device, one code; each scheme names its `sn`. */
  perDevice: boolean
}

/**
 * An account as the platform's console knows it. Pages stand without a leading slash, the home page first; an official
 * account has none.
 */
export interface SandboxApp {
  appId: string
  /** Default `miniProgram`. */
  type?: AccountType
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
  /** Environments of cloud static hosting; without one `cloud_base` is 85088. */
  cloudEnvs?: readonly string[]
  /** Without one, NFC schemes are 40002. */
  nfcModels?: readonly NfcModel[]
  /** False: the category is not admitted to Short Links (43104). */
  shortLinkRight?: boolean
  /** A Short Link whose title holds one of them is 40225. */
  refusedTitleWords?: readonly string[]
  /** False: the file that proves the ownership of a rule's domain is not served (85069). */
  verificationFileServed?: boolean
  /** Hosts on which that file is missing, although it is served elsewhere. */
  unverifiedHosts?: readonly string[]
  /** Hosts without ICP filing (85076). */
  unfiledHosts?: readonly string[]
  /** Hosts on the platform's blacklist (85070). */
  blacklistedHosts?: readonly string[]
  /** Official account: hosts under "JS 接口安全域名". */
  jsSafeDomains?: readonly string[]
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
  /** 0: for ever, which only NFC schemes are. */
  expireTime: number
  /** How often the phone page opened it. */
  openings: number
  /** Only with NFC schemes. */
  nfc?: { modelId: string; sn?: string }
}

/** A custom landing page on cloud static hosting (wechat-links-qr §2.5). */
export interface CloudBase {
  env: string
  domain?: string
  path: string
  query: string
  resourceAppId?: string
}

export interface IssuedUrlLink extends Omit<IssuedScheme, 'ticket' | 'nfc'> {
  code: string
  cloudBase?: CloudBase
}

export interface IssuedShortLink {
  code: string
  appId: string
  /** Page with its query, as the caller sent it. */
  pageUrl: string
  /** As it stands in the link: cut where it was too long. */
  title: string
  createTime: number
  /** 0: permanent. */
  expireTime: number
  openings: number
}

/** A rule of 扫普通链接二维码打开小程序 (wechat-links-qr §4.2). */
export interface LinkRule {
  appId: string
  prefix: string
  /** 1: others may have rules below it, 2: they may not. */
  permitSubRule: 1 | 2
  path: string
  /** Version that test addresses open: 1 develop, 2 trial, 3 release. */
  openVersion: 1 | 2 | 3
  debugUrls: string[]
  published: boolean
}

export interface TicketView {
  ticket: string
  appId: string
  type: string
  /** Milliseconds since 1970. From `endsAt` on a signature made with it is refused. */
  issuedAt: number
  endsAt: number
}

/** What `wx.config` is given, and the address of the page that calls it. */
export interface JsConfig {
  appId: string
  /** Seconds. */
  timestamp: number | string
  nonceStr: string
  signature: string
  /** `location.href`, a fragment included. */
  url: string
}

export type JsConfigVerdict = 'config:ok' | 'config:invalid signature' | 'config:invalid url domain'

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
  shortLinks: number
}

/** What an account has used for good, and of the present month in Beijing. */
export interface LifeUsage {
  limitedCodes: number
  permanentShortLinks: number
  nfcSchemes: number
  /** Different pages outside the release named to `getwxacodeunlimit`. */
  unreleasedPages: number
  month: { publications: number; clears: number }
}

/** What tests and the practice workspace may look at. Holds no secret and no token. */
export interface SandboxState {
  apps: (Omit<SandboxApp, 'secret'> & {
    usage: AppUsage
    life: LifeUsage
    schemes: number
    urlLinks: number
    shortLinks: number
    linkRules: number
    liveTokens: number
  })[]
  /** Requests that reached a path, refused ones included. */
  calls: Record<string, number>
  faults: SandboxFault[]
}

export interface WechatSandboxOptions {
  clock: Clock
  seed: readonly SandboxApp[]
  /** Text of an earlier {@link WechatSandbox.snapshot}; its links and counters live on. */
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
  /**
   * Where it is tapped (SMS, mobile browser, chat in WeChat, desktop browser) or how its code is read: scanned in
   * WeChat, pressed long in WeChat, read by the phone's camera.
   */
  place?: 'sms' | 'browser' | 'wechat' | 'desktop' | 'scan' | 'press' | 'camera'
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
  /** Adds an account, or replaces the one with the same AppID. Issued links and tokens stay. */
  addApp(app: SandboxApp): void
  /** Throws `sandbox.unknownApp`. */
  updateApp(appId: string, change: Partial<Omit<SandboxApp, 'appId'>>): void
  state(): SandboxState
  /** Encrypted schemes, those for NFC included. */
  schemesOf(appId: string): IssuedScheme[]
  urlLinksOf(appId: string): IssuedUrlLink[]
  shortLinksOf(appId: string): IssuedShortLink[]
  linkRulesOf(appId: string): LinkRule[]
  /** Tokens that are still accepted. */
  tokensOf(appId: string): TokenView[]
  /** Tickets of an official account that are still accepted. */
  ticketsOf(appId: string): TicketView[]
  /** What WeChat would say to a page's `wx.config` (wechat-links-qr §1.6), found with code of the stand-in's own. */
  judgeJsConfig(config: JsConfig): JsConfigVerdict
  /**
   * Address of the phone page for the text of any link, or for what a code says (`text` of its comment). Without a
   * place: where such a link is meant to be opened.
   */
  phoneUrl(link: string, options?: PhoneUrlOptions): string
  /**
   * What a user (`openid`, where the start did not bind one) did in front of the camera with a credential that was issued: what the mini program is handed (v1) and
   * what the platform pushes. Throws `sandbox.faceUnknown` for one that is unknown, used or over.
   */
  finishFace(input: { appId: string; originalId: string; credential: string; openid?: string; outcome: FaceOutcome }): { verifyResult: string; push: string }
  /** Issued links, rules and counters as JSON. No secrets and no tokens: callers meet 40001 once and fetch anew. */
  snapshot(): string
  /** Replaces links, rules and counters by those of a snapshot. Throws `sandbox.snapshotUnreadable`. */
  restore(snapshot: string): void
}
