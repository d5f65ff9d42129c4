/** What a provider allows an account within one of its services. */
export interface StandInLimit {
  service: string
  perSecond: number
  perDay: number
}

/** A key as the stand-in knows it. */
export interface StandInKey {
  id: string
  /** Keys of one account share its limits; empty: the key has an account of its own. */
  account: string
  secrets: Readonly<Record<string, string>>
  /** A service without a limit is not opened for the account. */
  limits: readonly StandInLimit[]
  /** Why the provider refuses everything with it: its own status (Tencent's code, an HTTP status of HERE). */
  refusedWith?: number
}

/**
 * How the stand-in misbehaves: answers with this status (Tencent: in the body; HERE: of HTTP), an HTTP status of a gateway,
 * slowly, cut off in the middle, not at all, with nothing found, or as if the day were used up.
 */
export type GeoStandInFault =
  | { kind: 'status'; status: number; retryAfter?: number }
  | { kind: 'gateway'; status: number }
  | { kind: 'slow'; milliseconds: number }
  | { kind: 'truncated' }
  | { kind: 'drop' }
  | { kind: 'empty' }
  | { kind: 'dayUsedUp' }

export interface GeoStandInStats {
  /** Requests that came. */
  requests: number
  /** Of these, counted against a limit, and refused because of one. */
  counted: number
  refusedForSecond: number
  refusedForDay: number
  /** The most that any second took (a window of exactly 1,000 ms). */
  mostInASecond: number
}

export interface GeoStandIn {
  baseUrl: string
  /** Makes a key known; one with the same id is replaced. */
  addKey(key: StandInKey): void
  /** Faults for the next requests, one each. */
  fail(...faults: GeoStandInFault[]): void
  /** A fault for every request, until it is taken away. */
  failAlways(fault: GeoStandInFault | undefined): void
  stats(): GeoStandInStats
  close(): Promise<void>
}

export interface GeoStandInOptions {
  clock: { now(): Date; monotonic(): number }
  keys?: readonly StandInKey[]
}
