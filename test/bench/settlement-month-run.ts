import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Difference } from '@shared/contract/settlement-reconciliation'
import type { FileMapping } from '@shared/contract/settlement-files'
import { openPractice, type PracticeProgram } from './practice'
import type { ComparedFiles } from './settlement-files'

/** What this program prints. Seconds since the start; memory is the peak of the whole process in MB, the delay in ms. */
export interface SettlementMonth extends ComparedFiles {
  received: number
  checked: number
  reconciled: number
  reported: number
  memory: number
  /** Event-loop delay of the main thread, p99 and most. */
  delay: number
  longest: number
}

const month = '2026-10'
const orderMapping: FileMapping = {
  ...{ at: '支付时间', merchantNo: '商户订单号', wechatNo: '微信订单号', amount: '订单金额', currency: '币种', state: '订单状态' },
  ...{ scene: '场景', place: '门店', title: '商品名称' },
}

/**
 * A month as a person works through it, by the program's own commands with all its threads: both files handed in, checked
 * row by row and loaded, reconciled with every difference stored, and the report written into the library.
 */
async function run(folder: string): Promise<SettlementMonth> {
  const program = await openPractice(join(folder, 'data'))
  const delay = monitorEventLoopDelay({ resolution: 5 })
  try {
    const accountId = await accountOf(program)
    delay.enable()
    const started = performance.now()
    const since = () => (performance.now() - started) / 1000
    const bill = await program.receive(join(folder, 'bill.csv'))
    const orders = await program.receive(join(folder, 'orders.csv'))
    const received = since()
    await takeIn(program, { bill, orders, accountId })
    const checked = since()
    const { id } = await program.call('settlement.reconciliations.create', {
      ...{ month, name: 'bench', left: { source: 'orders', accountId }, right: { source: 'bill', accountId } },
    })
    await program.finished((await program.call('settlement.reconciliations.run', { id })).jobId)
    const reconciled = since()
    const making = await program.call('reports.make', { kind: 'reconciliation', params: { reconciliationId: id }, formats: ['html', 'xlsx'], locale: 'zh-CN' })
    await program.finished(making.jobId)
    const reported = since()
    delay.disable()
    const counts = await countsOf(program, id)
    const [p99, longest] = [delay.percentile(99) / 1e6, delay.max / 1e6]
    return { received, checked, reconciled, reported, memory: process.resourceUsage().maxRSS / 1024, delay: p99, longest, ...counts }
  } finally {
    await program.close()
  }
}

async function accountOf({ call }: PracticeProgram): Promise<string> {
  const values = { mchid: '1900000109', appid: 'wx8888888888888888', serialNo: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C', keyMode: 'publicKey' }
  return (await call('payments.accounts.create', { kind: 'v3', name: '对账测量', values, currencies: ['CNY'] })).id
}

/** The bill is known by its headers; of the order export a person names the columns. */
async function takeIn({ call, finished }: PracticeProgram, { bill, orders, accountId }: { bill: string; orders: string; accountId: string }): Promise<void> {
  const intake = await call('settlement.imports.add', { fileIds: [bill, orders], accountId })
  await finished(intake.jobId)
  const { files, refused } = await call('settlement.imports.get', { id: intake.intakeId })
  if (refused.length > 0) throw new Error(`refused: ${refused.map(({ code }) => code).join(' ')}`)
  for (const file of files) {
    if (file.step !== 'mapping') continue
    const { file: seen, insight } = await call('settlement.files.get', { id: file.id })
    if (!insight) throw new Error('nothing was seen in a file')
    const { jobId } = await call('settlement.imports.check', {
      ...{ id: file.id, profile: seen.profile, source: 'orders', accountId, mapping: orderMapping, options: insight.options, rev: seen.rev },
    })
    await finished(jobId)
  }
  const { loaded, refused: kept } = await call('settlement.imports.load', { ids: files.map(({ id }) => id) })
  if (loaded !== files.length) throw new Error(`not loaded: ${kept.map(({ code }) => code).join(' ')}`)
}

/** Pairs that agree (a rule also counts those of another amount), and the differences as the lists show them. Off by a hundredth is rounding by the rules. */
async function countsOf({ call }: PracticeProgram, id: string): Promise<ComparedFiles> {
  const { lastRun } = await call('settlement.reconciliations.get', { id })
  if (!lastRun) throw new Error('there was no run')
  const of = (wanted: readonly Difference['class'][]) => lastRun.byClass.reduce((sum, { class: kind, open }) => (wanted.includes(kind) ? sum + open : sum), 0)
  const amount = of(['amount', 'rounding'])
  const pairs = lastRun.byRule.reduce((sum, one) => sum + one.pairs, 0)
  return { equal: pairs - amount, amount, onlyOrders: of(['leftOnly']), onlyBill: of(['rightOnly']) }
}

process.stdout.write(JSON.stringify(await run(process.argv[2] ?? '.')))
