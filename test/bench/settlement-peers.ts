import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ComparedFiles } from './settlement-files'

const run = promisify(execFile)

export interface PeerTime extends ComparedFiles {
  seconds: number
}

/** Columns before the product's name: a backtick in it moves the later ones, because both split at one character only. */
const amountColumn = 12

const pandas = `
import sys, time, pandas as pd
folder = sys.argv[1]
started = time.perf_counter()
bill = pd.read_csv(folder + '/bill.csv', sep='\`', header=None, skiprows=1, names=list(range(30)), usecols=[7, 10, ${amountColumn + 1}], dtype=str, quoting=3, engine='c')
bill = bill[bill[10] == 'SUCCESS,']
b = pd.DataFrame({'m': bill[7].str.rstrip(','), 'a': (bill[${amountColumn + 1}].str.rstrip(',').str.replace('.', '', regex=False)).astype('int64')})
orders = pd.read_csv(folder + '/orders.csv', usecols=[1, 7], dtype=str)
orders.columns = ['m', 'a']
orders['a'] = orders['a'].str.replace('.', '', regex=False).astype('int64')
j = b.merge(orders, on='m', how='outer', indicator=True, suffixes=('_b', '_o'))
both = j[j['_merge'] == 'both']
equal = int((both['a_b'] == both['a_o']).sum())
print(equal, len(both) - equal, int((j['_merge'] == 'right_only').sum()), int((j['_merge'] == 'left_only').sum()), time.perf_counter() - started)
`

/** Undefined where it is not installed. */
export async function pandasTime(folder: string): Promise<PeerTime | undefined> {
  const known = await run('python3', ['-c', 'import pandas']).then(() => true, () => false)
  if (!known) return undefined
  const { stdout } = await run('python3', ['-c', pandas, folder])
  return told(stdout)
}

const sqlite = (folder: string): string => `
pragma journal_mode=off; pragma synchronous=off;
create table bill(${Array.from({ length: 28 }, (_, n) => `c${n}`).join(',')});
.mode list
.separator "\`" "\\n"
.import --skip 1 ${join(folder, 'bill.csv')} bill
.mode csv
.import ${join(folder, 'orders.csv')} orders
create table b as select rtrim(c7, ',') m, cast(replace(rtrim(c${amountColumn + 1}, ','), '.', '') as integer) a from bill where c10 = 'SUCCESS,';
create table o as select "商户订单号" m, cast(replace("订单金额", '.', '') as integer) a from orders;
create index bm on b(m); create index om on o(m);
.mode list
.separator " "
select (select count(*) from b join o using (m) where b.a = o.a), (select count(*) from b join o using (m) where b.a <> o.a), (select count(*) from o where m not in (select m from b)), (select count(*) from b where m not in (select m from o));
`

/** Undefined where the command is not installed. */
export async function sqliteTime(folder: string): Promise<PeerTime | undefined> {
  const known = await run('sqlite3', ['--version']).then(() => true, () => false)
  if (!known) return undefined
  const started = performance.now()
  const child = run('sqlite3', [join(folder, 'peer.sqlite')], { maxBuffer: 2 ** 28 })
  child.child.stdin?.end(sqlite(folder))
  const { stdout } = await child
  const last = stdout.trim().split('\n').at(-1) ?? ''
  return told(`${last} ${(performance.now() - started) / 1000}`)
}

function told(line: string): PeerTime {
  const [equal = 0, amount = 0, onlyOrders = 0, onlyBill = 0, seconds = NaN] = line.trim().split(' ').map(Number)
  return { equal, amount, onlyOrders, onlyBill, seconds }
}
