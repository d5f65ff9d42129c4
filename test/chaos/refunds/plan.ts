/** What one run of the chaos test is about: the same numbers give the same plan. */
export interface ChaosPlan {
  seed: number
  /** The clock of the run: `from` at the real instant `begun`, so many times as fast. */
  clock: { from: number; begun: number; factor: number }
  /** Stand-ins by kind. */
  urls: Record<string, string>
  /** At which the program takes notifications in. */
  port: number
  privateKeyPem: string
  orders: PlannedOrder[]
  refunds: PlannedRefund[]
}

export interface PlannedOrder {
  kind: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  minor: number
  currency: string
  createdAt: string
  paidAt: string
}

/** `note` names it in the program: what was asked for before a kill is not asked for again. */
export interface PlannedRefund {
  order: string
  minor: number
  note: string
}

/** Numbers by chance that are the same in every run with this seed (xorshift32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

/** A clock that runs faster than the computer's; both sides of the run share it. */
export function fastClock({ from, begun, factor }: ChaosPlan['clock'], real: { now(): Date; monotonic(): number }) {
  const now = () => new Date(from + (real.now().getTime() - begun) * factor)
  return { now, instant: () => now().toISOString(), monotonic: () => real.monotonic() }
}

/** What a run of the program says, one line each. */
export type ChaosLine =
  | { ready: true }
  | { open: number; asked: number }
  | { ended: true; refunds: EndedRefund[]; audit: boolean; entries: number; sums: { merchantNo: string; refunded: number; inFlight: number; total: number }[] }

export interface EndedRefund {
  note: string
  merchantNo: string
  kind: string
  refundNo: string
  providerRefundNo: string
  minor: number
  state: string
  source: string
  sends: number
  /** An idempotent kind may have been sent under its number several times. */
  error: string
}
