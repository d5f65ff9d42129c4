import { z } from 'zod'

/**
 * Quotas that a fault can exhaust: 44993, 85406, Short Links of the day 45009, permanent Short Links and NFC schemes
 * 85400, codes of A and C 45029, publications of the month 886000, clearings of the month 48006.
 */
const exhaustible = [
  'generation',
  'openings',
  'shortLinks',
  'permanentShortLinks',
  'nfcSchemes',
  'codes',
  'publications',
  'clears',
] as const
type Quota = (typeof exhaustible)[number]

export type Exhausted = Record<Quota, boolean>

const scope = {
  /** Only on this path, e.g. `/wxa/generatescheme`. */
  path: z.string().startsWith('/').max(100).optional(),
  /** Only for calls of this mini program. */
  appId: z.string().max(64).optional(),
  /** How many calls it hits; without it the `…Once` kinds hit one, all others every call until cleared. */
  times: z.int().min(1).optional(),
}

/** One way to make the stand-in misbehave (wechat-links-qr §7, injectable faults). */
export const SandboxFault = z.discriminatedUnion('kind', [
  /** -1; a second try succeeds. */
  z.strictObject({ kind: z.literal('systemBusyOnce'), ...scope }),
  /** 40001 on a call with a token; a second try succeeds, also with the same token. */
  z.strictObject({ kind: z.literal('tokenInvalidOnce'), ...scope }),
  z.strictObject({ kind: z.literal('errcode'), errcode: z.int(), errmsg: z.string().max(300).optional(), ...scope }),
  z.strictObject({ kind: z.literal('40164'), ip: z.ipv4(), ...scope }),
  /** Acts at once and holds the answer back: a caller that stops waiting has still got a link made. */
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0).max(600_000), ...scope }),
  z.strictObject({ kind: z.literal('dropBeforeActing'), ...scope }),
  z.strictObject({ kind: z.literal('dropAfterActing'), ...scope }),
  z.strictObject({
    kind: z.literal('http5xx'),
    status: z.int().min(500).max(599).optional(),
    /** Whether the call was carried out before the gateway failed. */
    acts: z.boolean().optional(),
    ...scope,
  }),
  z.strictObject({ kind: z.literal('html'), acts: z.boolean().optional(), ...scope }),
  /** Acts, then answers only the first half of the JSON or of the picture. */
  z.strictObject({ kind: z.literal('truncated'), ...scope }),
  /** An image interface answers its JSON error under the content type of a picture. Does not act. */
  z.strictObject({ kind: z.literal('jsonAsImage'), errcode: z.int(), ...scope }),
  /** An image interface acts, then answers a picture of no bytes. */
  z.strictObject({ kind: z.literal('emptyImage'), ...scope }),
  /** `getticket` answers a ticket with which every signature is refused. */
  z.strictObject({ kind: z.literal('ticketStale'), ...scope }),
  /** The server's clock is ahead by so many milliseconds (behind, when negative). */
  z.strictObject({ kind: z.literal('clockSkew'), ms: z.int(), ...scope }),
  /**
   * A quota that is used up, by default `generation`; `openings` also means that the phone page opens no scheme and no
   * URL Link.
   */
  z.strictObject({ kind: z.literal('quotaExhausted'), quota: z.enum(exhaustible).optional(), ...scope }),
])
export type SandboxFault = z.infer<typeof SandboxFault>

type Of<Kind extends SandboxFault['kind']> = Extract<SandboxFault, { kind: Kind }>
type Modifier = Of<'delay' | 'clockSkew' | 'quotaExhausted' | 'ticketStale'>

/** What the faults that hit one call do to it. */
export interface FaultEffects {
  /** At most one fault decides what is answered: the oldest that fits. */
  answer: Exclude<SandboxFault, Modifier> | undefined
  delayMs: number
  skewMs: number
  exhausted: Exhausted
  staleTicket: boolean
}

interface Entry {
  fault: SandboxFault
  left: number
}

