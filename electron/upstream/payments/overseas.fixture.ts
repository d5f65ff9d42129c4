import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { type CallRecord, createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import type { Outgoing } from '../../sandbox/payments/outbox'
import type { PaymentStandIn, PaymentStandInOptions, StandInAccount } from '../../sandbox/payments/types'
import type { OpenAccount, OrderForRefund, OrderToCreate, PaymentProvider, RawNotification, RefundToSend } from './types'

/** What the tests of the overseas clients against their stand-ins share: both ends over real HTTP, one clock. */

export const call = { correlationId: 'c1' }

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Numbers by chance that are the same in every run. */
export function seeded(seed = 1): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

export async function setUp<S extends PaymentStandIn>(
  provider: PaymentProvider,
  account: StandInAccount,
  start: (options: PaymentStandInOptions) => Promise<S>,
  more: Partial<OpenAccount> = {},
) {
  const clock = new ManualClock('2026-06-30T06:00:00.000Z')
  const standIn = await start({ clock, accounts: [account], random: seeded() })
  const records: CallRecord[] = []
  const http = createHttp({
    clock: { now: () => clock.now(), instant: () => clock.instant(), monotonic: () => systemClock.monotonic() },
    redactor: createRedactor(),
    record: (record) => records.push(record),
    random: () => 0,
    sleep: () => Promise.resolve(),
  })
  const notices = await startReceiver()
  closers.push(() => http.close(), () => standIn.close(), () => notices.close())
  const client = provider.connect({
    http,
    clock,
    baseUrl: () => Promise.resolve(standIn.baseUrl),
    wechatToken: () => Promise.reject(new Error('no WeChat here')),
    nonce: () => 'n',
  })
  const open: OpenAccount = {
    id: 'a1',
    kind: provider.kind,
    name: 'Test',
    values: account.values,
    secrets: account.secrets,
    keys: [],
    ...(provider.description ? { description: provider.description } : {}),
    notifyUrl: `${notices.url}/notify/${provider.kind}/a1`,
    refundCurrency: '',
    ...more,
  }
  return { clock, standIn, client, account: open, records, notices, http }
}

/** Takes notifications in as they come, and says what it is told to say. */
async function startReceiver() {
  const received: RawNotification[] = []
  const waiting: (() => void)[] = []
  let reply: (raw: RawNotification) => { status: number; body: string } = () => ({ status: 200, body: 'ok' })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const raw: RawNotification = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.search.slice(1),
        headers: new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks),
        receivedAt: '2026-06-30T06:00:00.000Z',
        byHand: false,
      }
      received.push(raw)
      const { status, body } = reply(raw)
      response.writeHead(status).end(body)
      for (const go of waiting.splice(0)) go()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** The notification with this index, when it has come. */
    async nth(index: number): Promise<RawNotification> {
      for (;;) {
        const raw = received[index]
        if (raw) return raw
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    say: (next: typeof reply) => (reply = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  }
}

export function order(more: Partial<OrderToCreate> = {}): OrderToCreate {
  return {
    merchantNo: 'M-1',
    method: 'hosted',
    amountMinor: 2_490,
    currency: 'EUR',
    description: 'Zimmer & Frühstück',
    asked: {},
    createdAt: '2026-06-30T06:00:00.000Z',
    expiresAt: '2026-06-30T06:30:00.000Z',
    ...more,
  }
}

export function orderForRefund(more: Partial<OrderForRefund> = {}): OrderForRefund {
  return { id: 'o1', merchantNo: 'M-1', providerNo: '', wechatNo: '', amountMinor: 2_490, currency: 'EUR', receivedMinor: 2_490, paidAt: '2026-06-30T06:00:00.000Z', ...more }
}

export function refund(more: Partial<RefundToSend> & { order: OrderForRefund }): RefundToSend {
  return { refundNo: 'R-1', amountMinor: 1_000, currency: more.order.currency, reason: 'Gast storniert', ...more }
}

export function rawOf(outgoing: Pick<Outgoing, 'method' | 'body'>, more: Partial<RawNotification> = {}): RawNotification {
  return { method: outgoing.method, path: '/notify/x/a1', query: '', headers: new Map(), body: new TextEncoder().encode(outgoing.body), receivedAt: '2026-06-30T06:00:00.000Z', byHand: false, ...more }
}
