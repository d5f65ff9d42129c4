import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountFields } from '@shared/contract/payment-accounts'
import type { AccountField, ProviderDescription, ProviderTraits } from '@shared/contract/payment-providers'
import Database from 'better-sqlite3'
import forge from 'node-forge'
import { onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { createHttp } from '../../../platform/http'
import { newId } from '../../../platform/ids/id'
import { createRedactor } from '../../../platform/log'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { createVault } from '../../../platform/vault'
import { checkDescription, type OpenAccount, type OpenKey, type PaymentProvider } from '../../../upstream/payments'
import { auditRepository } from '../../audit'
import { openAccountsRoom, paymentAccountsRepository } from './index'

/** One pair for the file: making them is slow. */
export const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
})

export function certificatePem(serial: string, notBefore: string, notAfter: string): string {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  certificate.serialNumber = serial
  certificate.validity.notBefore = new Date(notBefore)
  certificate.validity.notAfter = new Date(notAfter)
  certificate.setSubject([{ shortName: 'CN', value: 'Tenpay.com sign' }])
  certificate.setIssuer([{ shortName: 'CN', value: 'Tenpay.com Root CA' }])
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}

const field = (name: string, more: Partial<AccountField> = {}): AccountField => ({
  name,
  required: true,
  secret: false,
  input: 'line',
  choices: [],
  pattern: '',
  maxLength: 255,
  initial: '',
  ...more,
})

export const shippedDescription: ProviderDescription = {
  version: 1,
  calls: {
    query: {
      enabled: true,
      method: 'GET',
      path: '/query',
      content: 'query',
      fields: [{ name: 'no', from: 'order.merchantNo', format: 'text', optional: false }],
      sign: { algorithm: 'none', field: '', parts: [], separator: '', case: 'lower' },
      answer: { type: 'json', success: { path: '', equals: [] }, map: { state: 'state' }, states: {}, errorText: '' },
    },
  },
}

/** A tenth kind: everything that accounts ask of a provider stands in its traits. */
const traits: ProviderTraits = {
  kind: 'tenth',
  system: 'tenth',
  serviceProvider: false,
  methods: [],
  currencies: ['EUR', 'CNY', 'JPY'],
  amountUnit: 'minor',
  orderQuery: ['merchant'],
  refundBy: ['merchant'],
  refund: 'yes',
  refundCurrency: 'local',
  refundQuery: 'ourNumber',
  refundList: false,
  refundIdempotent: true,
  refundPauseSeconds: 0,
  close: false,
  closeAfterMinutes: 0,
  notification: 'covered',
  merchantNumber: { pattern: '[0-9A-Za-z]{1,32}', maxLength: 32 },
  refundNumber: { pattern: '[0-9A-Za-z]{1,32}', maxLength: 32 },
  refundReason: { required: false, maxBytes: 80 },
  minimum: {},
  lifetimeMinutes: 60,
  fields: [
    field('mchid', { pattern: '[0-9]{8,10}' }),
    field('keyMode', { input: 'choice', choices: ['certificate', 'publicKey', 'both'], initial: 'certificate' }),
    field('baseUrl', { required: false, input: 'url' }),
    field('redirectUrl', { required: false, input: 'url' }),
    field('privateKey', { secret: true, input: 'pem', maxLength: 16_384 }),
    field('apiV3Key', { secret: true }),
  ],
  keys: ['platformCertificate', 'publicKey', 'clientCertificate'],
  described: true,
  unverified: true,
  facts: [],
}

export const accountFields = (changes: Partial<AccountFields> = {}): AccountFields => ({
  kind: 'tenth',
  name: '左岸店收款',
  values: { mchid: '1900000109', keyMode: 'certificate' },
  currencies: ['EUR'],
  refundCurrency: '',
  notifyUrl: 'https://pay.yunqi-hotel.example.com/notify',
  ...changes,
})

