import { z } from 'zod'
import { command } from './define'
import { ErrorEnvelope } from './error'
import { Day, Id, Instant, line } from './values'

/**
 * One call of a service. Address and body hold placeholders: `{{link}}`, `{{title}}`, `{{campaign}}`, a secret as
 * `{{secret:NAME}}`, and for repointing `{{address}}`, `{{code}}`, `{{id}}`.
 */
export const ServiceCall = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
  url: z.string().trim().min(1).max(2000),
  bodyKind: z.enum(['none', 'json', 'form']),
  body: z.string().max(10_000).default(''),
})
export type ServiceCall = z.infer<typeof ServiceCall>

export const ServiceHeader = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** A secret value is set with `services.setSecret` and never given back; `value` is then empty. */
  secret: z.boolean(),
  value: z.string().max(2000).default(''),
})
export type ServiceHeader = z.infer<typeof ServiceHeader>

/** Where one can have links shortened: what is sent, and what of the answer is the short address. */
export const ServiceFields = z.strictObject({
  name: line(60),
  create: ServiceCall,
  headers: z.array(ServiceHeader).max(20).default([]),
  answer: z.strictObject({
    /** `json`: the address stands at `path`; `text`: the answer is the address. */
    kind: z.enum(['json', 'text']),
    path: z.string().trim().max(200).default(''),
    /** Where the service's own number of the address stands, if it is needed for repointing. */
    idPath: z.string().trim().max(200).default(''),
  }),
  success: z
    .strictObject({
      /** The status that means success; absent: any of 200–299. */
      status: z.int().min(200).max(299).optional(),
      /** With a path, what stands there must be `value`. */
      path: z.string().trim().max(200).default(''),
      value: z.string().max(200).default(''),
    })
    .default({ path: '', value: '' }),
  /** The call that leads an existing short address to another link; absent: the service cannot. */
  repoint: ServiceCall.optional(),
  timeoutSeconds: z.int().min(1).max(60).default(10),
})
export type ServiceFields = z.infer<typeof ServiceFields>

export const ShortService = ServiceFields.extend({
  id: Id,
  /** Every secret that the calls need; of one that is set only the end. */
  secrets: z.array(z.object({ name: z.string(), last4: z.string().optional(), setAt: Instant.optional() })),
  /** The service of links without a campaign, or whose campaign names none. */
  isDefault: z.boolean(),
  /** `notHttps`: what is sent can be read on the way. */
  warnings: z.array(z.enum(['notHttps'])),
  archived: z.boolean(),
  rev: z.int(),
  updatedAt: Instant,
  updatedBy: z.string(),
})
export type ShortService = z.infer<typeof ShortService>

/** What a test call came to. Secrets in the request are masked, the answer is cut and cleaned. */
export const ServiceTest = z.object({
  ok: z.boolean(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    body: z.string(),
  }),
  answer: z.object({ status: z.int(), ms: z.int(), text: z.string(), cut: z.boolean() }).optional(),
  /** What stood where the address is looked for. */
  found: z.string().optional(),
  foundId: z.string().optional(),
  error: ErrorEnvelope.optional(),
})
export type ServiceTest = z.infer<typeof ServiceTest>

export const ShortAddressState = z.enum(['calling', 'done', 'refused', 'unknown', 'settled'])
export type ShortAddressState = z.infer<typeof ShortAddressState>

/** One short address of a link, or the attempt to get one. */
export const ShortAddress = z.object({
  id: Id,
  linkId: Id,
  /** Absent where a person noted an address that was made elsewhere. */
  service: z.object({ id: Id, name: z.string() }).optional(),
  /** `settled`: a person gave up an attempt whose outcome nobody knows. */
  state: ShortAddressState,
  /** Empty while there is none. */
  address: z.string(),
  /** The link that it leads to. */
  target: z.string(),
  /** Whether that is the link as it is now. */
  current: z.boolean(),
  canRepoint: z.boolean(),
  createdAt: Instant,
  createdBy: z.string(),
  repointedAt: Instant.optional(),
  repointedBy: z.string().optional(),
  /** Why there is no address, or why the last repointing failed. */
  error: ErrorEnvelope.optional(),
  /** No longer used: not repointed, not counted. */
  retired: z.boolean(),
})
export type ShortAddress = z.infer<typeof ShortAddress>

export const SmsTemplate = z.strictObject({ id: Id, name: line(40), text: z.string().trim().min(1).max(1000) })
export type SmsTemplate = z.infer<typeof SmsTemplate>

