import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { RefundPolicy } from '@shared/contract/payment-refunds'
import { onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { newId } from '../../../platform/ids/id'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import { accountsRepository, AccountsService } from '../../accounts'
import type { AccountsPort, Doer } from '../ports'
import { openRefundsRoom, refundsRepository } from '.'
import { FixtureProvider, fixtureTraits } from './provider.fixture'

export const start = '2026-11-22T06:00:00.000Z'
export const auditKey = new Uint8Array(32).fill(7)

/** Nobody needs to approve. */
export const freePolicy: RefundPolicy = { limits: [], otherCurrencies: 'free', batchWindowSeconds: 0, latelyDays: 7 }

const account = (kind: string, id: string): PaymentAccount => ({
  id,
  kind,
  name: `account ${kind}`,
  values: {},
  currencies: ['CNY'],
  refundCurrency: '',
  notifyUrl: '',
  secrets: [],
  keys: [],
  missing: [],
  archived: false,
  rev: 1,
  updatedAt: start,
})

export interface Order {
  id: string
  merchantNo: string
}

let image: Buffer | undefined

/** An empty database with its tables; made once for all tests of a file. */
function emptyDatabase(file: string, clock: ManualClock): void {
  if (image) return writeFileSync(file, image)
  new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }).close()
  const db = new Database(file)
  image = db.serialize()
  db.close()
}

/** The room of refunds over a real store, a clock that stands, and a provider in this process. */
export function openRefunds(options: { policy?: RefundPolicy; restoredAt?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-refunds-'))
  const clock = new ManualClock(start)
  const file = join(folder, 'a.db')
  emptyDatabase(file, clock)
  const engine = new StoreEngine({ file, role: 'writer', create: false, repositories, migrations, clock })
  engine.flushEach(false)
  const store = inlineStore(engine)
  engine.setAuditKey(auditKey)
  const db = new Database(file)
  onTestFinished(async () => {
    db.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const provider = new FixtureProvider(clock)
  const accounts = fixtureAccounts(db, provider, clock)
  const settings = new Map<string, unknown>([['payments.refundPolicy', options.policy ?? freePolicy]])
  const operators = new AccountsService({
    repository: store.client(accountsRepository),
    clock,
    sessions: { endAllOf: () => undefined, changeRole: () => undefined },
  })
  const errors: unknown[] = []
  const boot = () =>
    openRefundsRoom({
      repository: store.client(refundsRepository),
      clock,
      newId: () => newId(clock),
      zone: () => 'Asia/Shanghai',
      accounts: accounts.port,
      operators,
      orders: { applyReading: ({ orderId }) => Promise.resolve({ orderId, before: 'paid', after: 'paid', repeated: true, flags: [] }) },
      settings: {
        value: (key, schema) => schema.safeParse(settings.get(key)).data,
        setValue: (key, value) => Promise.resolve(void settings.set(key, value)),
      },
      restoredAt: options.restoredAt,
      changed: () => undefined,
      reportError: (_where, cause) => errors.push(cause),
      jobs: { register: () => undefined } as never,
      jobRows: {} as never,
      filesDir: folder,
      isPractice: false,
      addFile: () => Promise.reject(new Error('no files here')),
    })
  const room = boot()
  let last = 0
  return {
    ...room,
    /** The program is started anew over the same books. */
    boot,
    clock,
    db,
    engine,
    store,
    folder,
    provider,
    operators,
    errors,
    accountIds: accounts.ids,
    repository: store.client(refundsRepository),
    setPolicy: (policy: RefundPolicy) => settings.set('payments.refundPolicy', policy),
    /** A paid order, here and at the provider. */
    order: (kind = 'number', minor = 10_000, currency = 'CNY', more: Record<string, string | number> = {}): Order => {
      const order = { id: newId(clock), merchantNo: `ORDER-${(last += 1)}` }
      const row = {
        ...{ id: order.id, merchant_no: order.merchantNo, state: 'paid', currency, ordered_minor: minor, received_minor: minor },
        ...{ refund_currency: currency, refund_total_minor: minor, source: 'created', paid_at: start, created_at: start, created_by: 't' },
        ...more,
      }
      const names = Object.keys(row)
      db.prepare(
        `INSERT INTO orders (account_seq, ${names.join(', ')}) SELECT seq, ${names.map((name) => `@${name}`).join(', ')} FROM payment_accounts WHERE kind = @kind`,
      ).run({ ...row, kind })
      provider.addOrder({ merchantNo: order.merchantNo, amountMinor: minor, currency, paidAt: start })
      return order
    },
    sums: (orderId: string) =>
      db.prepare(`SELECT refund_total_minor AS total, refunded_minor AS refunded, in_flight_minor AS inFlight, refund_count AS count
        FROM orders WHERE id = ?`).get(orderId) as { total: number; refunded: number; inFlight: number; count: number },
    /** Asks for a refund as the form does: facts first, every warning acknowledged. */
    ask: async (order: Order, amountMinor: number, doer: Doer = requester) => {
      const facts = await room.refunds.factsOf(order.id, amountMinor)
      return room.refunds.request(
        {
          orderId: order.id,
          orderRev: facts.orderRev,
          amountMinor,
          currency: facts.refundCurrency,
          reason: 'r',
          note: '',
          acknowledged: facts.warnings.map(({ code }) => code),
        },
        doer,
      )
    },
    /** Operators with a password, as the sign-in knows them. */
    hire: async (name: string, role: 'finance' | 'operations' | 'administrator' | 'viewer', password = 'correct horse 1') => {
      const { id } = await operators.create({ name, role, password })
      return doerOf(id, name)
    },
    /** Hands approved refunds to the dispatcher, as somebody whose password is known. */
    queue: (...ids: string[]) => room.refunds.queueConfirmed(ids, requester),
    /** Time passes, and what is due is done. */
    pass: async (milliseconds: number) => {
      clock.advance(milliseconds)
      await room.run()
    },
    state: (id: string) => (db.prepare('SELECT state FROM refunds WHERE id = ?').get(id) as { state: string }).state,
  }
}

export function doerOf(operatorId: string, operatorName: string): Doer {
  return { operatorId, operatorName, correlationId: '0190a1b2-0000-7000-8000-000000000001' }
}

export const requester = doerOf('0190a1b2-0000-7000-8000-00000000000a', '王芳')
export const approver = doerOf('0190a1b2-0000-7000-8000-00000000000b', '李明')

function fixtureAccounts(db: Database.Database, provider: FixtureProvider, clock: ManualClock) {
  const ids: Record<string, string> = {}
  const all = Object.keys(fixtureTraits).map((kind) => {
    const id = newId(clock)
    ids[kind] = id
    db.prepare(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by)
      VALUES (?, ?, ?, ?, '{}', '[]', ?, '')`).run(id, kind, kind, kind, start)
    return account(kind, id)
  })
  const traits = (kind: string) => {
    const found = fixtureTraits[kind]
    if (!found) throw new Error(`no kind ${kind}`)
    return found
  }
  const port: AccountsPort = {
    open: (id) => {
      const { kind, name } = all.find((one) => one.id === id) ?? account('number', id)
      return Promise.resolve({ id, kind, name, values: {}, secrets: {}, keys: [], notifyUrl: '', refundCurrency: '' })
    },
    get: (id) => Promise.resolve(all.find((one) => one.id === id) ?? account('number', id)),
    all: () => Promise.resolve(all),
    client: (kind) => provider.client(kind),
    traits,
    keyUsed: () => Promise.resolve(),
  }
  return { port, ids }
}