const modifiers: readonly string[] = [
  'delay',
  'clockSkew',
  'quotaExhausted',
  'ticketStale',
] satisfies Modifier['kind'][]
const isModifier = (fault: SandboxFault): fault is Modifier => modifiers.includes(fault.kind)

function nothingExhausted(): Exhausted {
  return {
    generation: false,
    openings: false,
    shortLinks: false,
    permanentShortLinks: false,
    nfcSchemes: false,
    codes: false,
    publications: false,
    clears: false,
  }
}

/** The faults that are set at the moment. */
export class FaultBoard {
  #entries: Entry[] = []

  set(fault: SandboxFault): void {
    const once = fault.kind === 'systemBusyOnce' || fault.kind === 'tokenInvalidOnce'
    this.#entries.push({ fault, left: fault.times ?? (once ? 1 : Number.POSITIVE_INFINITY) })
  }

  clear(): void {
    this.#entries = []
  }

  list(): SandboxFault[] {
    return this.#entries.map(({ fault }) => fault)
  }

  /** Whether the phone page has to act as if the day's openings were used up. Reading does not use the fault up. */
  openingsExhausted(appId: string | undefined): boolean {
    const call = { path: '/phone', appId, withToken: false }
    return this.#entries.some(
      ({ fault }) => fault.kind === 'quotaExhausted' && fault.quota === 'openings' && fits(fault, call),
    )
  }

  /** The faults that hit this call; each of them has one call less to go. */
  take(call: FaultTarget): FaultEffects {
    const effects: FaultEffects = {
      answer: undefined,
      delayMs: 0,
      skewMs: 0,
      exhausted: nothingExhausted(),
      staleTicket: false,
    }
    for (const entry of this.#entries) {
      const { fault } = entry
      if (!fits(fault, call)) continue
      if (!isModifier(fault)) {
        if (effects.answer) continue
        effects.answer = fault
      } else if (fault.kind === 'delay') effects.delayMs += fault.ms
      else if (fault.kind === 'clockSkew') effects.skewMs += fault.ms
      else if (fault.kind === 'ticketStale') effects.staleTicket = true
      else effects.exhausted[fault.quota ?? 'generation'] = true
      entry.left -= 1
    }
    this.#entries = this.#entries.filter(({ left }) => left > 0)
    return effects
  }
}

interface FaultTarget {
  path: string
  appId: string | undefined
  withToken: boolean
}

/** Whether the fault means this call; one that could do nothing to it must not be used up by it. */
function fits(fault: SandboxFault, call: FaultTarget): boolean {
  if (fault.path !== undefined && fault.path !== call.path) return false
  if (fault.appId !== undefined && fault.appId !== call.appId) return false
  if (fault.kind === 'tokenInvalidOnce') return call.withToken
  if (fault.kind === 'jsonAsImage' || fault.kind === 'emptyImage') return imagePaths.includes(call.path)
  if (fault.kind === 'ticketStale') return call.path === '/cgi-bin/ticket/getticket'
  if (fault.kind !== 'quotaExhausted') return true
  return quotaPaths[fault.quota ?? 'generation'].includes(call.path)
}

const imagePaths = ['/wxa/getwxacode', '/wxa/getwxacodeunlimit', '/cgi-bin/wxaapp/createwxaqrcode']

/** Where each quota matters. */
const quotaPaths: Record<Quota, readonly string[]> = {
  generation: ['/wxa/generatescheme', '/wxa/generate_urllink', '/wxa/generatenfcscheme'],
  openings: ['/phone', '/wxa/generatescheme', '/wxa/generate_urllink', '/wxa/queryscheme', '/wxa/query_urllink'],
  shortLinks: ['/wxa/genwxashortlink'],
  permanentShortLinks: ['/wxa/genwxashortlink'],
  nfcSchemes: ['/wxa/generatenfcscheme'],
  codes: ['/wxa/getwxacode', '/cgi-bin/wxaapp/createwxaqrcode'],
  publications: ['/cgi-bin/wxopen/qrcodejumppublish', '/cgi-bin/wxopen/qrcodejumpget'],
  clears: ['/cgi-bin/clear_quota', '/cgi-bin/clear_quota/v2'],
}
