import { looksLikeToken, newToken, type RandomBytes } from './random'
import { WechatRefusal } from './refusal'
import type { TokenView } from './types'

const lifetimeMs = 7_200_000
const overlapMs = 300_000
/** A dead token is remembered for a day, so that its holder reads 42001 and not "unknown". */
const rememberedMs = 86_400_000

interface Token {
  token: string
  appId: string
  kind: 'plain' | 'stable'
  issuedAt: number
  expiresAt: number
  /** From here on it is "not latest", although its lifetime is not over. */
  replacedAt: number | null
}

export interface TokenAnswer {
  access_token: string
  expires_in: number
}

/** The tokens of all mini programs. The two kinds never touch each other (wechat-links-qr §1.1, §1.2). */
export class TokenBook {
  readonly #tokens = new Map<string, Token>()
  readonly #random: RandomBytes

  constructor(random: RandomBytes) {
    this.#random = random
  }

  #issue(appId: string, kind: Token['kind'], now: number): TokenAnswer {
    for (const [token, { expiresAt }] of this.#tokens) {
      if (now - expiresAt > rememberedMs) this.#tokens.delete(token)
    }
    const token = newToken(this.#random)
    this.#tokens.set(token, { token, appId, kind, issuedAt: now, expiresAt: now + lifetimeMs, replacedAt: null })
    return { access_token: token, expires_in: lifetimeMs / 1000 }
  }

  *#accepted(appId: string, kind: Token['kind'], now: number): Generator<Token> {
    for (const token of this.#tokens.values()) {
      if (token.appId === appId && token.kind === kind && now < endOf(token)) yield token
    }
  }

  /** `cgi-bin/token`: every call replaces the token; the previous one stays usable for 5 minutes (§1.1). */
  plain(appId: string, now: number): TokenAnswer {
    for (const token of this.#accepted(appId, 'plain', now)) token.replacedAt ??= now + overlapMs
    return this.#issue(appId, 'plain', now)
  }

  /**
   * `cgi-bin/stable_token` without force: the same token with its remaining life, or, in its last 5 minutes, a new one
   * while the old one lives on to its end. So `expires_in` is never below 300 (§1.2).
   */
  stable(appId: string, now: number): TokenAnswer {
    for (const token of this.#accepted(appId, 'stable', now)) {
      const left = Math.floor((token.expiresAt - now) / 1000)
      if (left >= overlapMs / 1000) return { access_token: token.token, expires_in: left }
    }
    return this.#issue(appId, 'stable', now)
  }

  /** A forced refresh: whatever stable token was valid is refused from now on (§1.2). */
  stableForced(appId: string, now: number): TokenAnswer {
    for (const token of this.#accepted(appId, 'stable', now)) token.replacedAt = now
    return this.#issue(appId, 'stable', now)
  }

  /** The app that a token belongs to. Throws 40014 (not a token), 40001 (unknown or replaced), 42001 (too old). */
  verify(text: string, now: number): string {
    const token = this.#tokens.get(text)
    if (!token) throw new WechatRefusal(looksLikeToken(text) ? 40001 : 40014)
    // Its lifetime first: a token that was replaced and has since run out as well is simply too old.
    if (now >= token.expiresAt) throw new WechatRefusal(42001)
    if (now >= endOf(token)) throw new WechatRefusal(40001)
    return token.appId
  }

  /** Whose token this is or was, without judging it. */
  ownerOf(text: string): string | undefined {
    return this.#tokens.get(text)?.appId
  }

  acceptedOf(appId: string, now: number): TokenView[] {
    return [...this.#accepted(appId, 'plain', now), ...this.#accepted(appId, 'stable', now)].map((token) => ({
      token: token.token,
      appId,
      kind: token.kind,
      issuedAt: token.issuedAt,
      endsAt: endOf(token),
    }))
  }
}

function endOf(token: Token): number {
  return Math.min(token.expiresAt, token.replacedAt ?? token.expiresAt)
}
