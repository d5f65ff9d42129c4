import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { systemClock } from '../../electron/platform/clock/clock'
import { startReceiver } from '../../electron/platform/receiver'
import type { Outgoing } from '../../electron/sandbox/payments/outbox'
import type { StandInOrder } from '../../electron/sandbox/payments/types'
import { startWechatPayV3StandIn } from '../../electron/sandbox/wechatpay-v3'
import { openPractice, type PracticeProgram } from './practice'
import type { BenchRow } from './row'
import type { SendTask, SentNotices } from './send-notices'
import { percentile } from './times'

const sequential = 200
const parallel = 3000
const warmUp = 200
const connections = 64
const bareMs = 1500

const merchantNoOf = (n: number) => `INTAKE${String(n).padStart(8, '0')}`
const values = { mchid: '1900009191', appid: 'wxd678efh567hg6787', serialNo: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C', keyMode: 'publicKey' }

/**
 * Notifications of paid orders, signed and sealed by the stand-in of v3, over real HTTP through the receiver into the
 * whole program: each stored, verified, applied to its order, and durable before it is acknowledged. The sender runs in
 * a thread of its own on the same two cores. The peer is what the disk gives: one small row a commit, as durable.
 */
export async function benchNotificationIntake(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-bench-intake-'))
  const opening = Promise.withResolvers<PracticeProgram>()
  const receiver = await startReceiver({
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    deliver: async (received) => (await opening.promise).notices.receive(received),
    reportError: (where, cause) => console.error(where, cause),
    // The door lets 500 a second in; what is measured stands behind it.
    limits: { perSecond: 1e6, burst: 1e6 },
  })
  const program = await openPractice(folder, receiver)
  opening.resolve(program)
  const sender = new Worker(join(process.cwd(), 'test', 'bench', 'send-notices.ts'))
  try {
    await program.call('payments.receiver.set', { enabled: true })
    const requests = await notices(program, receiver.address, fileOf(folder))
    const send = (from: number, until: number, at: number) => sendAll(sender, receiver.address, requests.slice(from, until), at)
    await send(0, warmUp, connections)
    const before = bareCommits(folder)
    const one = await send(warmUp, warmUp + sequential, 1)
    const many = await send(warmUp + sequential, requests.length, connections)
    const bare = (before + bareCommits(folder)) / 2
    assertApplied(fileOf(folder), requests.length)
    return rowsOf(one, many, bare)
  } finally {
    await sender.terminate()
    await program.close()
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function rowsOf(one: SentNotices, many: SentNotices, bare: number): BenchRow[] {
  const peer = { name: 'bare durable commits, one small row each', value: bare }
  const rate = ({ waits, ms }: SentNotices) => (waits.length / ms) * 1000
  const waited = percentile(many.waits, 0.99)
  return [
    { name: 'notifications taken in, one after another', ours: rate(one), unit: 'a second', peer },
    {
      name: `notifications taken in, ${connections} at a time`,
      ours: rate(many),
      unit: 'a second',
      peer,
      aim: '> 500 (what the receiver lets in)',
      met: rate(many) > 500,
    },
    { name: `one of ${connections} at a time waits for its acknowledgement, p99`, ours: waited, unit: 'ms', aim: '< 1 s', met: waited < 1000 },
  ]
}

async function sendAll(sender: Worker, address: string, requests: Uint8Array[], at: number): Promise<SentNotices> {
  const [host = '', port] = address.split(':')
  sender.postMessage({ host, port: Number(port), requests, connections: at } satisfies SendTask)
  // An `error` of the thread rejects this.
  const [sent] = (await once(sender, 'message')) as [SentNotices]
  if (sent.waits.length !== requests.length) throw new Error('not every notification was acknowledged')
  return sent
}

/** How often a second a row of the size of a word is committed for good, on the disk that the workspace lies on. */
function bareCommits(folder: string): number {
  const db = new Database(join(folder, `bare-${Date.now()}.db`))
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT')
    const insert = db.prepare('INSERT INTO bare (word) VALUES (?)')
    let commits = 0
    const started = performance.now()
    while (performance.now() - started < bareMs) {
      insert.run(`word ${commits}`)
      commits += 1
    }
    return (commits / (performance.now() - started)) * 1000
  } finally {
    db.close()
  }
}

/** An account with a stand-in of its own, its unpaid orders in both books, and a notification that each was paid. */
async function notices({ call }: PracticeProgram, address: string, file: string): Promise<Uint8Array[]> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const secrets = { apiV3Key: '0123456789abcdefghijklmnopqrstuv', privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  const count = warmUp + sequential + parallel
  const orders = Array.from({ length: count }, (_, n) => orderOf(n))
  const account = { kind: 'v3', values, secrets }
  const standIn = await startWechatPayV3StandIn({ clock: systemClock, accounts: [account], random: Math.random, books: { orders, refunds: [] } })
  try {
    standIn.setHabit({ automatic: false })
    const { id } = await call('payments.accounts.create', { kind: 'v3', name: '收款测量', values, currencies: ['CNY'] })
    for (const [name, secret] of Object.entries(secrets)) await call('payments.accounts.setSecret', { id, name, secret })
    const { id: serial, pem } = standIn.platformKeys().publicKey
    await call('payments.accounts.addKey', { id, kind: 'publicKey', pem, serial })
    fill(file, id, orders)
    const requests: Uint8Array[] = []
    for (const { merchantNo } of orders) {
      await standIn.act(merchantNo, 'pay')
      requests.push(requestOf(standIn.callback(merchantNo), address, `/notify/v3/${id}`))
    }
    return requests
  } finally {
    await standIn.close()
  }
}

function orderOf(n: number): StandInOrder {
  const now = Date.now()
  return {
    ...{ merchant: values.mchid, subMerchant: '', merchantNo: merchantNoOf(n), providerNo: '', wechatNo: '' },
    ...{ amountMinor: 12_800 + n, currency: 'CNY', paidMinor: 0, state: 'open', method: 'native', description: '云栖酒店 大床房 2 晚' },
    ...{ notifyUrl: '', createdAtMs: now, paidAtMs: undefined, expiresAtMs: now + 7_200_000 },
    more: { openid: '', payerOf: 'sp', attach: '' },
  }
}

/** The same orders as pending ones of ours, written straight into the table: making them is not what is measured. */
function fill(file: string, accountId: string, orders: readonly StandInOrder[]): void {
  const db = new Database(file)
  try {
    const insert = db.prepare(`INSERT INTO orders (id, account_seq, merchant_no, state, method, currency, ordered_minor,
        refund_currency, description, source, created_at, created_by)
      VALUES (?, (SELECT seq FROM payment_accounts WHERE id = ?), ?, 'pending', 'wechat_native', 'CNY', ?, 'CNY', ?, 'created', ?, '')`)
    db.transaction(() => {
      orders.forEach(({ merchantNo, amountMinor, description, createdAtMs }, n) =>
        insert.run(`0000002a-0000-7000-8000-${n.toString(16).padStart(12, '0')}`, accountId, merchantNo, amountMinor, description, new Date(createdAtMs).toISOString()),
      )
    })()
  } finally {
    db.close()
  }
}

function requestOf({ headers, body }: Outgoing, host: string, path: string): Uint8Array {
  const bytes = Buffer.from(body, 'utf8')
  const lines = Object.entries({ ...headers, host, 'content-length': String(bytes.length) }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

const fileOf = (folder: string) => join(folder, 'workspaces', readdirSync(join(folder, 'workspaces'))[0] ?? '', 'minidesk.db')

/** Every order is paid once, with its own sum, and every notification was applied. */
function assertApplied(file: string, count: number): void {
  const db = new Database(file, { readonly: true })
  try {
    const value = (sql: string) => Number(db.prepare(sql).pluck().get())
    const paid = value(`SELECT count(*) FROM orders WHERE merchant_no LIKE 'INTAKE%' AND state = 'paid' AND received_minor = ordered_minor`)
    const applied = value(`SELECT count(*) FROM payment_notifications WHERE merchant_no LIKE 'INTAKE%' AND state = 'applied' AND reason_json IS NULL`)
    const told = value(`SELECT count(*) FROM payment_events e JOIN orders o ON o.seq = e.order_seq WHERE o.merchant_no LIKE 'INTAKE%' AND e.kind = 'statePaid'`)
    if (paid !== count || applied !== count || told !== count) throw new Error(`${paid} paid, ${applied} applied, ${told} told of ${count}`)
  } finally {
    db.close()
  }
}
