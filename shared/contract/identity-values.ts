import { z } from 'zod'
import { MessageParams } from './error'
import { Id, Instant } from './values'

/** `v2`: getVerifyId, requestFacialVerify, queryVerifyInfo; `v1`: getuseridkey, getinfo, for archived records. */
export const FaceInterface = z.enum(['v2', 'v1'])
export type FaceInterface = z.infer<typeof FaceInterface>

/** What must hold before a person counts as verified; each is told with its state. */
export const ConditionKey = z.enum([
  'callSucceeded',
  'personVerified',
  'numberMatches',
  'nameMatches',
  'userMatches',
  'requestMatches',
  'inTime',
  'notUsedBefore',
])
export type ConditionKey = z.infer<typeof ConditionKey>

export const Condition = z.object({
  key: ConditionKey,
  /** `unknown`: what was given does not tell; it never counts as held. `notApplicable`: this interface has no such thing. */
  state: z.enum(['held', 'broken', 'unknown', 'notApplicable']),
  /** Text key under `identity.reasons` and what fills it; holds no personal data. */
  reason: z.object({ code: z.string(), params: MessageParams }),
})
export type Condition = z.infer<typeof Condition>

/** `pending`: nothing was asked yet; `unknown`: conditions are left that nobody can tell. Only `verified` means verified. */
export const Verdict = z.enum(['pending', 'verified', 'notVerified', 'unknown'])
export type Verdict = z.infer<typeof Verdict>

/** A verification as it is kept: masked words and digests, never a number or a name. */
export const IdentityRecord = z.object({
  id: Id,
  interface: FaceInterface,
  /** How it came: verified here by call, or a pasted answer that was judged. */
  origin: z.enum(['call', 'pasted']),
  app: z.object({ id: Id, name: z.string(), appId: z.string() }).optional(),
  /** `110*************2X` and `张*`. */
  numberMasked: z.string(),
  nameMasked: z.string(),
  /** The user in the mini program, shortened. */
  openidMasked: z.string(),
  outSeqNo: z.string(),
  /** The credential is here and can be asked about until then. */
  credentialUntil: Instant.optional(),
  verdict: Verdict,
  conditions: z.array(Condition),
  /** What WeChat said: `{ errcode, verify_ret }` and the like, numbers and words of the platform only. */
  codes: z.array(z.object({ call: z.string(), field: z.string(), code: z.string(), meaning: z.string() })),
  purpose: z.string(),
  consent: z.object({ at: Instant, by: z.string(), textVersion: z.int() }),
  createdBy: z.string(),
  createdAt: Instant,
  checkedAt: Instant.optional(),
  /** Details are erased then. */
  eraseAt: Instant,
  /** Details were erased: what is left is that something was checked, when, and how it ended. */
  erasedAt: Instant.optional(),
})
export type IdentityRecord = z.infer<typeof IdentityRecord>

/** Whether an 18-digit number can exist (GB 11643, ISO 7064 MOD 11-2); says nothing of whose it is. */
export const NumberCheck = z.object({
  valid: z.boolean(),
  /** Upper case, without blanks; masked. */
  masked: z.string(),
  problems: z.array(z.object({ code: z.string(), params: MessageParams })),
  /** A first-generation number of 15 digits as 18, masked; face verification does not take it. */
  converted: z.string().optional(),
})
export type NumberCheck = z.infer<typeof NumberCheck>
