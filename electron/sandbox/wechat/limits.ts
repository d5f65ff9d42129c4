/**
 * The platform's limits, all per mini program. Settable, because official pages contradict each other and because a
 * test cannot make half a million calls. Sources: wechat-links-qr §1.1, §1.2, §2.1.
 */
export interface SandboxLimits {
  /** Then 44990. Counted per second of the clock. */
  generatePerSecond: number
  /** Then 45011, per path. Documented only for `stable_token`; taken for the others too (uncertain). */
  callsPerMinute: number
  /** Successful generations per day in Beijing, then 44993. That the day is a calendar day is uncertain. */
  generatePerDay: number
  /** Openings of all schemes per day, then 85406. The newest guides say 6 million, API pages 3 million. */
  openingsPerDay: number
  /** `cgi-bin/token`, then 45009 (uncertain). */
  tokenCallsPerDay: number
  /** `cgi-bin/stable_token`, then 45009. */
  stableTokenCallsPerDay: number
  forcedRefreshesPerDay: number
}

export const documentedLimits: SandboxLimits = {
  generatePerSecond: 100,
  callsPerMinute: 10_000,
  generatePerDay: 500_000,
  openingsPerDay: 6_000_000,
  tokenCallsPerDay: 2_000,
  stableTokenCallsPerDay: 500_000,
  forcedRefreshesPerDay: 20,
}
