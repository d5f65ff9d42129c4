import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import type { OrderStoreFilter } from '../../electron/features/payments/orders/filter.repository'
import type { StoreFilter } from '../../electron/features/payments/refunds/filter.repository'
import { systemClock } from '../../electron/platform/clock/clock'
import { migrations } from '../../electron/migrations'
import { StoreEngine } from '../../electron/platform/store/engine'
import { repositories } from '../../electron/repositories'
import { type ManyOrders, manyOrders, orderBenchId } from './many-orders'
import type { BenchRow } from './row'
import { slowest } from './times'

const middle = 777_770
const runs = 7

/**
 * First and deep pages, filters and searches over 1,000,000 orders and 100,000 refunds at the store. The slowest of several
 * runs counts, the first one too: its pages are read from the file for the first time by this connection.
 */
export async function benchMillionOrders(count = 1_000_000): Promise<BenchRow[]> {
  const orders = manyOrders(count)
  try {
    return await measureOrders(orders)
  } finally {
    orders.remove()
  }
}

async function measureOrders(orders: ManyOrders): Promise<BenchRow[]> {
  const engine = new StoreEngine({ file: orders.file, role: 'reader', create: false, repositories, migrations, clock: systemClock })
  const db = new Database(orders.file, { readonly: true })
  const total = orders.count.toLocaleString('en')
  try {
    const rows: BenchRow[] = []
    const add = async (name: string, read: () => unknown, aim: number, peer?: number) => {
      const ms = await slowest(runs, read)
      rows.push({
        ...{ name, ours: ms, unit: 'ms', aim: `< ${aim} ms`, met: ms < aim },
        ...(peer === undefined ? {} : { peer: { name: 'the same file without these indexes', value: peer } }),
      })
    }
    for (const [name, filter, before] of casesOf(orders)) {
      const input = { filter: { dayOf: 'created', ...filter }, limit: 100, count: before === undefined, before }
      await add(`${total} orders: ${name}`, () => engine.read('orders', 'page', input), 50, peerOf(db, orders, name))
    }
    const ids = Array.from({ length: 10_000 }, (_, n) => orderBenchId('order', n * 17))
    await add(`${total} orders: sums of 10,000 selected`, () => engine.read('orders', 'sums', ids), 100)
    const refunds = (orders.count / 10).toLocaleString('en')
    for (const [name, filter, before] of refundCasesOf(orders)) {
      const input = { filter, limit: 100, count: before === undefined, before }
      await add(`${refunds} refunds: ${name}`, () => engine.read('refunds', 'page', input), 50, peerOf(db, orders, `refunds ${name}`))
    }
    return rows
  } finally {
    db.close()
    engine.close()
  }
}

function casesOf(orders: ManyOrders): [string, Partial<OrderStoreFilter>, number?][] {
  const { count, at } = orders
  const n = Math.min(middle, Math.floor(count * 0.7 / 10) * 10)
  const account = orderBenchId('account', 3)
  return [
    ['first page', {}],
    ['page after 500,000', {}, Math.floor(count / 2)],
    ['search: merchant number', { text: orders.merchantNo(n) }],
    ['search: merchant number, outside the days', { text: orders.merchantNo(n), from: at(10), until: at(20) }],
    ['search: provider’s number', { text: orders.providerNo(Math.floor(n / 3) * 3) }],
    ['search: WeChat number', { text: orders.wechatNo(n) }],
    ['search: beginning of a WeChat number', { text: orders.wechatNo(n).slice(0, 24) }],
    ['search: beginning that every number has', { text: '42000' }],
    ['search: refund number', { text: orders.refundNo(n) }],
    ['search: provider’s refund number', { text: orders.providerRefundNo(n) }],
    ['search: booking number', { text: orders.bookingNo(n) }],
    ['search: number that is nowhere', { text: 'MD9999999999999' }],
    ['search: common word 房间', { text: '房间' }],
    ['search: two words 西湖 延迟退房', { text: '西湖 延迟退房' }],
    ['search: 房间 of one account', { text: '房间', accountId: account }],
    ['search: 房间 in one place', { text: '房间', placeId: orderBenchId('place', 17) }],
    ['search: 房间 within a month', { text: '房间', from: at(Math.floor(count / 2)), until: at(Math.floor(count / 2) + 43_200) }],
    ['search: word that is nowhere', { text: '不存在的词' }],
    ['filter: account', { accountId: account }],
    ['filter: account and state', { accountId: account, states: ['closed'] }],
    ['filter: state, account and a month', { accountId: account, states: ['paid'], from: at(count - 100_000), until: at(count - 56_800) }],
    ['filter: rare state, account and a month', { accountId: account, states: ['unknown', 'failed'], from: at(count - 100_000), until: at(count - 56_800) }],
    ['filter: account and a currency that it never has', { accountId: account, currency: 'USD' }],
    ['filter: kind', { kind: 'v2' }],
    ['filter: state pending', { states: ['pending'] }],
    ['filter: states unknown and failed', { states: ['unknown', 'failed'] }],
    ['filter: refund open', { refunds: 'open' }],
    ['filter: partly refunded', { refunds: 'some' }],
    ['filter: currency JPY', { currency: 'JPY' }],
    ['filter: amount 123.45 to 123.50', { minMinor: 12_345, maxMinor: 12_350 }],
    ['filter: JPY, amount 100 to 400', { currency: 'JPY', minMinor: 10_000, maxMinor: 40_000 }],
    ['filter: amount of one account, partly refunded', { accountId: account, minMinor: 30_000, maxMinor: 31_000, refunds: 'some' }],
    ['filter: amount of one account', { accountId: account, minMinor: 30_000, maxMinor: 31_000 }],
    ['filter: amount from 500 of one account, of one that was never paid', { accountId: account, minMinor: 50_000, states: ['unknown'] }],
    ['filter: amount from 500', { minMinor: 50_000 }],
    ['filter: place', { placeId: orderBenchId('place', 17) }],
    ['filter: place and channel', { placeId: orderBenchId('place', 20), channel: 'sms' }],
    ['filter: channel and a state that it never has', { channel: 'sms', states: ['unknown'] }],
    ['filter: imported', { source: 'imported' }],
    ['filter: not used yet, from 视频号', { redemption: 'open', scene: 'channels' }],
    ['filter: flagged', { flagged: true }],
    ['filter: disputed', { disputed: true }],
    ['filter: disputed, with a refund that is under way', { disputed: true, refunds: 'open' }],
    ['filter: partly refunded, of a place', { refunds: 'some', placeId: orderBenchId('place', 20) }],
    ['filter: a week, created', { from: at(count - 300_000), until: at(count - 290_000) }],
    ['filter: a week, paid, of one account', { dayOf: 'paid', from: at(count - 300_000), until: at(count - 290_000), accountId: account }],
  ]
}

