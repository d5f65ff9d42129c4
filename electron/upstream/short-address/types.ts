import type { HttpMethod } from '../../platform/http'
import type { Fault } from '../../platform/errors/fault'

/** A call as it is sent, everything filled in. */
export interface OutgoingCall {
  method: HttpMethod
  url: string
  headers: Readonly<Record<string, string>>
  /** Empty: none. */
  body: string
  timeoutMs: number
}

/** What makes an answer a success, and what of it is wanted. */
export interface AnswerRules {
  status: number | undefined
  /** With a path, what stands there must be the value. */
  mustBe: { path: string; value: string } | undefined
  /** Absent: only the success matters. */
  address: { kind: 'json'; path: string; idPath: string } | { kind: 'text' } | undefined
}

export type ShortOutcome =
  | { ok: true; address: string; id: string }
  /** `found`: what stood where the address is looked for, although it is none. */
  | { ok: false; fault: Fault; found?: string }

/** What came of a call. `answer` is missing where there was none. */
export interface ShortExchange {
  /** Where it went; in practice not where the service's address says. */
  url: string
  answer?: { status: number; ms: number; text: string }
  outcome: ShortOutcome
}
