import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { NewOrder } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { expect, onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { newId } from '../../../platform/ids/id'
import { channelThread } from '../../../platform/jobs/channel-thread.fixture'
import type { JobDefinition } from '../../../platform/jobs/define-job'
import { jobsRepository } from '../../../platform/jobs/repository'
import { JobRunner } from '../../../platform/jobs/runner'
import { defineRepository, type WriteContext } from '../../../platform/store/repository'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import type { CreatedOrder, Effect, OpenAccount, OrderReading, ProviderClient } from '../../../upstream/payments'
import { callsRepository } from '../../calls'
import { placesRepository, PlacesService } from '../../places'
import type { AccountsPort, Doer } from '../ports'
import { openOrdersRoom, ordersRepository, savedFiltersRepository } from './index'
import { orderJobs } from './jobs'

/** What a provider of the tests can do; WeChat-like unless changed. */
export const hotelTraits: ProviderTraits = {
  kind: 'hotelpay',
  system: 'hotelpay',
  serviceProvider: false,
  methods: [
    { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: true },
    { id: 'wechat_mini', gives: 'miniProgram', asks: ['openid'], certain: true },
  ],
  currencies: [],
  amountUnit: 'minor',
  orderQuery: ['merchant', 'wechat'],
  refundBy: ['merchant'],
  refund: 'yes',
  refundCurrency: 'order',
  refundQuery: 'ourNumber',
  refundList: false,
  refundIdempotent: true,
  refundPauseSeconds: 0,
  close: true,
  closeAfterMinutes: 0,
  notification: 'covered',
  merchantNumber: { pattern: '[0-9A-Za-z_*-]{6,32}', maxLength: 32 },
  refundNumber: { pattern: '.+', maxLength: 64 },
  refundReason: { required: false, maxBytes: 80 },
  narrowText: true,
  minimum: { CNY: 1, EUR: 10 },
  lifetimeMinutes: 120,
  fields: [],
  keys: [],
  described: false,
  unverified: false,
  facts: [],
}

interface BookedOrder {
  merchantNo: string
  providerNo: string
  amountMinor: number
  currency: string
  state: OrderReading['state']
  more: Partial<OrderReading>
}

/** A provider with a book of its own behind the same interface as the real ones; `next` says what goes wrong once. */
export class HotelPay implements ProviderClient {
  readonly book = new Map<string, BookedOrder>()
  readonly asked: string[] = []
  creations = 0
  closings = 0
  busiest = 0
  #busy = 0
  next: 'dropAfter' | 'dropBefore' | 'refuse' | 'queryFails' | 'closeRefused' | undefined

  #take(kind: NonNullable<HotelPay['next']>): boolean {
    if (this.next !== kind) return false
    this.next = undefined
    return true
  }

  createOrder(_account: unknown, order: { merchantNo: string; amountMinor: number; currency: string }): Promise<Effect<CreatedOrder>> {
    this.creations += 1
    const lost = new Fault('http.timeout', { params: { host: 'hotelpay', seconds: 10 }, retry: 'afterCheck' })
    if (this.#take('refuse')) {
      const upstream = { system: 'hotelpay', code: 'NO_AUTH', message: '商户无权限' }
      return Promise.resolve({ outcome: 'refused', fault: new Fault('payments.orderRefused', { upstream }), again: 'never' })
    }
    if (this.#take('dropBefore')) return Promise.resolve({ outcome: 'unknown', fault: lost })
    const providerNo = `P${this.book.size + 1}`
    this.book.set(order.merchantNo, { ...order, providerNo, state: 'pending', more: {} })
    if (this.#take('dropAfter')) return Promise.resolve({ outcome: 'unknown', fault: lost })
    const payWith = { gives: 'codeUrl' as const, text: `weixin://wxpay/bizpayurl?pr=${order.merchantNo}` }
    return Promise.resolve({ outcome: 'done', value: { providerNo, payWith, raw: '{}' } })
  }

  async queryOrder(_account: unknown, order: { merchantNo: string; providerNo: string; wechatNo: string; by: string }): Promise<OrderReading> {
    this.asked.push(order.merchantNo)
    this.#busy += 1
    this.busiest = Math.max(this.busiest, this.#busy)
    await new Promise((resolve) => setImmediate(resolve))
    this.#busy -= 1
    if (this.#take('queryFails')) throw new Fault('http.timeout', { params: { host: 'hotelpay', seconds: 10 }, retry: 'safe' })
    const booked = [...this.book.values()].find(
      ({ merchantNo, providerNo, more }) => (order.by === 'merchant' ? merchantNo === order.merchantNo : order.by === 'wechat' ? more.wechatNo === order.wechatNo : providerNo === order.providerNo),
    )
    if (!booked) throw new Fault('payments.orderNotFound')
    return this.reading(booked.merchantNo)
  }

  closeOrder(_account: unknown, order: { merchantNo: string }): Promise<Effect<{ raw: string }>> {
    this.closings += 1
    const booked = this.book.get(order.merchantNo)
    if (this.#take('closeRefused') || booked?.state === 'paid')
      return Promise.resolve({ outcome: 'refused', fault: new Fault('payments.closeRefused'), again: 'never' })
    if (booked) booked.state = 'closed'
    return Promise.resolve({ outcome: 'done', value: { raw: '' } })
  }

  test(): Promise<{ detail: string }> {
    return Promise.resolve({ detail: '' })
  }

  reply() {
    return { status: 200, headers: {}, body: '' }
  }

  /** What it says about an order now. */
  reading(merchantNo: string, changes: Partial<OrderReading> = {}): OrderReading {
    const booked = this.book.get(merchantNo)
    if (!booked) throw new Error('the test has no such order')
    const { providerNo, amountMinor, currency, state, more } = booked
    return { state, rawState: state.toUpperCase(), merchantNo, providerNo, amountMinor, currency, merchantId: '1900000001', raw: '{"from":"hotelpay"}', ...more, ...changes }
  }

  pay(merchantNo: string, more: Partial<OrderReading> = {}): void {
    const booked = this.book.get(merchantNo)
    if (!booked) throw new Error('the test has no such order')
    booked.state = 'paid'
    booked.more = { wechatNo: `42000000${merchantNo}`, paidAt: '2026-11-28T04:00:00.000Z', ...more }
  }
}

/** The orders of one workspace over a real database, with a provider that keeps a book. */
export function ordersWorkspace(
  traits: Partial<ProviderTraits> = {},
  account: Partial<PaymentAccount> = {},
  jobKinds: readonly JobDefinition<never, never>[] = orderJobs,
  /** A real client and its account instead of the provider with a book. */
  real?: { client: ProviderClient; open: () => OpenAccount; clock: ManualClock },
) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-orders-'))
  // 2026-11-28 12:00 in Beijing.
  const clock = real?.clock ?? new ManualClock('2026-11-28T04:00:00.000Z')
  const nextId = () => newId(clock)
  const provider = new HotelPay()
  const errors: string[] = []
  const accountId = nextId()
  const stored: PaymentAccount = {
    id: accountId,
    kind: 'hotelpay',
    name: '云栖酒店',
    values: { mchid: '1900000001' },
    currencies: ['CNY', 'EUR'],
    refundCurrency: '',
    notifyUrl: '',
    secrets: [],
    keys: [],
    missing: [],
    archived: false,
    rev: 1,
    updatedAt: clock.instant(),
    ...account,
  }
  const usable = { ok: true }
  const accounts: AccountsPort = {
    open: (id) =>
      real
        ? Promise.resolve({ ...real.open(), id })
        : usable.ok
        ? Promise.resolve({ id, kind: stored.kind, name: stored.name, values: stored.values, secrets: {}, keys: [], notifyUrl: '', refundCurrency: stored.refundCurrency })
        : Promise.reject(new Fault('vault.locked')),
    get: () => Promise.resolve(stored),
    all: () => Promise.resolve([stored]),
    client: () => real?.client ?? provider,
    traits: () => ({ ...hotelTraits, ...traits }),
    keyUsed: () => Promise.resolve(),
  }
  const file = join(folder, 'minidesk.db')

  const open = () => {
    const engine = new StoreEngine({ file, role: 'writer', create: true, repositories: [...repositories, accountFixture], migrations, clock })
    const store = inlineStore(engine)
    // As after the vault was opened: what is decided about money is audited in its transaction.
    void store.setAuditKey(new Uint8Array(32))
    const jobRows = store.client(jobsRepository)
    const threads: ReturnType<typeof channelThread>[] = []
    const jobs = new JobRunner({
      repository: jobRows,
      clock,
      newId: nextId,
      startThread: () => {
        const thread = channelThread(jobKinds)
        threads.push(thread)
        return thread
      },
      changed: () => undefined,
      reportError: (where) => errors.push(where),
      slots: 2,
    })
    const repository = store.client(ordersRepository)
    const places = new PlacesService({ repository: store.client(placesRepository), newId: nextId, changed: () => undefined })
    const room = openOrdersRoom({
      repository,
      savedFilters: store.client(savedFiltersRepository),
      calls: store.client(callsRepository),
      callLog: { flush: () => Promise.resolve() },
      accounts,
      clock,
      newId: nextId,
      zone: () => 'Asia/Shanghai',
      jobs,
      jobRows,
      addFile: async (made) => {
        const id = nextId()
        await jobRows.addFile({ id, ...made })
        return { fileId: id, name: made.name, bytes: made.bytes }
      },
      filesDir: folder,
      practiceMark: true,
      changed: () => undefined,
      reportError: (where) => errors.push(where),
    })
    const over = async (jobId: string) => {
      let row = await jobRows.get(jobId)
      await expect
        .poll(async () => (row = await jobRows.get(jobId))?.state, { timeout: 20_000, interval: 5 })
        .toBeOneOf(['done', 'failed', 'cancelled', 'paused', 'interrupted'])
      if (!row) throw new Error('no such job')
      return row
    }
    const close = async () => {
      await room.stop()
      await jobs.close()
      await store.close()
    }
    /** As a kill does it: nothing is told to anybody. */
    const kill = () => {
      for (const thread of threads) thread.die(new Error('killed'))
      engine.close()
    }
    return { engine, store, repository, places, jobs, jobRows, threads, room, orders: room.orders, over, close, kill }
  }

  let current = open()
  current.engine.write('accountFixture', 'insert', stored)
  onTestFinished(async () => {
    await current.close().catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
  })
  const doer = (): Doer => ({ operatorId: 'op1', operatorName: '王芳', correlationId: nextId() })
  const request = (changes: Partial<NewOrder> = {}): NewOrder => ({
    accountId,
    method: 'wechat_native',
    amountMinor: 12_800,
    currency: 'CNY',
    description: '西湖房间 1208 定金',
    merchantNo: '',
    asked: {},
    details: {},
    ...changes,
  })
  return {
    folder,
    clock,
    provider,
    errors,
    accountId,
    accounts,
    usable,
    doer,
    request,
    nextId,
    get now() {
      return current
    },
    create: (changes: Partial<NewOrder> = {}) => current.orders.create(request(changes), doer()),
    kinds: async (id: string) => (await current.orders.get(id)).timeline.map(({ kind }) => kind),
    /** The program ends without a word and is started again. */
    killAndStart: async () => {
      current.kill()
      current = open()
      await current.jobs.recover()
      await current.room.recover()
      return current
    },
  }
}

/** The account itself is another room's; here only its row is needed. */
const accountFixture = defineRepository({
  name: 'accountFixture',
  reads: {},
  writes: {
    insert: ({ sql, now }: WriteContext, account: PaymentAccount): void =>
      void sql(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by)
        VALUES (?, ?, ?, ?, '{}', '[]', ?, '')`).run(account.id, account.kind, account.name, account.name, now),
  },
})
