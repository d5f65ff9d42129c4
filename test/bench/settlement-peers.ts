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

/** What makes it fastest, and what keeps it whole when the power fails, as the program's own store is. */
const settings = { fast: 'pragma journal_mode=off; pragma synchronous=off;', durable: 'pragma journal_mode=wal; pragma synchronous=full;' }

const sqlite = (folder: string, how: keyof typeof settings): string => `
${settings[how]}
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
  return sqliteRun(join(folder, 'peer.sqlite'), sqlite(folder, 'fast'))
}

/** The same kept for good, with the pairs in a table and the differences written as a report. */
export async function sqliteKeepTime(folder: string): Promise<PeerTime | undefined> {
  return sqliteRun(join(folder, 'peer-kept.sqlite'), `${sqlite(folder, 'durable')}${keep(folder)}`)
}

const keep = (folder: string): string => `
create table result as select o.m m, o.a ours, b.a theirs from o left join b using (m) union all select b.m, null, b.a from b where m not in (select m from o);
.mode csv
.headers on
.once ${join(folder, 'peer-report.csv')}
select * from result where ours is not theirs;
.headers off
.mode list
.separator " "
select (select count(*) from result where ours = theirs), (select count(*) from result where ours <> theirs), (select count(*) from result where theirs is null), (select count(*) from result where ours is null);
`

async function sqliteRun(path: string, script: string): Promise<PeerTime | undefined> {
  const known = await run('sqlite3', ['--version']).then(() => true, () => false)
  if (!known) return undefined
  const started = performance.now()
  const child = run('sqlite3', [path], { maxBuffer: 2 ** 28 })
  child.child.stdin?.end(script)
  const { stdout } = await child
  const last = stdout.trim().split('\n').at(-1) ?? ''
  return told(`${last} ${(performance.now() - started) / 1000}`)
}

function told(line: string): PeerTime {
  const [equal = 0, amount = 0, onlyOrders = 0, onlyBill = 0, seconds = NaN] = line.trim().split(' ').map(Number)
  return { equal, amount, onlyOrders, onlyBill, seconds }
}
