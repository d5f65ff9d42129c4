import { timeOfDayForm } from '@shared/domain/days'
import { z } from 'zod'
import { command } from './define'
import { ErrorEnvelope } from './error'
import { Id, Instant, line } from './values'

/** A time of day in the workspace's zone, `08:30`. */
export const TimeOfDay = z.string().regex(timeOfDayForm)

/** What is sent to the targets, and when. */
export const PushRules = z.strictObject({
  /** Kinds that are left out; every other one, also one of a later version, is sent. */
  mutedKinds: z.array(z.string().max(80)).max(200),
  /** Failed things are told as they happen. */
  atOnce: z.boolean(),
  /** A daily summary at this time; undefined: none. */
  digestAt: TimeOfDay.optional(),
  /** Nothing is sent from … until …; may go over midnight. */
  quiet: z.strictObject({ from: TimeOfDay, until: TimeOfDay }).optional(),
  language: z.enum(['zh-CN', 'en']),
})
export type PushRules = z.infer<typeof PushRules>

/** `unknown`: it was sent and no answer came; it is not sent again. */
export const PushOutcome = z.enum(['sent', 'refused', 'failed', 'unknown'])
export type PushOutcome = z.infer<typeof PushOutcome>

/** One message that left, or should have. Never its text: that is kinds and counts, and is made anew. */
export const PushRecord = z.object({
  at: Instant,
  why: z.enum(['atOnce', 'digest', 'test']),
  /** Things it told of. */
  items: z.int(),
  outcome: PushOutcome,
  error: ErrorEnvelope.optional(),
})
export type PushRecord = z.infer<typeof PushRecord>

const MailSecurity = z.enum(['tls', 'starttls', 'none'])
const address = z.string().trim().min(3).max(254)

export const MailSettings = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.int().min(1).max(65_535),
  security: MailSecurity,
  user: z.string().trim().max(254).default(''),
  from: address,
  to: z.array(address).min(1).max(50),
})
export type MailSettings = z.infer<typeof MailSettings>

export const PushTarget = z.object({
  id: Id,
  kind: z.enum(['wecomRobot', 'mail']),
  name: z.string(),
  enabled: z.boolean(),
  mail: MailSettings.optional(),
  /** Only that there is a secret (webhook key, password) and its end. */
  sealed: z.object({ last4: z.string(), setAt: Instant }).optional(),
  last: PushRecord.optional(),
  /** It failed so often, or so surely, that it is left alone until somebody has mended it. */
  stopped: z.boolean(),
  updatedAt: Instant,
})
export type PushTarget = z.infer<typeof PushTarget>

export const PushStatus = z.object({
  rules: PushRules,
  /** In which days and times of day are counted. */
  zone: z.string(),
  targets: z.array(PushTarget),
  /** The kinds that there are, for the choice. */
  kinds: z.array(z.string()),
  /** When the next daily summary is due. */
  nextDigestAt: Instant.optional(),
})
export type PushStatus = z.infer<typeof PushStatus>

/** A message that a stand-in received in practice. */
export const PracticeMessage = z.object({
  at: Instant,
  kind: z.enum(['wecomRobot', 'mail']),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
})
export type PracticeMessage = z.infer<typeof PracticeMessage>

const manage = 'today.manage'

export const noticePush = {
  'push.status': command({
    kind: 'query',
    access: manage,
    summary: 'Where notices are pushed, which, when, and how the last ones went.',
    input: z.strictObject({}),
    output: PushStatus,
  }),
  'push.configure': command({
    kind: 'effect',
    access: manage,
    summary: 'Choose which kinds are pushed, at once or as a daily summary, and the quiet hours.',
    input: PushRules,
    output: PushStatus,
  }),
  'push.saveRobot': command({
    kind: 'effect',
    access: manage,
    summary: 'Add or change a WeCom group robot; its webhook is sealed and never given back.',
    input: z.strictObject({
      id: Id.optional(),
      name: line(60),
      enabled: z.boolean().default(true),
      /** The webhook’s address, or its key alone; left out: the sealed one stays. */
      webhook: z.string().trim().min(1).max(500).optional(),
    }),
    output: PushStatus,
    secrets: ['webhook'],
  }),
  'push.saveMail': command({
    kind: 'effect',
    access: manage,
    summary: 'Add or change an e-mail target; its password is sealed and never given back.',
    input: z.strictObject({
      id: Id.optional(),
      name: line(60),
      enabled: z.boolean().default(true),
      mail: MailSettings,
      /** Left out: the sealed one stays; empty: none. */
      password: z.string().max(200).optional(),
    }),
    output: PushStatus,
    secrets: ['password'],
  }),
  'push.remove': command({
    kind: 'effect',
    access: manage,
    summary: 'Remove a target with its sealed secret.',
    input: z.strictObject({ id: Id }),
    output: PushStatus,
  }),
  'push.test': command({
    kind: 'effect',
    access: manage,
    summary: 'Send the present state to one target now, and say what was sent and what came back.',
    input: z.strictObject({ id: Id }),
    output: z.object({ subject: z.string(), text: z.string(), record: PushRecord }),
  }),
  'push.practiceMessages': command({
    kind: 'query',
    access: manage,
    summary: 'In practice: what the stand-ins of the robot and the mail server received, newest first.',
    input: z.strictObject({}),
    output: z.array(PracticeMessage),
  }),
}
