import { z } from 'zod'
import { Id, Instant } from './values'

/** Kinds grow: a string checked against the registry of kinds by the service, not a closed enum. */
export const LinkKind = z.string().min(1).max(40)
export const EnvVersion = z.enum(['release', 'trial', 'develop'])
export type EnvVersion = z.infer<typeof EnvVersion>

export const Expiry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('days'), days: z.number() }),
  z.strictObject({ type: z.literal('moment'), at: Instant }),
])
export type Expiry = z.infer<typeof Expiry>

/**
 * What only some kinds ask for; the rules say for each kind which of these count, and what is wrong with a value.
 * Absent means the platform's default.
 */
export const LinkOptions = z.strictObject({
  /** Short Link: title on its card. */
  title: z.string().max(200).optional(),
  /** Short Link: never ends; 100,000 for the life of the mini program. */
  permanent: z.boolean().optional(),
  /** NFC: the device model that WeChat approved, and the device's number where each has its own. */
  modelId: z.string().max(100).optional(),
  sn: z.string().max(100).optional(),
  /** URL Link: own landing page on cloud static hosting instead of the official one. */
  cloudBase: z
    .strictObject({
      env: z.string().max(100),
      domain: z.string().max(200).optional(),
      path: z.string().max(1024).optional(),
      query: z.string().max(4000).optional(),
      resourceAppid: z.string().max(40).optional(),
    })
    .optional(),
  /** Codes: width in pixels, 280–1280. */
  width: z.number().optional(),
  /** Round codes: WeChat picks the colour of the lines. */
  autoColor: z.boolean().optional(),
  /** Round codes: `#rrggbb`, where WeChat does not pick. */
  lineColor: z.string().max(20).optional(),
  /** Round codes: transparent background. */
  hyaline: z.boolean().optional(),
  /** Unlimited code: refuse a page that is not in the released version (WeChat's default). */
  checkPath: z.boolean().optional(),
})
export type LinkOptions = z.infer<typeof LinkOptions>

/** One allowance of a mini program and what is used of it. Without a limit nothing is stopped. */
export const LinkAllowance = z.object({
  appId: Id,
  /** A counter of the program, or `openings` as WeChat last said it. */
  counter: z.string(),
  period: z.enum(['day', 'month', 'life']),
  /** The day `YYYY-MM-DD` or month in Asia/Shanghai that is counted; absent for `life`. */
  periodOf: z.string().optional(),
  used: z.int(),
  limit: z.int(),
  /** Calls that an existing link made unnecessary. */
  saved: z.int(),
  /** `warn` from 80 %, `stop` at 100 %. */
  state: z.enum(['ok', 'warn', 'stop']),
  /** Name of the dated limit in the settings. */
  limitKey: z.string(),
})
export type LinkAllowance = z.infer<typeof LinkAllowance>
