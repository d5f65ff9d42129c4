/**
 * The platform's limits, all per account. Settable, because official pages contradict each other and because a test
 * cannot make half a million calls. Sources: wechat-links-qr §1.1, §1.2, §1.5, §2.1, §2.4, §2.7, §4.1, §4.2, §5.
 */
export interface SandboxLimits {
  /** Schemes, URL Links and NFC schemes, each for itself; then 44990. Counted per second of the clock. */
  generatePerSecond: number
  /** Then 45011, per path. Documented only for `stable_token`; taken for the others too (uncertain). */
  callsPerMinute: number
  /**
   * The gateway's own quota per path and day, then 45009: what `quota/get` tells and `clear_quota` empties. Reported
   * for `generatescheme` only; taken for the others too (uncertain).
   */
  callsPerDay: number
  /**
   * Schemes and URL Links together per day in Beijing, then 44993; NFC schemes are taken to count as well. That the
   * day is a calendar day is uncertain.
   */
  generatePerDay: number
  /** Openings of schemes and URL Links per day, then 85406. The newest guides say 6 million, API pages 3 million. */
  openingsPerDay: number
  /** `cgi-bin/token`, then 45009 (uncertain). */
  tokenCallsPerDay: number
  /** `cgi-bin/stable_token`, then 45009. */
  stableTokenCallsPerDay: number
  forcedRefreshesPerDay: number
  /** `cgi-bin/ticket/getticket`, then 45009. The reference says only "very limited"; the number is our own. */
  ticketCallsPerDay: number
  /** Short Links per day, then 45009; pages up to 2024-12 say 1 million. */
  shortLinksPerDay: number
  /** Permanent Short Links for the life of the mini program, then 85400. */
  permanentShortLinks: number
  /** NFC schemes in total, then 85400. */
  nfcSchemes: number
  /** `getwxacode` and `createwxaqrcode` together, for life, then 45029. */
  limitedCodes: number
  /** Calls of `getwxacodeunlimit`, then 45009, which is the minute's limit there. */
  sceneCodesPerMinute: number
  /** Different pages outside the release that `getwxacodeunlimit` with `check_path: false` may name. */
  unreleasedPages: number
  /** Rules for ordinary links, then 85073; 10 in 2018. */
  linkRules: number
  /** Publications of such rules per month in Beijing, then 886000; 20 in 2018. */
  publicationsPerMonth: number
  /** Test addresses of one rule. */
  testUrls: number
  /** Calls of each rule interface, then 44990. */
  ruleCallsPerSecond: number
  /** `clear_quota` and `clear_quota/v2` together per month in Beijing, then 48006. */
  clearsPerMonth: number
  /** From this instant on the v1 face interfaces refuse; null: they still answer, so that old records can be practised. */
  faceV1EndsAt: string | null
}

export const documentedLimits: SandboxLimits = {
  generatePerSecond: 100,
  callsPerMinute: 10_000,
  callsPerDay: 10_000_000,
  generatePerDay: 500_000,
  openingsPerDay: 6_000_000,
  tokenCallsPerDay: 2_000,
  stableTokenCallsPerDay: 500_000,
  forcedRefreshesPerDay: 20,
  ticketCallsPerDay: 2_000,
  shortLinksPerDay: 10_000_000,
  permanentShortLinks: 100_000,
  nfcSchemes: 100_000,
  limitedCodes: 100_000,
  sceneCodesPerMinute: 5_000,
  unreleasedPages: 60_000,
  linkRules: 100,
  publicationsPerMonth: 100,
  testUrls: 5,
  ruleCallsPerSecond: 5,
  clearsPerMonth: 10,
  faceV1EndsAt: null,
}