/** Payment accounts over a real database and a real vault, with a kind whose certificates the test decides. */
export async function accountsDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-pay-'))
  const clock = new ManualClock('2026-11-28T06:00:00.000Z')
  const file = join(folder, 'minidesk.db')
  const repositories = [paymentAccountsRepository, auditRepository]
  const store = inlineStore(new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }))
  const { vault } = await createVault(folder, {
    workspaceId: newId(clock),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  await store.setAuditKey(vault.deriveKey('audit'))
  const redactor = createRedactor()
  const http = createHttp({ clock, redactor, random: () => 0, record: () => undefined })
  onTestFinished(async () => {
    http.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  /** What the provider answers to the next fetches, and for which accounts it was asked. */
  const upstream: { keys: Omit<OpenKey, 'id'>[]; asked: OpenAccount[] } = { keys: [], asked: [] }
  const nothing = () => Promise.reject(new Fault('internal'))
  const provider: PaymentProvider = {
    kind: 'tenth',
    traits,
    hosts: ['api.tenth.example.com'],
    description: shippedDescription,
    baseUrlOf: () => 'https://api.tenth.example.com',
    connect: () => ({
      createOrder: nothing,
      queryOrder: nothing,
      reply: () => ({ status: 200, headers: {}, body: '' }),
      test: (account) => Promise.resolve({ detail: account.values['mchid'] ?? '' }),
      fetchKeys: (account) => {
        upstream.asked.push(account)
        return Promise.resolve(upstream.keys)
      },
    }),
  }
  const files = new Map<string, { id: string; path: string; name: string; bytes: number; sha256: string }>()
  const told = { changes: 0 }
  const tools = { http, clock, baseUrl: () => Promise.resolve('https://api.tenth.example.com'), wechatToken: nothing, nonce: () => 'n' }
  const repository = store.client(paymentAccountsRepository)
  const parts = {
    repository,
    clock,
    vault,
    redactor,
    newId: () => newId(clock),
    providers: [provider],
    tools,
    checkDescription,
    incoming: {
      require: (id: string) => {
        const found = files.get(id)
        if (!found) throw new Fault('files.notFound')
        return found
      },
    },
    isPractice: false,
    changed: () => (told.changes += 1),
  }
  return {
    ...openAccountsRoom(parts),
    /** A second service over the same database: another run of the program. */
    again: () => openAccountsRoom(parts).accounts,
    repository,
    audit: store.client(auditRepository),
    clock,
    redactor,
    upstream,
    told,
    /** A refund of the account that was sent and is in this state; answers what ends it. */
    refund: (accountId: string, state: string) => {
      const db = new Database(file)
      const at = clock.instant()
      db.prepare(`INSERT INTO orders (id, account_seq, merchant_no, state, currency, ordered_minor, refund_currency, source, created_at, created_by)
        SELECT ?, seq, 'M-1', 'paid', 'EUR', 100, 'EUR', 'created', ?, '' FROM payment_accounts WHERE id = ?`).run(newId(clock), at, accountId)
      db.prepare(`INSERT INTO refunds (id, order_seq, account_seq, refund_no, amount_minor, currency, state, source, requested_by_id, requested_by,
          changed_by_id, requested_at, requested_day, digest, sent_at)
        SELECT ?, o.seq, o.account_seq, 'R-1', 100, 'EUR', ?, 'here', '', '', '', ?, '2026-11-28', '', ? FROM orders o`).run(newId(clock), state, at, at)
      db.close()
      return () => {
        const again = new Database(file)
        again.prepare(`UPDATE refunds SET state = 'succeeded'`).run()
        again.close()
      }
    },
    handIn: (path: string) => {
      const id = newId(clock)
      files.set(id, { id, path, name: path, bytes: 0, sha256: '' })
      return id
    },
    databaseBytes: async () => {
      await store.checkpoint()
      const names = (await readdir(folder)).filter((name) => name.startsWith('minidesk.db'))
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    },
  }
}
