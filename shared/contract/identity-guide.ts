import { z } from 'zod'
import { command } from './define'
import { Id, Instant } from './values'

/** A fact with where it comes from. */
const fact = { factId: z.string(), source: z.string(), asOf: z.iso.date(), certain: z.boolean() }

/** Papers that a category asks for: one, all of several, or one of several. */
export type Papers = { kind: 'paper'; id: string; name: string; note: string } | { kind: 'all' | 'any'; of: Papers[]; note: string }
export const Papers: z.ZodType<Papers> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('paper'), id: z.string(), name: z.string(), note: z.string() }),
    z.object({ kind: z.enum(['all', 'any']), of: z.array(Papers), note: z.string() }),
  ]),
)

export const GuideCategory = z.object({
  ...fact,
  id: z.string(),
  level1: z.string(),
  level2: z.string(),
  level3: z.string(),
  /** Who of the category may: 'hotels only', 'public institutions only'; may be empty. */
  limitation: z.string(),
  papers: Papers,
})
export type GuideCategory = z.infer<typeof GuideCategory>

export const StepState = z.enum(['open', 'doing', 'done', 'refused'])
export type StepState = z.infer<typeof StepState>

/** The application of one mini program. */
export const GuideApplication = z.object({
  app: z.object({ id: Id, name: z.string(), appId: z.string() }),
  categoryId: z.string(),
  steps: z.array(
    z.object({ id: z.string(), state: StepState, note: z.string(), changedBy: z.string().optional(), changedAt: Instant.optional() }),
  ),
  papers: z.array(z.object({ id: z.string(), have: z.boolean(), note: z.string() })),
  /** The papers at hand satisfy the category. */
  papersComplete: z.boolean(),
  /** Sent and waiting: the last day of 1–3 working days, in Asia/Shanghai. */
  answerUntil: z.iso.date().optional(),
  rev: z.int(),
})
export type GuideApplication = z.infer<typeof GuideApplication>

const text = z.object({ ...fact, id: z.string(), title: z.string(), text: z.string() })

export const identityGuide = {
  'guide.categories': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'Who may use face verification: the categories, what papers each asks for, and where that is written.',
    input: z.strictObject({}),
    output: z.array(GuideCategory),
  }),
  'guide.notes': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'Steps of the application, answers about devices, safety notes, the way from v1 to v2, duties of privacy.',
    input: z.strictObject({}),
    output: z.object({
      steps: z.array(text),
      devices: z.array(z.object({ ...text.shape, call: z.string(), code: z.string(), advice: z.string() })),
      safety: z.array(text),
      migration: z.array(text),
      privacy: z.array(text),
    }),
  }),
  'guide.codes': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'What a code means: the same number says different things in different calls.',
    input: z.strictObject({}),
    output: z.array(
      z.object({ ...fact, call: z.string(), field: z.string(), code: z.string(), meaning: z.string(), advice: z.string() }),
    ),
  }),
  'guide.applications': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'How far the application of each mini program is.',
    input: z.strictObject({}),
    output: z.array(GuideApplication),
  }),
  'guide.setCategory': command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Choose the category under which a mini program applies; `rev` is what was read, 0 for a new one.',
    input: z.strictObject({ appId: Id, rev: z.int(), categoryId: z.string().max(20) }),
    output: GuideApplication,
  }),
  'guide.setStep': command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Note how far a step of the application is.',
    input: z.strictObject({ appId: Id, rev: z.int(), stepId: z.string().max(40), state: StepState, note: z.string().trim().max(300).default('') }),
    output: GuideApplication,
  }),
  'guide.setPaper': command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Note whether a paper is at hand.',
    input: z.strictObject({ appId: Id, rev: z.int(), paperId: z.string().max(60), have: z.boolean(), note: z.string().trim().max(300).default('') }),
    output: GuideApplication,
  }),
}
