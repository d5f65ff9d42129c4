import Database from 'better-sqlite3'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../platform/store/migrate'
import { migrations } from './index'

const at = '2026-11-27T10:00:00.000Z'
let db: Database.Database

/** A released database that goes up to the payments, with one account and one order of €100.00. */
beforeEach(() => {
  db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, migrations.filter(({ version }) => version < 100), () => undefined)
  db.exec(`INSERT INTO places (id, code, code_key, name, zone, owner, created_at, updated_at, updated_by)
    VALUES ('p', 'HZ01', 'hz01', '湖滨店', 'Asia/Shanghai', '', '${at}', '${at}', '')`)
  migrate(db, migrations, () => undefined)
  for (const id of ['a1', 'a2'])
    db.exec(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by)
      VALUES ('${id}', 'v3', '${id}', '${id}', '{}', '[]', '${at}', '')`)
  order('o1', { merchant: 'M-1', wechat: '4200000000202611270000000001' })
})

function order(id: string, { merchant = '', provider = '', wechat = '', account = 1 }: { merchant?: string; provider?: string; wechat?: string; account?: number }) {
  db.prepare(`INSERT INTO orders (id, account_seq, merchant_no, provider_no, wechat_no, state, currency, ordered_minor, received_minor,
    refund_currency, refund_total_minor, source, created_at, created_by)
    VALUES (?, ?, ?, ?, ?, 'paid', 'EUR', 10000, 10000, 'EUR', 10000, 'created', '${at}', '')`).run(id, account, merchant, provider, wechat)
}

function refund(id: string, state: string, { amount = 100, orderSeq = 1, account = 1, providerNo = '' } = {}) {
  db.prepare(`INSERT INTO refunds (id, order_seq, account_seq, refund_no, provider_refund_no, amount_minor, currency, state, source, requested_by_id,
    requested_by, changed_by_id, requested_at, requested_day, digest)
    VALUES (?, ?, ?, ?, ?, ?, 'EUR', ?, 'here', 'w', '王芳', 'w', '${at}', '2026-11-27', 'd')`).run(id, orderSeq, account, `R-${id}`, providerNo, amount, state)
}

it('keeps what stood before it, whole', () => {
  expect(db.prepare('SELECT name FROM places').pluck().all()).toEqual(['湖滨店'])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
})

it('refuses more refunds than were received, unless a person is told by a flag', () => {
  const sums = db.prepare('UPDATE orders SET refunded_minor = ?, in_flight_minor = ?, flagged = ? WHERE seq = 1')
  expect(sums.run(6000, 4000, 0).changes).toBe(1)
  expect(() => sums.run(6000, 4001, 0)).toThrow(/CHECK/u)
  expect(() => sums.run(10001, 0, 0)).toThrow(/CHECK/u)
  expect(() => sums.run(-1, 0, 0)).toThrow(/CHECK/u)
  expect(sums.run(10001, 0, 1).changes).toBe(1)
  expect(() => db.exec('UPDATE orders SET flagged = 0 WHERE seq = 1')).toThrow(/CHECK/u)
})

it('lets one refund of an order have an unknown outcome, not two', () => {
  order('o2', { merchant: 'M-2' })
  refund('sent', 'sending')
  for (const state of ['sending', 'unknown', 'review']) expect(() => refund(`second-${state}`, state)).toThrow(/UNIQUE/u)
  refund('asked', 'queued')
  expect(() => db.exec(`UPDATE refunds SET state = 'sending' WHERE id = 'asked'`)).toThrow(/UNIQUE/u)
  refund('other', 'sending', { orderSeq: 2 })
  db.exec(`UPDATE refunds SET state = 'succeeded' WHERE id = 'sent'`)
  expect(db.prepare(`UPDATE refunds SET state = 'sending' WHERE id = 'asked'`).run().changes).toBe(1)
})

it('has every number once in its account', () => {
  expect(() => order('again', { merchant: 'M-1' })).toThrow(/UNIQUE/u)
  expect(() => order('again', { wechat: '4200000000202611270000000001' })).toThrow(/UNIQUE/u)
  expect(() => order('again', {})).toThrow(/CHECK/u)
  order('elsewhere', { merchant: 'M-1', account: 2 })
  refund('one', 'succeeded', { providerNo: '50300001' })
  expect(() => refund('one', 'requested')).toThrow(/UNIQUE/u)
  expect(() => refund('seen', 'succeeded', { providerNo: '50300001' })).toThrow(/UNIQUE/u)
  refund('seen', 'succeeded', { providerNo: '50300001', orderSeq: 2, account: 2 })
})

it('takes no refund of nothing and no state that nobody knows', () => {
  expect(() => refund('zero', 'requested', { amount: 0 })).toThrow(/CHECK/u)
  expect(() => refund('negative', 'requested', { amount: -100 })).toThrow(/CHECK/u)
  expect(() => refund('strange', 'maybe')).toThrow(/FOREIGN KEY/u)
  refund('real', 'requested')
  expect(() => db.exec('DELETE FROM orders WHERE seq = 1')).toThrow(/FOREIGN KEY/u)
})

it('applies the same notification once', () => {
  const notify = db.prepare(`INSERT INTO payment_notifications (id, kind, account_seq, received_at, via, method, path, query, headers_json, body,
    raw_hash, state, content_key) VALUES (?, 'v3', 1, '${at}', 'receiver', 'POST', '/', '', '[]', x'', 'h', ?, 'same')`)
  notify.run('n1', 'applied')
  expect(() => notify.run('n2', 'applied')).toThrow(/UNIQUE/u)
  expect(notify.run('n3', 'repeated').changes).toBe(1)
})
