import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/**
 * The peer: the same bill and order export compared by DuckDB with two threads. `compare` reads the columns that it needs
 * and forgets them; `keep` first writes into a database file the columns that a pack keeps.
 */
const [folder = '.', way = 'compare'] = process.argv.slice(2)
const columns = (count) => `{${Array.from({ length: count }, (_, n) => `'c${n}':'VARCHAR'`).join(',')}}`
const common = `auto_detect=false, skip=1, header=false, new_line='\\r\\n'`
const bill = `read_csv('${join(folder, 'bill.csv')}', ${common}, delim=',\`', quote='', escape='', ignore_errors=true, strict_mode=false, columns=${columns(27)})`
const orders = `read_csv('${join(folder, 'orders.csv')}', ${common}, delim=',', quote='"', escape='"', columns=${columns(12)})`
const file = join(folder, 'peer.duckdb')

const started = performance.now()
if (way === 'keep') rmSync(file, { force: true })
const db = await DuckDBInstance.create(way === 'keep' ? file : ':memory:', { threads: '2' })
const connection = await db.connect()
let sides = { bill: `(select c6 m, c24::decimal(18,2) a from ${bill} where c9='SUCCESS')`, orders: `(select c1 m, c7::decimal(18,2) a from ${orders})` }
if (way === 'keep') {
  await connection.run(
    `create table bill as select substr(c0,2)::timestamp t, c5 w, c6 m, c9 s, c11 currency, c12::decimal(18,2) settled, c14 refund, c15 r, c20 title, c22::decimal(18,5) fee, c24::decimal(18,2) a from ${bill} where c9='SUCCESS'`,
  )
  await connection.run(
    `create table orders as select c1 m, c2 w, c4 place, c5 scene, c6 title, c7::decimal(18,2) a, c8 currency, c9 s, c10::timestamp t from ${orders}`,
  )
  await connection.run('checkpoint')
  sides = { bill: 'bill', orders: 'orders' }
}
const read = performance.now()
const answer = await connection.runAndReadAll(
  `select count(*) filter (where b.a = o.a), count(*) filter (where b.a <> o.a), count(*) filter (where b.m is null), count(*) filter (where o.m is null) from ${sides.bill} b full outer join ${sides.orders} o on b.m = o.m`,
)
const [equal, amount, onlyOrders, onlyBill] = answer.getRows()[0].map(Number)
const matched = performance.now()
process.stdout.write(
  JSON.stringify({ read: (read - started) / 1000, matched: (matched - started) / 1000, memory: process.resourceUsage().maxRSS / 1024, equal, amount, onlyOrders, onlyBill }),
)
connection.closeSync()
db.closeSync()
rmSync(file, { force: true })
