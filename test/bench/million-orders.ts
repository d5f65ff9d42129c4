import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import type { OrderStoreFilter } from '../../electron/features/payments/orders/filter.repository'
import { systemClock } from '../../electron/platform/clock/clock'
import { migrations } from '../../electron/migrations'
import { StoreEngine } from '../../electron/platform/store/engine'
import { repositories } from '../../electron/repositories'
import { type ManyOrders, manyOrders, orderBenchId } from './many-orders'
import type { BenchRow } from './row'
import { slowest } from './times'

const middle = 777_770

/** First and deep pages, filters and searches over 1,000,000 orders and 100,000 refunds at the store; the slowest of several runs counts. */
export async function benchMillionOrders(count = 1_000_000): Promise<BenchRow[]> {
  const orders = manyOrders(count)
  const engine = new StoreEngine({ file: orders.file, role: 'reader', create: false, repositories, migrations, clock: systemClock })
  const db = new Database(orders.file, { readonly: true })
  try {
    const rows: BenchRow[] = []
    for (const [name, filter, before] of casesOf(orders)) {
      const read = () => engine.read('orders', 'page', { filter: { dayOf: 'created', ...filter }, limit: 100, count: before === undefined, before })
      const ms = await slowest(7, read)
      const peer = peerOf(db, orders, name)
      rows.push({
        name: `${count.toLocaleString('en')} orders: ${name}`,
        ours: ms,
        unit: 'ms',
        ...(peer === undefined ? {} : { peer: { name: 'the same file without these indexes', value: peer } }),
        aim: '< 50 ms',
        met: ms < 50,
      })
    }
    const ids = Array.from({ length: 10_000 }, (_, n) => orderBenchId('order', n * 17))
    const sums = await slowest(5, () => engine.read('orders', 'sums', ids))
    rows.push({ name: `${count.toLocaleString('en')} orders: sums of 10,000 selected`, ours: sums, unit: 'ms', aim: '< 100 ms', met: sums < 100 })
    return rows
  } finally {
    db.close()
    engine.close()
    orders.remove()
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
    ['search: beginning of a WeChat number', { text: orders.wechatNo(n).slice(0, 24) }],
    ['search: beginning that every number has', { text: '42000' }],
    ['search: refund number', { text: orders.refundNo(n) }],
    ['search: provider’s refund number', { text: `50000${String(n).padStart(20, '0')}` }],
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
    ['filter: account and a currency that it never has', { accountId: account, currency: 'USD' }],
    ['filter: kind', { kind: 'v2' }],
    ['filter: state pending', { states: ['pending'] }],
    ['filter: states unknown and failed', { states: ['unknown', 'failed'] }],
    ['filter: refund open', { refunds: 'open' }],
    ['filter: partly refunded', { refunds: 'some' }],
    ['filter: currency JPY', { currency: 'JPY' }],
    ['filter: amount 123.45 to 123.50', { minMinor: 12_345, maxMinor: 12_350 }],
    ['filter: amount from 500', { minMinor: 50_000 }],
    ['filter: place and channel', { placeId: orderBenchId('place', 20), channel: 'sms' }],
    ['filter: channel and a state that it never has', { channel: 'sms', states: ['unknown'] }],
    ['filter: imported', { source: 'imported' }],
    ['filter: not used yet, from 视频号', { redemption: 'open', scene: 'channels' }],
    ['filter: flagged', { flagged: true }],
    ['filter: disputed', { disputed: true }],
    ['filter: a week, created', { from: at(count - 300_000), until: at(count - 290_000) }],
    ['filter: a week, paid, of one account', { dayOf: 'paid', from: at(count - 300_000), until: at(count - 290_000), accountId: account }],
  ]
}

const scan = 'SELECT id FROM orders NOT INDEXED WHERE'

/** What the same questions cost without the indexes and the search table: a scan, as a plain query does it. */
function peerOf(db: Database.Database, orders: ManyOrders, name: string): number | undefined {
  const questions: Record<string, [string, unknown[]]> = {
    'search: merchant number': [`${scan} merchant_no = @n OR provider_no = @n OR wechat_no = @n OR booking_no = @n`, [{ n: orders.merchantNo(middle) }]],
    'search: common word 房间': [`${scan} description LIKE '%房间%' ORDER BY created_at DESC LIMIT 100`, []],
    'filter: account and state': [`${scan} account_seq = 4 AND state = 'closed' ORDER BY created_at DESC LIMIT 100`, []],
  }
  const question = questions[name]
  if (!question) return undefined
  const statement = db.prepare(question[0])
  const started = performance.now()
  statement.all(...question[1])
  return performance.now() - started
}
