import { z } from 'zod'
import { command } from './define'
import { ProviderDescription } from './payment-providers'
import { Currency, ProviderKind } from './payment-values'
import { Id, Instant, line } from './values'

export const AccountFields = z.strictObject({
  kind: ProviderKind,
  name: line(60),
  /** Values of the kind's own fields that are no secrets. */
  values: z.record(z.string().max(40), z.string().trim().max(4000)),
  /** Currencies in which orders are made; the first is the usual one. */
  currencies: z.array(Currency).min(1).max(30),
  /** In which refunds are made; empty: that of the order. */
  refundCurrency: z.union([Currency, z.literal('')]).default(''),
  /** Where the provider sends notifications; empty: none is asked for. */
  notifyUrl: z.string().trim().max(255).default(''),
  placeId: Id.optional(),
})
export type AccountFields = z.infer<typeof AccountFields>

/** Key material that is no secret, or of which only the outside is told. */
export const AccountKey = z.object({
  id: Id,
  kind: z.enum(['platformCertificate', 'publicKey', 'clientCertificate']),
  /** Serial number or `PUB_KEY_ID_…`. */
  serial: z.string(),
  subject: z.string(),
  notBefore: Instant.optional(),
  notAfter: Instant.optional(),
  /** `fetched` from the provider, or `given` by hand. */
  from: z.enum(['fetched', 'given']),
  addedAt: Instant,
  lastUsedAt: Instant.optional(),
})
export type AccountKey = z.infer<typeof AccountKey>

export const PaymentAccount = z.object({
  id: Id,
  kind: ProviderKind,
  name: z.string(),
  values: z.record(z.string(), z.string()),
  currencies: z.array(Currency),
  refundCurrency: z.string(),
  notifyUrl: z.string(),
  placeId: Id.optional(),
  secrets: z.array(z.object({ name: z.string(), last4: z.string(), setAt: Instant, lastUsedAt: Instant.optional() })),
  keys: z.array(AccountKey),
  /** Names of required fields, secrets and keys that are still missing: nothing can be called yet. */
  missing: z.array(z.string()),
  /** 0: the shipped description; otherwise the version an administrator saved. Absent: this kind has none. */
  descriptionVersion: z.int().optional(),
  archived: z.boolean(),
  rev: z.int(),
  updatedAt: Instant,
})
export type PaymentAccount = z.infer<typeof PaymentAccount>

const one = z.strictObject({ id: Id })

export const accountCommands = {
  'accounts.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Payment accounts.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(PaymentAccount),
  }),
  'accounts.create': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Add a payment account.',
    input: AccountFields,
    output: PaymentAccount,
  }),
  'accounts.update': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Change a payment account; `rev` is the revision that was read.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: AccountFields }),
    output: PaymentAccount,
  }),
  'accounts.archive': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Put a payment account away or bring it back; its orders stay and can be refunded.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: PaymentAccount,
  }),
  'accounts.setSecret': command({
    kind: 'effect',
    access: 'payments.secrets',
    summary: 'Seal a secret of a payment account: a key, a token, a private key.',
    input: z.strictObject({ id: Id, name: z.string().max(40), secret: z.string().min(1).max(16_384) }),
    output: PaymentAccount,
    secrets: ['secret'],
  }),
  'accounts.removeSecret': command({
    kind: 'effect',
    access: 'payments.secrets',
    summary: 'Forget a secret of a payment account.',
    input: z.strictObject({ id: Id, name: z.string().max(40) }),
    output: PaymentAccount,
  }),
  'accounts.addKey': command({
    kind: 'effect',
    access: 'payments.secrets',
    summary: 'Add a platform certificate or a WeChat Pay public key (PEM).',
    input: z.strictObject({
      id: Id,
      kind: z.enum(['platformCertificate', 'publicKey']),
      pem: z.string().trim().min(1).max(16_384),
      /** `PUB_KEY_ID_…`; a certificate carries its serial itself. */
      serial: z.string().trim().max(80).default(''),
    }),
    output: PaymentAccount,
  }),
  'accounts.addClientCertificate': command({
    kind: 'effect',
    access: 'payments.secrets',
    summary: 'Seal a client certificate from an uploaded PKCS#12 file (old encryption too) or PEM with its private key.',
    input: z.strictObject({ id: Id, fileId: Id, password: z.string().max(200).default('') }),
    output: PaymentAccount,
    secrets: ['password'],
  }),
  'accounts.removeKey': command({
    kind: 'effect',
    access: 'payments.secrets',
    summary: 'Remove a certificate or public key.',
    input: z.strictObject({ id: Id, keyId: Id }),
    output: PaymentAccount,
  }),
  'accounts.fetchKeys': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Fetch the platform certificates of a v3 account; old ones stay until they end.',
    input: one,
    output: PaymentAccount,
  }),
  'accounts.test': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Make a call that changes nothing, to see whether the credentials are right.',
    input: one,
    output: z.object({ detail: z.string(), milliseconds: z.int(), clockOffSeconds: z.int().optional() }),
  }),
  'descriptions.get': command({
    kind: 'query',
    access: 'payments.develop',
    summary: 'How requests and answers of a partly known provider are described for an account, beside the shipped form.',
    input: one,
    output: z.object({
      current: ProviderDescription,
      shipped: ProviderDescription,
      history: z.array(z.object({ version: z.int(), by: z.string(), at: Instant, note: z.string() })),
    }),
  }),
  'descriptions.save': command({
    kind: 'effect',
    access: 'payments.develop',
    summary: 'Save a description as the next version; without one, the shipped form applies again.',
    input: z.strictObject({ id: Id, version: z.int(), description: ProviderDescription.optional(), note: line(300) }),
    output: PaymentAccount,
  }),
  'descriptions.try': command({
    kind: 'effect',
    access: 'payments.develop',
    summary: 'Build a call from a description with given values and, if asked, send it when it changes nothing; secrets are masked.',
    input: z.strictObject({
      id: Id,
      call: z.string().max(60),
      description: ProviderDescription,
      values: z.record(z.string().max(60), z.string().max(2000)),
      /** An answer to read instead of sending. */
      answer: z.string().max(65_536).optional(),
      send: z.boolean().default(false),
    }),
    output: z.object({
      method: z.string(),
      url: z.string(),
      body: z.string(),
      canonical: z.string(),
      status: z.int().optional(),
      answer: z.string().optional(),
      read: z.record(z.string(), z.string()).optional(),
      problems: z.array(z.object({ path: z.string(), code: z.string() })),
    }),
  }),
}
