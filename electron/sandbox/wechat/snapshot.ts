import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'

const count = z.int().min(0)
const envVersion = z.enum(['release', 'trial', 'develop'])

const scheme = z.strictObject({
  ticket: z.string().regex(/^[A-Za-z0-9]{11}$/),
  appId: z.string(),
  path: z.string(),
  query: z.string(),
  envVersion,
  createTime: count,
  expireTime: count,
  openings: count,
})

const usage = z.strictObject({
  appId: z.string(),
  day: z.iso.date(),
  generated: count,
  opened: count,
  forcedRefreshes: count,
  lastForcedAt: z.int().nullable(),
})

const format = z.literal('minidesk.sandbox.wechat')

/** Before URL Links and all that came with them. */
const Version1 = z.strictObject({
  format,
  version: z.literal(1),
  schemes: z.array(scheme),
  usage: z.array(usage),
})

const Version2 = z.strictObject({
  format,
  version: z.literal(2),
  schemes: z.array(
    scheme.extend({
      nfc: z.strictObject({ modelId: z.string(), sn: z.string().exactOptional() }).exactOptional(),
    }),
  ),
  urlLinks: z.array(
    scheme.omit({ ticket: true }).extend({
      code: z.string().regex(/^[A-Za-z0-9]{11}$/),
      cloudBase: z
        .strictObject({
          env: z.string(),
          domain: z.string().exactOptional(),
          path: z.string(),
          query: z.string(),
          resourceAppId: z.string().exactOptional(),
        })
        .exactOptional(),
    }),
  ),
  shortLinks: z.array(
    z.strictObject({
      code: z.string().regex(/^[A-Za-z0-9]{15}$/),
      appId: z.string(),
      pageUrl: z.string(),
      title: z.string(),
      createTime: count,
      expireTime: count,
      openings: count,
    }),
  ),
  linkRules: z.array(
    z.strictObject({
      appId: z.string(),
      prefix: z.string(),
      permitSubRule: z.union([z.literal(1), z.literal(2)]),
      path: z.string(),
      openVersion: z.union([z.literal(1), z.literal(2), z.literal(3)]),
      debugUrls: z.array(z.string()),
      published: z.boolean(),
    }),
  ),
  usage: z.array(usage.extend({ shortLinks: count, calls: z.record(z.string(), count) })),
  life: z.array(
    z.strictObject({
      appId: z.string(),
      limitedCodes: count,
      permanentShortLinks: count,
      nfcSchemes: count,
      unreleasedPages: z.array(z.string()),
      month: z.string().regex(/^\d{4}-\d{2}$/),
      publications: count,
      clears: count,
    }),
  ),
  refusals: z.array(
    z.strictObject({
      rid: z.string(),
      appId: z.string(),
      at: z.int(),
      url: z.string(),
      requestBody: z.string(),
      responseBody: z.string(),
    }),
  ),
})

export type SnapshotContent = z.infer<typeof Version2>

/** Reads both versions. Throws `sandbox.snapshotUnreadable`. */
export function readSnapshot(text: string): SnapshotContent {
  try {
    const content = z.discriminatedUnion('version', [Version1, Version2]).parse(JSON.parse(text))
    return content.version === 2 ? content : upgraded(content)
  } catch (cause) {
    throw new Fault('sandbox.snapshotUnreadable', { cause })
  }
}

function upgraded({ schemes, usage: days }: z.infer<typeof Version1>): SnapshotContent {
  return {
    format: 'minidesk.sandbox.wechat',
    version: 2,
    schemes,
    urlLinks: [],
    shortLinks: [],
    linkRules: [],
    usage: days.map((day) => ({ ...day, shortLinks: 0, calls: {} })),
    life: [],
    refusals: [],
  }
}
