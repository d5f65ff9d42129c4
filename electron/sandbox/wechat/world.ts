import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { documentedLimits, type SandboxLimits } from './limits'
import { newTicket, systemRandom, type RandomBytes } from './random'
import { TokenBook } from './tokens'
import type { IssuedScheme, SandboxApp } from './types'
import { UsageBook } from './usage'

const count = z.int().min(0)

const Snapshot = z.strictObject({
  format: z.literal('minidesk.sandbox.wechat'),
  version: z.literal(1),
  schemes: z.array(
    z.strictObject({
      ticket: z.string().regex(/^[A-Za-z0-9]{11}$/),
      appId: z.string(),
      path: z.string(),
      query: z.string(),
      envVersion: z.enum(['release', 'trial', 'develop']),
      createTime: count,
      expireTime: count,
      openings: count,
    }),
  ),
  usage: z.array(
    z.strictObject({
      appId: z.string(),
      day: z.iso.date(),
      generated: count,
      opened: count,
      forcedRefreshes: count,
      lastForcedAt: z.int().nullable(),
    }),
  ),
})

/** Everything the stand-in knows: mini programs, tokens, issued schemes, counters. */
export class World {
  readonly apps = new Map<string, SandboxApp>()
  readonly schemes = new Map<string, IssuedScheme>()
  readonly usage = new UsageBook()
  readonly tokens: TokenBook
  readonly limits: SandboxLimits
  readonly callerIp: string
  readonly random: RandomBytes
  readonly #changed: () => void

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
    this.#changed = options.changed
  }

  /** Hands out a new scheme and counts it against the day. */
  issue(scheme: Omit<IssuedScheme, 'ticket' | 'openings'>, nowMs: number): IssuedScheme {
    const ticket = newTicket(this.random, (text) => this.schemes.has(text))
    const issued = { ticket, ...scheme, openings: 0 }
    this.schemes.set(ticket, issued)
    this.usage.today(scheme.appId, nowMs).generated += 1
    this.#changed()
    return issued
  }

  /** Counts an opening of the app, and of the scheme when it is an encrypted one. */
  countOpening(appId: string, scheme: IssuedScheme | undefined, nowMs: number): void {
    this.usage.today(appId, nowMs).opened += 1
    if (scheme) scheme.openings += 1
    this.#changed()
  }

  countForcedRefresh(appId: string, nowMs: number): void {
    const today = this.usage.today(appId, nowMs)
    today.forcedRefreshes += 1
    today.lastForcedAt = nowMs
    this.#changed()
  }

  /** Openings of schemes that the app has left today. */
  openingsLeft(appId: string, nowMs: number): number {
    return Math.max(0, this.limits.openingsPerDay - this.usage.today(appId, nowMs).opened)
  }

  snapshot(): string {
    const content: z.infer<typeof Snapshot> = {
      format: 'minidesk.sandbox.wechat',
      version: 1,
      schemes: [...this.schemes.values()],
      usage: this.usage.stored(),
    }
    return JSON.stringify(content)
  }

  /** Takes over schemes and counters; leaves everything as it was when the text is not a snapshot. */
  restore(text: string): void {
    let content: z.infer<typeof Snapshot>
    try {
      content = Snapshot.parse(JSON.parse(text))
    } catch (cause) {
      throw new Fault('sandbox.snapshotUnreadable', { cause })
    }
    this.schemes.clear()
    for (const scheme of content.schemes) this.schemes.set(scheme.ticket, scheme)
    this.usage.replaceBy(content.usage)
  }
}
