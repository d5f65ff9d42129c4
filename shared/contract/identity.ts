import { z } from 'zod'
import { command } from './define'
import { identityGuide } from './identity-guide'
import { Condition, FaceInterface, IdentityRecord, NumberCheck, Verdict } from './identity-values'
import { MessageParams } from './error'
import { Id, Instant, line, pageInput, pageOf } from './values'

/** Raw name and number: in memory during the call, never kept, never logged, never audited. */
const person = { name: z.string().trim().min(1).max(60), number: z.string().trim().min(1).max(40) }
const personSecrets = ['name', 'number'] as const

/** That the person agreed: which text, for what. Without it nothing is sent. */
const consent = z.strictObject({ textVersion: z.int().min(1), agreed: z.literal(true), purpose: line(200) })

const ConsentText = z.object({ version: z.int(), text: z.string(), by: z.string(), at: Instant.optional() })

export const identity = {
  ...identityGuide,
  start: command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Ask WeChat for a credential with which this user can verify in the mini program (getVerifyId, or getuseridkey for v1).',
    input: z.strictObject({
      interface: FaceInterface.default('v2'),
      appId: Id,
      ...person,
      /** The user who will verify; required for v2. */
      openid: z.string().trim().max(64).default(''),
      /** The business's own number, 5–32 characters; empty: one is made. */
      outSeqNo: z.string().trim().max(32).default(''),
      consent,
    }),
    /** `credential` is what the mini program needs (`verifyId` or `userIdKey`): shown once, kept sealed. */
    output: z.object({ record: IdentityRecord, credential: z.string(), expiresAt: Instant }),
    // Of what is typed freely nobody knows what it holds: the record keeps it, once it was looked through.
    secrets: [...personSecrets, 'openid', 'outSeqNo', 'consent.purpose'],
  }),
  check: command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Ask WeChat how a started verification ended, and judge every condition. A result counts once.',
    input: z.strictObject({
      id: Id,
      /** v1: the `verify_result` that the mini program or the push gave. */
      verifyResult: z.string().trim().max(2000).default(''),
    }),
    output: IdentityRecord,
    secrets: ['verifyResult'],
  }),
  judge: command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Judge a pasted answer of getinfo or queryVerifyInfo with the person’s data; no call is made.',
    input: z.strictObject({
      interface: FaceInterface,
      answer: z.string().min(1).max(20_000),
      ...person,
      /** What was issued for this record, to compare with: empty where it is not known. */
      expected: z.strictObject({
        openid: z.string().trim().max(64).default(''),
        userIdKey: z.string().trim().max(300).default(''),
        verifyId: z.string().trim().max(300).default(''),
        outSeqNo: z.string().trim().max(32).default(''),
        issuedAt: Instant.optional(),
      }),
      consent,
      /** False only tells the conditions, and never ends in `verified`; true keeps the (masked) record, so that the same answer does not count a second time. */
      keep: z.boolean().default(true),
    }),
    output: z.object({
      verdict: Verdict,
      conditions: z.array(Condition),
      /** What was odd about the pasted text and was read nevertheless: a missing comma. */
      notices: z.array(z.object({ code: z.string(), params: MessageParams })),
      record: IdentityRecord.optional(),
    }),
    secrets: [...personSecrets, 'answer', 'expected', 'consent.purpose'],
  }),
  checkNumber: command({
    kind: 'query',
    access: 'identity.verify',
    summary: 'Whether an 18-digit number can exist: form, day of birth, check character.',
    input: z.strictObject({ number: z.string().max(60) }),
    output: NumberCheck,
    secrets: ['number'],
  }),
  decodePush: command({
    kind: 'query',
    access: 'identity.verify',
    summary: 'Read a face_identify message that WeChat pushed: XML or JSON, plain or encrypted (then with the EncodingAESKey).',
    input: z.strictObject({ text: z.string().min(1).max(64_000), encodingAesKey: z.string().max(60).default('') }),
    output: z.object({
      form: z.enum(['xml', 'json']),
      encrypted: z.boolean(),
      fields: z.array(z.object({ name: z.string(), value: z.string(), known: z.boolean() })),
      createdAt: Instant.optional(),
      problems: z.array(z.object({ code: z.string(), params: MessageParams })),
      /** The verification here that has this serial number. */
      recordId: Id.optional(),
      /** The `verify_result` of it, to check with; empty where the message has none. */
      verifyResult: z.string(),
    }),
    secrets: ['text', 'encodingAesKey'],
  }),
  'records.list': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'Verifications, newest first: what is kept about whom, masked.',
    input: z.strictObject({
      ...pageInput,
      appId: Id.optional(),
      verdicts: z.array(Verdict).max(4).optional(),
      /** A masked name, a serial number, a purpose. */
      text: z.string().max(100).optional(),
    }),
    output: pageOf(IdentityRecord),
  }),
  'records.get': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'One verification, with every field that is stored about the person.',
    input: z.strictObject({ id: Id }),
    output: z.object({
      record: IdentityRecord,
      /** Each stored field in words: what it is, why it is kept, in which form (masked, keyed digest, sealed), until when. */
      stored: z.array(
        z.object({
          field: z.string(),
          form: z.enum(['plain', 'masked', 'digest', 'sealed']),
          value: z.string(),
          until: Instant.optional(),
        }),
      ),
    }),
  }),
  'records.find': command({
    kind: 'query',
    access: 'identity.verify',
    summary: 'What is kept about one person: finds by the digest of a typed number, which is not kept.',
    input: z.strictObject({ number: z.string().trim().min(1).max(40) }),
    output: z.array(IdentityRecord),
    secrets: ['number'],
  }),
  'records.erase': command({
    kind: 'effect',
    access: 'identity.manage',
    summary: 'Erase the details of verifications now, as a person may ask; with `number` all of that person.',
    input: z.strictObject({
      ids: z.array(Id).max(500).default([]),
      number: z.string().trim().max(40).default(''),
      why: line(200),
    }),
    output: z.object({ erased: z.int() }),
    secrets: ['number', 'why'],
  }),
  'records.export': command({
    kind: 'effect',
    access: 'data.export',
    summary: 'The list as CSV or XLSX, masked; written into the record of exports.',
    input: z.strictObject({ format: z.enum(['csv', 'xlsx']), appId: Id.optional(), verdicts: z.array(Verdict).max(4).optional() }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'retention.get': command({
    kind: 'query',
    access: 'identity.view',
    summary: 'How long details are kept, and the purges that ran, by counts.',
    input: z.strictObject({}),
    output: z.object({
      days: z.int(),
      /** How the number is shown: three first and two last, or one and one. */
      mask: z.enum(['3+2', '1+1']),
      records: z.int(),
      nextErase: Instant.optional(),
      purges: z.array(z.object({ at: Instant, erased: z.int(), by: z.string(), why: z.string() })),
      consent: ConsentText,
    }),
  }),
  'retention.set': command({
    kind: 'effect',
    access: 'identity.manage',
    summary: 'Change how long details are kept; a shorter time erases at once what is older.',
    input: z.strictObject({ days: z.int().min(1).max(3650), mask: z.enum(['3+2', '1+1']) }),
    output: z.object({ erased: z.int() }),
  }),
  'consent.save': command({
    kind: 'effect',
    access: 'identity.manage',
    summary: 'Save the text that people agree to as its next version.',
    input: z.strictObject({ text: z.string().trim().min(20).max(4000) }),
    output: ConsentText,
  }),
  'practice.finish': command({
    kind: 'effect',
    access: 'identity.verify',
    summary: 'Practice only: what the user did in front of the camera, at the stand-in.',
    input: z.strictObject({
      id: Id,
      outcome: z.enum(['passed', 'otherPerson', 'cancelled', 'timeout', 'unsupported']),
    }),
    /** v1: what the mini program would hand over. The push message as WeChat would send it. */
    output: z.object({ verifyResult: z.string(), push: z.string() }),
  }),
}
