import { z } from 'zod'
import { JobState } from './jobs'

/**
 * What is told as it happens. An event is a hint to ask again, not data to trust; `seq` counts within one run of the
 * program, so that `since` can replay what was missed or answer `gap`.
 */
export const topics = {
  'jobs.changed': z.object({
    jobId: z.string(),
    kind: z.string(),
    subjectId: z.string().optional(),
    state: JobState,
    doneItems: z.int(),
    failedItems: z.int(),
    totalItems: z.int().optional(),
  }),
  'apps.changed': z.object({ ids: z.array(z.string()) }),
  'places.changed': z.object({ ids: z.array(z.string()) }),
  'links.changed': z.object({ count: z.int() }),
  'batches.changed': z.object({ batchId: z.string() }),
  'campaigns.changed': z.object({}),
  'shortAddresses.changed': z.object({}),
  'linkRules.changed': z.object({}),
  'officialAccounts.changed': z.object({}),
  'ledger.changed': z.object({}),
  'paymentAccounts.changed': z.object({}),
  'orders.changed': z.object({ count: z.int() }),
  'refunds.changed': z.object({ count: z.int() }),
  'notifications.changed': z.object({}),
  'disputes.changed': z.object({}),
  'overseasAccess.changed': z.object({}),
  'settlementFiles.changed': z.object({}),
  'bills.changed': z.object({}),
  'reconciliation.changed': z.object({}),
  'fees.changed': z.object({}),
  'closing.changed': z.object({}),
  'reports.changed': z.object({}),
  'geocoding.changed': z.object({}),
  'geocodingBatches.changed': z.object({ batchId: z.string() }),
  'identity.changed': z.object({}),
  'today.changed': z.object({}),
  'settings.changed': z.object({}),
  'backups.changed': z.object({}),
  'session.changed': z.object({ sessionId: z.string(), reason: z.enum(['locked', 'ended', 'role']) }),
} as const

export type Topic = keyof typeof topics
export type PayloadOf<T extends Topic> = z.infer<(typeof topics)[T]>

export const TopicEvent = z.object({
  seq: z.int(),
  topic: z.string(),
  payload: z.record(z.string(), z.unknown()),
})
export type TopicEvent = z.infer<typeof TopicEvent>

/** One message of the event stream: an event, or the word that events were missed and state must be read again. */
export type StreamMessage =
  | { type: 'hello'; run: string; seq: number; contractHash: string }
  | { type: 'event'; event: TopicEvent }
  | { type: 'gap' }
