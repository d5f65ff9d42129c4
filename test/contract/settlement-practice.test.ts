import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'

/** The whole month-end of a new practice workspace, with every room and every stand-in, as the command line runs it. */

let running: Running
let session: string
beforeAll(async () => {
  running = await startApplication()
  session = await running.practice()
})
afterAll(async () => {
  await running.close()
  removeData(running)
  await removeWorkers()
})

it('is tried at once: files handed in, bills fetched, everything reconciled, a difference of every class found', async () => {
  const { month, files, taken } = await running.call('settlement.practice.monthEnd', {}, session)
  expect({ files: files.length, taken }).toEqual({ files: 4, taken: 4 })
  const listed = (await running.call('settlement.files.list', { limit: 20 }, session)).rows
  expect(listed.map(({ source, step, problems }) => [source, step, problems]).sort()).toEqual([
    ['bank', 'loaded', 0],
    ['bill', 'loaded', 0],
    ['payout', 'loaded', 0],
    ['statement', 'loaded', 0],
  ])
  // One account in full is enough here: its list of the month, and the fund flow of the day with the dispute.
  const choices = await running.call('settlement.bills.choices', {}, session)
  const choose = (accountId: string, wanted: string[]) => running.call('settlement.bills.choose', { accountId, wanted, automatic: false, fromDay: `${month}-01` }, session)
  for (const { accountId, offered, kind } of choices) if (offered.length > 0) await choose(accountId, kind === 'v3' ? ['fundBasic'] : [])
  const lake = choices.find(({ kind }) => kind === 'v3')?.accountId ?? ''
  const fund = await running.call('settlement.bills.fetch', { month, accountId: lake, billType: 'fundBasic', day: `${month}-21` }, session)
  expect(await running.over(fund.jobId, session)).toMatchObject({ state: 'done', doneItems: 1, failedItems: 0 })
  await choose(lake, ['all'])
  const payouts = listed.find(({ source }) => source === 'payout')?.account?.id
  if (payouts === undefined) throw new Error('no payouts')
  await running.call('settlement.reconciliations.create', { month, left: { source: 'bill', accountId: payouts }, right: { source: 'payout', accountId: payouts } }, session)

  const { jobId } = await running.call('settlement.run', { month }, session)
  const job = await running.over(jobId, session)
  expect(job.state).toBe('done')
  const [run] = await running.call('settlement.runs.list', { jobId }, session)
  expect(run?.steps.map(({ step, state, why }) => [step, state, why])).toEqual(['watched', 'fetch', 'load', 'reconcile', 'fees', 'export'].map((step) => [step, 'done', undefined]))
  // The command line ends with a code of its own while something is left.
  expect(job.failedItems).toBe((run?.openDifferences ?? 0) + (run?.openDays ?? 0))
  const all = await running.call('settlement.reconciliations.list', { month }, session)
  const found = new Set(all.flatMap(({ lastRun }) => lastRun?.byClass.map((one) => one.class) ?? []))
  const wanted = ['amount', 'crossMonth', 'currency', 'dispute', 'duplicate', 'fee', 'leftOnly', 'refundWithoutOrder', 'rightOnly', 'rounding', 'state']
  expect(wanted.filter((one) => !(found as ReadonlySet<string>).has(one))).toEqual([])
  const strip = await running.call('settlement.bills.month', { month }, session)
  expect(strip.counts).toMatchObject({ missing: 0, failed: 0 })
  expect(strip.balanceBreaks).toEqual([])
}, 120_000)