/** What operators bill by; where a provider does it otherwise, an administrator changes it. */
export const SmsRules = z.strictObject({
  /** UTF-16 units of a message alone, and of each part of a longer one. */
  ucs2Single: z.int().min(10).max(1000),
  ucs2Part: z.int().min(10).max(1000),
  /** Above this providers refuse a text. */
  maxUnits: z.int().min(10).max(10_000),
  source: z.string().trim().min(1).max(500),
  asOf: Day,
  /** False: nobody compared the numbers with the source. */
  certain: z.boolean().default(true),
})
export type SmsRules = z.infer<typeof SmsRules>

const httpAddress = z.url({ protocol: /^https?$/ }).max(2000)
const one = z.strictObject({ id: Id })

export const shortAddresses = {
  services: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The short-address services, without their secrets.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(ShortService),
  }),
  'services.save': command({
    kind: 'effect',
    access: 'shortAddresses.manage',
    summary: 'Add a service or change one; a new host loses the secrets of the former.',
    input: z.strictObject({ id: Id.optional(), rev: z.int().optional(), fields: ServiceFields }),
    output: ShortService,
  }),
  'services.archive': command({
    kind: 'effect',
    access: 'shortAddresses.manage',
    summary: 'Put a service away or bring it back; its short addresses stay.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: ShortService,
  }),
  'services.setDefault': command({
    kind: 'effect',
    access: 'shortAddresses.manage',
    summary: 'Make a service the one that is used unless a campaign names another.',
    input: one,
    output: ShortService,
  }),
  'services.setSecret': command({
    kind: 'effect',
    access: 'shortAddresses.manage',
    summary: 'Seal a secret of a service; with an empty one it is forgotten.',
    input: z.strictObject({ id: Id, name: z.string().min(1).max(60), secret: z.string().max(2000) }),
    output: ShortService,
    secrets: ['secret'],
  }),
  'services.test': command({
    kind: 'effect',
    access: 'shortAddresses.manage',
    summary: 'Make a real call with an example link and show what was sent, answered and found.',
    input: z.strictObject({ id: Id, link: z.string().trim().min(1).max(2000).optional() }),
    output: ServiceTest,
  }),
  list: command({
    kind: 'query',
    access: 'links.view',
    summary: 'The short addresses of a link.',
    input: z.strictObject({ linkId: Id }),
    output: z.object({
      addresses: z.array(ShortAddress),
      /** Which service a new one would come from, and why. */
      suggested: z.object({ serviceId: Id, because: z.enum(['campaign', 'workspace']) }).optional(),
    }),
  }),
  create: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Have a short address made for a link; without a service that of its campaign or the default.',
    input: z.strictObject({ linkId: Id, serviceId: Id.optional() }),
    output: ShortAddress,
  }),
  add: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Note a short address that was made elsewhere and leads to the link.',
    input: z.strictObject({ linkId: Id, address: httpAddress }),
    output: ShortAddress,
  }),
  settle: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Say what became of an attempt without an answer: the address that was made after all, or that there is none.',
    input: z.strictObject({ id: Id, address: httpAddress.optional() }),
    output: ShortAddress,
  }),
  repoint: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Lead a short address to the link as it is now, through its service.',
    input: one,
    output: ShortAddress,
  }),
  noteRepoint: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Note that a person led a short address to the link as it is now, in the service’s own pages.',
    input: one,
    output: ShortAddress,
  }),
  retire: command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Say that a short address is no longer used, or is again.',
    input: z.strictObject({ id: Id, retired: z.boolean() }),
    output: ShortAddress,
  }),
  'sms.templates': command({
    kind: 'query',
    access: 'links.view',
    summary: 'The remembered SMS texts, and the numbers they are counted by.',
    input: z.strictObject({}),
    output: z.object({ templates: z.array(SmsTemplate), rules: SmsRules }),
  }),
  'sms.save': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Remember an SMS text or change a remembered one.',
    input: SmsTemplate.partial({ id: true }),
    output: SmsTemplate,
  }),
  'sms.remove': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Forget an SMS text.',
    input: one,
    output: z.object({ removed: z.boolean() }),
  }),
  'sms.setRules': command({
    kind: 'effect',
    access: 'settings.edit',
    summary: 'Change what SMS are counted by, with source and date.',
    input: SmsRules,
    output: SmsRules,
  }),
}
