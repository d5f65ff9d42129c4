/**
 * A program that imports a bill and an order export and reconciles them, to be killed and started again on the same data
 * folder: it goes on where its jobs, files and runs say it is. `node child.mjs <data folder> <folder of the files>
 * <folder of the threads> prepare|work`
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import type { SettlementFile } from '@shared/contract/settlement-files'
import type { EntryRow } from '@shared/contract/settlement-values'
import { createApplication } from '../../../electron/application'
import { systemClock } from '../../../electron/platform/clock/clock'
import { chaosMonth, type SettlementEnd, type SettlementLine, type SettlementPhase } from './lines'

const [dataDir = '', files = '', threads = '', mode = ''] = process.argv.slice(2)
const thread = (name: string) => join(threads, `${name}.mjs`)
const say = (line: SettlementLine) => process.stdout.write(`${JSON.stringify(line)}\n`)
const phase = (name: SettlementPhase) => say({ phase: name })

const application = await createApplication({
  ...{ shell: 'loopback', version: '0.0.0-test', contractHash: 'test', dataDir, clock: systemClock, resourcesDir: join(process.cwd(), 'resources') },
  workers: { store: thread('store'), job: thread('job'), image: thread('image'), settlement: thread('settlement'), reconciliation: thread('reconciliation') },
  systemProxy: () => 'none',
  random: () => 0,
})
const signedIn: { session?: string } = {}
const call = async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
  const answer = await application.execute({ name, input, session: signedIn.session, locale: 'zh-CN' })
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return answer.value as CommandOutput<N>
}
signedIn.session = (await call('accounts.enterPractice', {})).handle

async function over(id: string): Promise<void> {
  for (;;) {
    const { state, error } = await call('jobs.get', { id })
    if (state === 'done') return
    if (state !== 'queued' && state !== 'running') throw new Error(`a job ended ${state}: ${JSON.stringify(error)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const known = async () => (await call('settlement.files.list', { limit: 10 })).rows
const reconciliation = async () => {
  const [found] = await call('settlement.reconciliations.list', { month: chaosMonth })
  if (!found) throw new Error('the reconciliation is gone')
  return found
}

/** Nothing is fetched by itself; the reconciliation that both ways run is there, so that identities can be compared. */
async function prepare(): Promise<void> {
  for (const { accountId, offered } of await call('settlement.bills.choices', {}))
    if (offered.length > 0) await call('settlement.bills.choose', { accountId, wanted: [], automatic: false, fromDay: `${chaosMonth}-01` })
  const accountId = await account()
  await call('settlement.reconciliations.create', { month: chaosMonth, left: { source: 'orders', accountId }, right: { source: 'bill', accountId } })
}

async function account(): Promise<string> {
  const found = (await call('payments.accounts.list', {})).find(({ values }) => values['mchid'] === '1900000109')
  if (!found) throw new Error('the example has another account')
  return found.id
}

async function work(): Promise<SettlementEnd> {
  phase('read')
  await resumed('settlement.files.read')
  for (const name of ['bill.csv', 'orders.csv']) if (!(await known()).some((file) => file.name === name)) await handIn(name)
  phase('check')
  await resumed('settlement.files.check')
  for (const file of await known()) if (file.step === 'mapping') await over((await call('settlement.imports.check', howToRead(file, await account()))).jobId)
  phase('load')
  const checked = (await known()).filter(({ step }) => step === 'checked').map(({ id }) => id)
  if (checked.length > 0) await call('settlement.imports.load', { ids: checked })
  const notLoaded = (await known()).filter(({ step }) => step !== 'loaded')
  if (notLoaded.length > 0) throw new Error(`left over: ${JSON.stringify(notLoaded)}`)
  phase('match')
  await resumed('settlement.reconcile')
  const { id, state } = await reconciliation()
  if (state === 'new' || state === 'stale') await over((await call('settlement.reconciliations.run', { id })).jobId)
  phase('look')
  return result()
}

/** As a person who finds the job in the list after the program came up again. */
async function resumed(kind: string): Promise<void> {
  for (const job of await call('jobs.list', { limit: 50 }))
    if (job.kind === kind && job.state === 'interrupted') {
      // A check that another one came after is refused; what it was about is looked at next.
      const answer = await application.execute({ name: 'jobs.resume', input: { id: job.id }, session: signedIn.session, locale: 'zh-CN' })
      if (answer.ok) await over(job.id)
    }
}

async function handIn(name: string): Promise<void> {
  const taken = await application.files.receive(createReadStream(join(files, name)), name, signedIn.session)
  if (!taken.ok) throw new Error(JSON.stringify(taken.error))
  const { jobId } = await call('settlement.imports.add', { fileIds: [taken.value.fileId], accountId: await account() })
  await over(jobId)
}

function howToRead({ id, rev, name }: SettlementFile, accountId: string): CommandInput<'settlement.imports.check'> {
  if (name === 'bill.csv') return { id, rev, profile: 'wechat.all', accountId }
  return {
    ...{ id, rev, accountId, profile: 'hand', source: 'orders', billType: 'export' },
    mapping: { at: '支付时间', merchantNo: '商户订单号', wechatNo: '微信订单号', amount: '订单金额', currency: '币种', scene: '场景', title: '商品名称' },
  }
}

/** Everything that people see of it, without what differs from one time to the next: ids of files and runs, times. */
async function result(): Promise<SettlementEnd> {
  const { id, state, lastRun, openDifferences } = await reconciliation()
  if (!lastRun) throw new Error('it never ran')
  const { left, right, byClass, byRule, otherKinds, unreadable } = lastRun
  return {
    ended: true,
    files: (await known()).map(({ name, step, rows, problems, control, sums }) => ({ name, step, rows, problems, control, sums })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    totals: { state, openDifferences, left, right, byClass, byRule, otherKinds, unreadable },
    differences: await digest((cursor) => call('settlement.differences.list', { reconciliationId: id, limit: 500, ...cursor }), ({ ageDays: _age, ...difference }) => difference),
    pairs: await digest(
      (cursor) => call('settlement.pairs.list', { reconciliationId: id, limit: 500, ...cursor }),
      ({ ruleId, because, currency, leftMinor, rightMinor, left: ours, right: theirs }) => ({ ruleId, because, currency, leftMinor, rightMinor, left: ours.map(plain), right: theirs.map(plain) }),
    ),
    runs: (await call('settlement.reconciliations.runs', { id })).length,
  }
}

const plain = ({ ref: _ref, file: _file, ...row }: EntryRow & { file?: unknown }) => row

/** Number and hash of all rows of a list, whatever their order. */
async function digest<R>(page: (cursor: { cursor?: string }) => Promise<{ rows: R[]; nextCursor?: string | undefined }>, told: (row: R) => object): Promise<{ count: number; hash: string }> {
  const hashes: string[] = []
  for (let cursor: string | undefined, more = true; more; ) {
    const { rows, nextCursor } = await page(cursor === undefined ? {} : { cursor })
    for (const row of rows) hashes.push(sha256().update(JSON.stringify(told(row))).digest('base64'))
    cursor = nextCursor
    more = nextCursor !== undefined
  }
  const all = sha256()
  for (const one of hashes.sort()) all.update(one)
  return { count: hashes.length, hash: all.digest('hex') }
}

const sha256 = (): Hash => createHash('sha256')

if (mode === 'prepare') await prepare()
else say(await work())
await application.close()
