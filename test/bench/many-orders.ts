import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { searchWords } from '@shared/domain/search/bigrams'
import { systemClock } from '../../electron/platform/clock/clock'
import { migrations } from '../../electron/migrations'
import { StoreEngine } from '../../electron/platform/store/engine'
import { repositories } from '../../electron/repositories'

const accounts = 12
const places = 300
const words = ['房间', '早餐', '接机', '优惠券', '会员卡', '亲子', '西湖', '延迟退房', '客房服务', '停车']
const minute = 60_000
const chunk = 20_000

/** Ids as the program's own look, told apart by what they are of. */
const kinds = { account: 11, place: 12, order: 13, refund: 14, operator: 15 }
export function orderBenchId(of: keyof typeof kinds, n: number): string {
  return `${String(kinds[of]).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

/** A database with `count` orders and a tenth as many refunds, as a group of hotels has it after some years. */
export interface ManyOrders {
  file: string
  count: number
  /** When order `n` was made: one a minute, the last one now. */
  at: (n: number) => string
  merchantNo: (n: number) => string
  providerNo: (n: number) => string
  wechatNo: (n: number) => string
  refundNo: (n: number) => string
  providerRefundNo: (n: number) => string
  bookingNo: (n: number) => string
  remove: () => void
}

const merchantNo = (n: number) => `MD${String((n * 7919) % 100_000_000).padStart(10, '0')}`
const providerNo = (n: number) => `P${String((n * 15_485_863) % 10_000_000_019).padStart(12, '0')}`
const wechatNo = (n: number) => `42000${String((n * 104_729) % 1_000_000_007).padStart(23, '0')}`
const refundNo = (n: number) => `RF${String((n * 6_700_417) % 10_000_019).padStart(12, '0')}`
const providerRefundNo = (n: number) => `50000${String(n).padStart(20, '0')}`
const bookingNo = (n: number) => `BK${String(n).padStart(9, '0')}`

const underWay = ['processing', 'review', 'requested', 'unknown']
/** Most are done; of a hundred thousand some wait for the provider, a few for a person. */
function refundStateOf(k: number): string {
  if (k % 100 === 0) return 'processing'
  if (k % 1000 === 3) return 'failed'
  if (k % 4000 === 9) return 'requested'
  return k % 5000 === 7 ? 'review' : 'succeeded'
}

export function manyOrders(count: number): ManyOrders {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-bench-orders-'))
  const file = join(folder, 'minidesk.db')
  new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock: systemClock }).close()
  const begin = Date.now() - count * minute
  const at = (n: number) => new Date(begin + n * minute).toISOString()
  fill(file, count, at)
  return { file, count, at, merchantNo, providerNo, wechatNo, refundNo, providerRefundNo, bookingNo, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Written straight into the tables, the indexes made afterwards: a call for each would take a day. */
function fill(file: string, count: number, at: (n: number) => string): void {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const indexes = db
    .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('orders', 'refunds') AND sql IS NOT NULL`)
    .all() as { name: string; sql: string }[]
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`)
  db.transaction(() => fillBooks(db, at))()
  const orders = db.prepare(`INSERT INTO orders (seq, id, account_seq, merchant_no, provider_no, wechat_no, state, raw_state, method, currency,
      ordered_minor, received_minor, refund_currency, refund_total_minor, refunded_minor, in_flight_minor, refund_count,
      place_seq, scene, channel, booking_no, redemption, description, note, source, flags_json, flagged, open_disputes,
      created_at, created_by, paid_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, '', 'wechat_native', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const search = db.prepare('INSERT INTO orders_search (rowid, words) VALUES (?, ?)')
  const refunds = db.prepare(`INSERT INTO refunds (id, order_seq, account_seq, refund_no, provider_refund_no, amount_minor, currency,
      state, source, requested_by_id, requested_by, changed_by_id, requested_at, requested_day, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'here', ?, ?, '', ?, ?, '')`)
  const one = (n: number) => {
    const state = n % 100 === 99 ? 'failed' : n % 20 === 3 ? 'closed' : n % 500 === 7 ? 'pending' : n % 5000 === 11 ? 'unknown' : 'paid'
    const paid = state === 'paid'
    const currency = n % 4 === 0 ? 'EUR' : n % 1000 === 1 ? 'JPY' : 'CNY'
    const amount = 1000 + ((n * 37) % 90_000)
    const refunded = paid && n % 10 === 0
    const refundState = refundStateOf(n / 10)
    const open = refunded && underWay.includes(refundState)
    // What failed was never given back.
    const back = refunded && refundState === 'succeeded' ? 500 : 0
    const place = 1 + (n % places)
    const account = 1 + (n % accounts)
    const channel = n % 5 === 0 ? (n % 10 === 0 ? 'sms' : 'poster') : ''
    const text = `${words[n % words.length]} ${words[(n * 7) % words.length]} ${1000 + (n % 9000)}`
    orders.run(
      ...[n + 1, orderBenchId('order', n), account, merchantNo(n), n % 3 === 0 ? providerNo(n) : '', paid ? wechatNo(n) : '', state, currency, amount],
      ...[paid ? amount : null, currency, paid ? amount : null, back, open ? 500 : 0, refunded ? 1 : 0],
      ...[place, n % 3 === 0 ? 'channels' : 'other', channel, bookingNo(n), n % 7 === 0 ? 'open' : 'unset', text, ''],
      ...[n % 50 === 0 ? 'imported' : 'created', n % 2000 === 5 ? '["amountDiffers"]' : '[]', n % 2000 === 5 ? 1 : 0],
      ...[n % 3000 === 9 ? 1 : 0, at(n), `运营${n % 9}`, paid ? at(n) : null],
    )
    search.run(n + 1, `${searchWords(`${text} ${channel} ${bookingNo(n)} H${n % places} 酒店 ${n % places}`)} zqaccount${account} zqplace${place}`)
    if (n % 10 === 0)
      refunds.run(
        ...[orderBenchId('refund', n), n + 1, account, refundNo(n), providerRefundNo(n), 500, currency, refundState],
        ...[orderBenchId('operator', (n / 10) % 9), `财务${(n / 10) % 9}`, at(n), at(n).slice(0, 10)],
      )
  }
  for (let from = 0; from < count; from += chunk)
    db.transaction(() => {
      for (let n = from; n < Math.min(from + chunk, count); n++) one(n)
    })()
  for (const { sql } of indexes) db.exec(sql)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

function fillBooks(db: Database.Database, at: (n: number) => string): void {
  const account = db.prepare(`INSERT INTO payment_accounts (seq, id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by)
    VALUES (?, ?, ?, ?, ?, '{}', '[]', ?, '')`)
  const place = db.prepare(`INSERT INTO places (seq, id, code, code_key, name, zone, owner, created_at, updated_at, updated_by)
    VALUES (?, ?, ?, ?, ?, 'Asia/Shanghai', '', ?, ?, '')`)
  for (let n = 0; n < accounts; n++) account.run(n + 1, orderBenchId('account', n), n % 4 === 0 ? 'v2' : 'v3', `账号 ${n}`, `账号 ${n}`, at(0))
  for (let n = 0; n < places; n++) place.run(n + 1, orderBenchId('place', n), `H${n}`, `h${n}`, `酒店 ${n}`, at(0), at(0))
}