function refundCasesOf(orders: ManyOrders): [string, StoreFilter, number?][] {
  const { count, at } = orders
  const n = Math.min(middle, Math.floor((count * 0.7) / 10) * 10)
  const me = { operatorId: orderBenchId('operator', 3), approve: true, send: true, record: true }
  return [
    ['first page', {}],
    ['page after 50,000', {}, Math.floor(count / 20)],
    ['search: refund number', { text: orders.refundNo(n) }],
    ['search: provider’s refund number', { text: orders.providerRefundNo(n) }],
    ['search: merchant number of the order', { text: orders.merchantNo(n) }],
    ['search: WeChat number of the order', { text: orders.wechatNo(n) }],
    ['search: booking number', { text: orders.bookingNo(n) }],
    ['search: beginning that every number has', { text: '50000' }],
    ['search: number that is nowhere', { text: 'RF9999999999999' }],
    ['filter: account', { accountId: orderBenchId('account', 2) }],
    ['filter: account that has none', { accountId: orderBenchId('account', 3) }],
    ['filter: kind', { kind: 'v2' }],
    ['filter: failed', { states: ['failed'] }],
    ['filter: failed, of one account', { states: ['failed'], accountId: orderBenchId('account', 2) }],
    ['filter: waiting for somebody', { states: ['requested', 'review', 'needsManual'] }],
    ['filter: done, of one who asked', { states: ['succeeded'], requestedBy: orderBenchId('operator', 4) }],
    ['filter: currency that they never have', { currency: 'JPY' }],
    ['filter: a month', { from: at(count - 300_000), until: at(count - 256_800) }],
    ['filter: a month, in EUR, of one account', { from: at(count - 300_000), until: at(count - 256_800), currency: 'EUR', accountId: orderBenchId('account', 4) }],
    ['filter: what waits for me', { forMe: me }],
    ['of one order', { orderId: orderBenchId('order', n) }],
  ]
}

const scan = 'SELECT id FROM orders NOT INDEXED WHERE'

/** What the same questions cost without the indexes and the search table: a scan, as a plain query does it. */
function peerOf(db: Database.Database, orders: ManyOrders, name: string): number | undefined {
  const questions: Record<string, [string, unknown[]]> = {
    'search: merchant number': [`${scan} merchant_no = @n OR provider_no = @n OR wechat_no = @n OR booking_no = @n`, [{ n: orders.merchantNo(middle) }]],
    'search: common word 房间': [`${scan} description LIKE '%房间%' ORDER BY created_at DESC LIMIT 100`, []],
    'refunds search: refund number': ['SELECT id FROM refunds NOT INDEXED WHERE refund_no = ?', [orders.refundNo(middle)]],
    'filter: account and state': [`${scan} account_seq = 4 AND state = 'closed' ORDER BY created_at DESC LIMIT 100`, []],
  }
  const question = questions[name]
  if (!question) return undefined
  const statement = db.prepare(question[0])
  const started = performance.now()
  statement.all(...question[1])
  return performance.now() - started
}
