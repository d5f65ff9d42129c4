import { z } from 'zod'
import { command } from './define'
import { Day, Id, Instant, line } from './values'

/** A statement with where it is from and of when; two that contradict each other stand side by side. */
export const AccessStatement = z.object({
  factId: z.string(),
  source: z.string(),
  asOf: z.string(),
  /** Text key under `overseasAccess.statements`. */
  key: z.string(),
})
export const AccessAdvice = z.object({
  country: z.string(),
  region: z.string(),
  /** Where the institutions of that region are listed. */
  links: z.array(z.object({ key: z.string(), url: z.string(), factId: z.string(), asOf: z.string() })),
  providers: z.array(z.object({ factId: z.string(), name: z.string(), region: z.string(), methods: z.array(z.string()), kind: z.string().optional() })),
  requirements: z.array(AccessStatement),
  steps: z.array(AccessStatement),
  conflicts: z.array(z.object({ topic: z.string(), statements: z.array(AccessStatement) })),
  fusionWallet: z.boolean(),
})

export const NameCheck = z.object({
  /** `identical` as typed; `form`: only width, case, spaces or punctuation differ; `manual`: legal form or abbreviation; `different`. */
  verdict: z.enum(['identical', 'form', 'manual', 'different']),
  /** Pieces of both in order. */
  diff: z.array(z.object({ kind: z.enum(['same', 'first', 'second']), text: z.string() })),
  notes: z.array(z.object({ code: z.string(), params: z.record(z.string(), z.string()) })),
  normalisedFirst: z.string(),
  normalisedSecond: z.string(),
})

/** How far one mini program or official account is on its way to overseas payment. */
export const AccessCase = z.object({
  id: Id,
  name: z.string(),
  appId: z.string(),
  country: z.string(),
  institution: z.string(),
  companyName: z.string(),
  certificateName: z.string(),
  step: z.enum(['choose', 'apply', 'merchantId', 'bind', 'open', 'done']),
  contacts: z.array(z.object({ at: Instant, by: z.string(), text: z.string() })),
  papers: z.array(z.object({ paper: z.string(), done: z.boolean() })),
  updatedAt: Instant,
  archived: z.boolean(),
  rev: z.int(),
})
export type AccessCase = z.infer<typeof AccessCase>

const caseFields = z.strictObject({
  name: line(60),
  appId: z.string().trim().max(40).default(''),
  country: z.string().trim().min(2).max(2),
  institution: z.string().trim().max(100).default(''),
  companyName: z.string().trim().max(200).default(''),
  certificateName: z.string().trim().max(200).default(''),
  step: AccessCase.shape.step,
  papers: z.array(z.object({ paper: z.string().max(40), done: z.boolean() })).max(40).default([]),
})

export const overseasAccess = {
  countries: command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Countries and regions that the adviser knows something about.',
    input: z.strictObject({}),
    output: z.array(z.object({ code: z.string(), region: z.string() })),
  }),
  advise: command({
    kind: 'query',
    access: 'payments.view',
    summary: 'How WeChat Pay is obtained in a country: institution lists, requirements, contradictions with their dates.',
    input: z.strictObject({ country: z.string().length(2) }),
    output: AccessAdvice,
  }),
  compareNames: command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Whether two company names are identical, with an exact diff.',
    input: z.strictObject({ first: z.string().max(300), second: z.string().max(300) }),
    output: NameCheck,
  }),
  'cases.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Applications for overseas payment.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(AccessCase),
  }),
  'cases.save': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Add or change an application.',
    input: z.strictObject({ id: Id.optional(), rev: z.int().optional(), fields: caseFields }),
    output: AccessCase,
  }),
  'cases.note': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Note a contact with an institution.',
    input: z.strictObject({ id: Id, text: line(500), day: Day.optional() }),
    output: AccessCase,
  }),
  'cases.archive': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Put an application away or bring it back.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: AccessCase,
  }),
}
