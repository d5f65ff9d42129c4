import { FaceBook } from './face-book'
import { LifeBook } from './life'
import { documentedLimits, type SandboxLimits } from './limits'
import { newCode, systemRandom, type RandomBytes } from './random'
import { RefusalBook, type NotedRefusal } from './refusal-book'
import { readSnapshot, type SnapshotContent } from './snapshot'
import { TicketBook } from './tickets'
import { TokenBook } from './tokens'
import type { IssuedScheme, IssuedShortLink, IssuedUrlLink, LinkRule, SandboxApp } from './types'
import { UsageBook } from './usage'

/** An ended link is remembered for 30 more days over restarts. */
const keptMs = 30 * 86_400_000

/** Everything the stand-in knows: accounts, tokens, tickets, issued links, rules, counters, refusals. */
export class World {
  readonly apps = new Map<string, SandboxApp>()
  readonly schemes = new Map<string, IssuedScheme>()
  readonly urlLinks = new Map<string, IssuedUrlLink>()
  readonly shortLinks = new Map<string, IssuedShortLink>()
  /** By prefix: two accounts cannot have the same. */
  readonly linkRules = new Map<string, LinkRule>()
  readonly usage = new UsageBook()
  readonly life = new LifeBook()
  readonly refusals = new RefusalBook()
  readonly tokens: TokenBook
  readonly tickets: TicketBook
  readonly faces: FaceBook
  readonly limits: SandboxLimits
  readonly callerIp: string
  readonly random: RandomBytes
  readonly changed: () => void
  /** `appId model sn` of every NFC scheme. */
  readonly #nfcTaken = new Set<string>()

  constructor(options: {
    random?: RandomBytes | undefined
    limits?: Partial<SandboxLimits> | undefined
    callerIp?: string | undefined
    changed: () => void
  }) {
    this.random = options.random ?? systemRandom
    this.limits = { ...documentedLimits, ...options.limits }
    this.callerIp = options.callerIp ?? '203.0.113.7'
    this.tokens = new TokenBook(this.random)
    this.tickets = new TicketBook(this.random)
    this.faces = new FaceBook(this.random)
    this.changed = options.changed
  }

  /** Hands out a new scheme and counts it against the day. */
  issue(scheme: Omit<IssuedScheme, 'ticket' | 'openings'>, nowMs: number): IssuedScheme {
    const ticket = newCode(this.random, 11, (text) => this.schemes.has(text))
    const issued = { ticket, ...scheme, openings: 0 }
    this.schemes.set(ticket, issued)
    if (issued.nfc) {
      this.#nfcTaken.add(nfcKey(issued.appId, issued.nfc))
      this.life.of(issued.appId, nowMs).nfcSchemes += 1
    }
    this.usage.today(scheme.appId, nowMs).generated += 1
    this.changed()
    return issued
  }

  hasNfcScheme(appId: string, nfc: { modelId: string; sn?: string }): boolean {
    return this.#nfcTaken.has(nfcKey(appId, nfc))
  }

  /** Hands out a new URL Link and counts it against the day, together with the schemes. */
  issueUrlLink(link: Omit<IssuedUrlLink, 'code' | 'openings'>, nowMs: number): IssuedUrlLink {
    const code = newCode(this.random, 11, (text) => this.urlLinks.has(text))
    const issued = { code, ...link, openings: 0 }
    this.urlLinks.set(code, issued)
    this.usage.today(link.appId, nowMs).generated += 1
    this.changed()
    return issued
  }

  /** Hands out a new Short Link; a permanent one (`expireTime` 0) also counts for the life of the mini program. */
  issueShortLink(link: Omit<IssuedShortLink, 'code' | 'openings'>, nowMs: number): IssuedShortLink {
    const code = newCode(this.random, 15, (text) => this.shortLinks.has(text))
    const issued = { code, ...link, openings: 0 }
    this.shortLinks.set(code, issued)
    this.usage.today(link.appId, nowMs).shortLinks += 1
    if (link.expireTime === 0) this.life.of(link.appId, nowMs).permanentShortLinks += 1
    this.changed()
    return issued
  }

  rulesOf(appId: string): LinkRule[] {
    return [...this.linkRules.values()].filter((rule) => rule.appId === appId)
  }

  /**
   * Counts an opening of a link that was issued, and, where schemes and URL Links are concerned (`quota`), of the
   * mini program.
   */
  countOpening(appId: string, issued: { openings: number } | undefined, quota: boolean, nowMs: number): void {
    if (quota) this.usage.today(appId, nowMs).opened += 1
    if (issued) issued.openings += 1
    this.changed()
  }

  countForcedRefresh(appId: string, nowMs: number): void {
    const today = this.usage.today(appId, nowMs)
    today.forcedRefreshes += 1
    today.lastForcedAt = nowMs
    this.changed()
  }

  noteRefusal(refusal: NotedRefusal): void {
    this.refusals.note(refusal)
    this.changed()
  }

  /** Openings of schemes and URL Links that the app has left today. */
  openingsLeft(appId: string, nowMs: number): number {
    return Math.max(0, this.limits.openingsPerDay - this.usage.today(appId, nowMs).opened)
  }

  /** Links that ended long ago are left out, so that the text stays small. */
  snapshot(nowMs: number): string {
    const kept = ({ expireTime }: { expireTime: number }) => expireTime === 0 || nowMs < expireTime * 1000 + keptMs
    const content: SnapshotContent = {
      format: 'minidesk.sandbox.wechat',
      version: 2,
      schemes: [...this.schemes.values()].filter(kept),
      urlLinks: [...this.urlLinks.values()].filter(kept),
      shortLinks: [...this.shortLinks.values()].filter(kept),
      linkRules: [...this.linkRules.values()],
      usage: this.usage.stored(),
      life: this.life.stored(),
      refusals: this.refusals.stored(),
    }
    return JSON.stringify(content)
  }

  /** Takes over links, rules and counters; leaves everything as it was when the text is not a snapshot. */
  restore(text: string): void {
    const content = readSnapshot(text)
    refill(this.schemes, content.schemes, ({ ticket }) => ticket)
    refill(this.urlLinks, content.urlLinks, ({ code }) => code)
    refill(this.shortLinks, content.shortLinks, ({ code }) => code)
    refill(this.linkRules, content.linkRules, ({ prefix }) => prefix)
    this.#nfcTaken.clear()
    for (const { appId, nfc } of content.schemes) if (nfc) this.#nfcTaken.add(nfcKey(appId, nfc))
    this.usage.replaceBy(content.usage)
    this.life.replaceBy(content.life)
    this.refusals.replaceBy(content.refusals)
  }
}

function nfcKey(appId: string, { modelId, sn }: { modelId: string; sn?: string }): string {
  return JSON.stringify([appId, modelId, sn ?? null])
}

function refill<T>(map: Map<string, T>, values: readonly T[], keyOf: (value: T) => string): void {
  map.clear()
  for (const value of values) map.set(keyOf(value), value)
}
