import { createHash } from 'node:crypto'
import { newJsTicket, type RandomBytes } from './random'
import type { JsConfig, JsConfigVerdict, SandboxApp, TicketView } from './types'

const lifetimeMs = 7_200_000

/**
 * Tickets of official accounts (wechat-links-qr §1.5). The same ticket is handed out again with what is left of its
 * life, then a new one; whether the platform does so is not documented.
 */
export class TicketBook {
  readonly #tickets = new Map<string, TicketView[]>()
  readonly #random: RandomBytes

  constructor(random: RandomBytes) {
    this.#random = random
  }

  /** `stale`: one that no signature is accepted with, as a cache that nobody renewed would hold. */
  fetch(appId: string, type: string, now: number, stale: boolean): { ticket: string; expires_in: number } {
    if (stale) return { ticket: newJsTicket(this.#random), expires_in: lifetimeMs / 1000 }
    const [known] = this.accepted(appId, now).filter((ticket) => ticket.type === type)
    if (known) return { ticket: known.ticket, expires_in: Math.max(1, Math.floor((known.endsAt - now) / 1000)) }
    const ticket = newJsTicket(this.#random)
    const fresh = { ticket, appId, type, issuedAt: now, endsAt: now + lifetimeMs }
    this.#tickets.set(appId, [...this.accepted(appId, now), fresh])
    return { ticket, expires_in: lifetimeMs / 1000 }
  }

  accepted(appId: string, now: number): TicketView[] {
    return (this.#tickets.get(appId) ?? []).filter(({ endsAt }) => now < endsAt)
  }

  /** What WeChat answers to `wx.config` of a page (§1.6): the host first, then the signature against live tickets. */
  judge(app: SandboxApp | undefined, config: JsConfig, now: number): JsConfigVerdict {
    const url = config.url.split('#')[0] ?? ''
    const host = URL.canParse(url) ? new URL(url).hostname : ''
    if (!app || !(app.jsSafeDomains ?? []).includes(host)) return 'config:invalid url domain'
    const signed = this.accepted(app.appId, now).some(({ ticket, type }) => {
      const text = `jsapi_ticket=${ticket}&noncestr=${config.nonceStr}&timestamp=${config.timestamp}&url=${url}`
      return type === 'jsapi' && createHash('sha1').update(text).digest('hex') === config.signature
    })
    return signed ? 'config:ok' : 'config:invalid signature'
  }
}
