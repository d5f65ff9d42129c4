import { z } from 'zod'
import { command } from './define'
import { Id } from './values'

/** One call or message whose signature the laboratory can explain. */
export const LabRecipe = z.object({
  /** `<kind>.<call>`, e.g. `v2.unifiedorder`, `v3.request`, `yaband.CreateRefund`. */
  id: z.string(),
  kind: z.string(),
  algorithms: z.array(z.string()),
  fields: z.array(z.object({ name: z.string(), example: z.string(), multiline: z.boolean() })),
  /** Free further fields may be added: the scheme signs whatever is there. */
  open: z.boolean(),
  /** `shared`: a key both sides know; `private`: an RSA key; `none`. */
  key: z.enum(['shared', 'private', 'none']),
  /** Published example: what comes out with the example's fields and key. */
  vector: z.object({ withKey: z.string(), signature: z.string(), source: z.string() }).optional(),
  source: z.string(),
  certain: z.boolean(),
})
export type LabRecipe = z.infer<typeof LabRecipe>

export const LabStep = z.object({ rule: z.string(), field: z.string().optional(), value: z.string().optional() })

/** One difference between a foreign request and ours. */
export const LabDifference = z.object({
  /** `missing`, `extra`, `value`, `order`, `case`, `whitespace`, `encoding`, `empty`, `key`, `algorithm`, … under `lab.differences`. */
  kind: z.string(),
  field: z.string(),
  ours: z.string(),
  theirs: z.string(),
})

const fields = z.record(z.string().max(100), z.string().max(16_384))

export const labCommands = {
  'lab.recipes': command({
    kind: 'query',
    access: 'payments.develop',
    summary: 'What the signature laboratory knows.',
    input: z.strictObject({}),
    output: z.array(LabRecipe),
  }),
  'lab.sign': command({
    kind: 'effect',
    access: 'payments.develop',
    summary: 'The string to sign, each rule that led to it, and the digest with a given key or an account’s own.',
    input: z.strictObject({
      recipe: z.string().max(80),
      algorithm: z.string().max(40),
      fields,
      key: z.string().max(16_384).optional(),
      accountId: Id.optional(),
    }),
    output: z.object({
      canonical: z.string(),
      steps: z.array(LabStep),
      /** Absent without a key. */
      signature: z.string().optional(),
      bytes: z.int(),
      /** SHA-256 of the canonical text, to compare without showing it. */
      digest: z.string(),
    }),
    secrets: ['key'],
  }),
  'lab.compare': command({
    kind: 'effect',
    access: 'payments.develop',
    summary: 'Take a foreign request apart and say which field or rule makes its signature differ.',
    input: z.strictObject({
      recipe: z.string().max(80),
      /** The raw request: headers and body, XML, JSON, form, query string, or a canonical string. */
      foreign: z.string().min(1).max(262_144),
      expected: fields.default({}),
      key: z.string().max(16_384).optional(),
      accountId: Id.optional(),
    }),
    output: z.object({
      verdict: z.enum(['same', 'differs', 'unreadable', 'noKey']),
      read: z.array(z.tuple([z.string(), z.string()])),
      ours: z.string(),
      theirs: z.string(),
      canonical: z.string(),
      differences: z.array(LabDifference),
      /** Variants that were tried: which one gives the foreign signature. */
      tried: z.array(z.object({ variant: z.string(), matches: z.boolean() })),
    }),
    secrets: ['key'],
  }),
}
