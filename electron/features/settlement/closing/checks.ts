import type { ClosingCheck } from '@shared/contract/settlement-closing'
import { monthSpan } from '@shared/domain/beijing-time'
import { refundStates } from '@shared/domain/payments'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { SettlementPorts } from '../parts'
import type { DayStand } from '../ports'
import type { closingRepository } from './repository'

type Item = ClosingCheck['items'][number]
type Params = Item['params']

/** Most items that a line names; the others are counted. */
const most = 50

/** Refunds in these states change no more. */
const finalRefundStates = new Set(['succeeded', 'failed', 'rejected', 'withdrawn'])
const openRefundStates = refundStates.filter((state) => !finalRefundStates.has(state))
const runStates = new Set(['open', 'balanced', 'locked'])
const paidStates = new Set(['paid', 'invoiced', 'closed'])
const acceptedStates = new Set(['confirmed', 'paymentRequested', ...paidStates])
const invoicedStates = new Set(['invoiced', 'closed'])

const item = (code: string, params: Params, screen: string, subject = ''): Item => ({ code, params, screen, subject })
const missingUnless = (key: ClosingCheck['key'], items: Item[]): ClosingCheck => ({ key, state: items.length === 0 ? 'done' : 'missing', items: items.slice(0, most) })
const notNeeded = (key: ClosingCheck['key']): ClosingCheck => ({ key, state: 'notNeeded', items: [] })

export interface CheckParts {
  ports: SettlementPorts
  repository: Pick<RepositoryClient<typeof closingRepository>, 'openRefunds'>
}

/** The 关账清单 of a month; `missing` lines keep it open, `listed` ones are named and let it close. */
export async function closingChecks(parts: CheckParts, month: string): Promise<ClosingCheck[]> {
  const groups = await Promise.all([
    billChecks(parts, month),
    importCheck(parts, month),
    reconciliationChecks(parts, month),
    refundCheck(parts, month),
    feeChecks(parts, month),
  ])
  return groups.flat()
}

async function billChecks({ ports }: CheckParts, month: string): Promise<ClosingCheck[]> {
  const days = await ports.bills.days(month)
  const lacking = days.filter(({ state }) => state === 'missing' || state === 'failed' || state === 'awaited')
  const groups = Map.groupBy(lacking, ({ accountId, billType, state }) => JSON.stringify([accountId, billType, state]))
  const bills = days.length === 0 ? notNeeded('bills') : missingUnless('bills', [...groups.values()].flatMap(daysLacking))
  const breaks = await ports.bills.balanceBreaks(month)
  return [
    bills,
    missingUnless(
      'balanceChain',
      breaks.map(({ accountId, day, params }) => item('balanceBreak', { ...params, day }, 'bills', accountId)),
    ),
  ]
}

/** Days of one bill that lack for the same reason, as one line. */
function daysLacking(days: readonly DayStand[]): Item[] {
  const sorted = days.map(({ day }) => day).sort()
  const [first, fromDay, toDay] = [days[0], sorted[0], sorted.at(-1)]
  if (!first || fromDay === undefined || toDay === undefined) return []
  const { account, billType, state, accountId } = first
  return [item(`bill_${state}`, { account, type: billType, count: days.length, fromDay, toDay }, 'bills', accountId)]
}

async function importCheck({ ports }: CheckParts, month: string): Promise<ClosingCheck> {
  const files = await ports.files.ofMonth(month)
  const items: Item[] = []
  for (const { id, name, state, control, problems } of files)
    if (state === 'failed') items.push(item('fileFailed', { file: name }, 'files', id))
    else if (state === 'loaded') {
      if (control === 'differs' || control === 'truncated') items.push(item(`control_${control}`, { file: name }, 'files', id))
      if (problems > 0) items.push(item('fileProblems', { file: name, count: problems }, 'files', id))
    }
  return missingUnless('importsClean', items)
}

async function reconciliationChecks({ ports }: CheckParts, month: string): Promise<ClosingCheck[]> {
  const runs = await ports.reconciliation.ofMonth(month)
  if (runs.length === 0) {
    const moved = (await ports.reconciliation.ordersOfMonth(month)).some(({ paid, refunded }) => paid.length + refunded.length > 0)
    return moved
      ? [missingUnless('reconciled', [item('noReconciliation', { month }, 'reconciliation')]), notNeeded('differences')]
      : [notNeeded('reconciled'), notNeeded('differences')]
  }
  const notRun = runs.filter(({ state }) => !runStates.has(state))
  const open = runs.filter((run) => run.open > 0)
  const carried = runs.filter((run) => run.carried > 0)
  const carriedItems = carried.map(({ id, name, carried: count }) => item('carried', { name, count }, 'reconciliation', id))
  const differences: ClosingCheck =
    open.length > 0
      ? missingUnless('differences', open.map(({ id, name, open: count }) => item('openDifferences', { name, count }, 'reconciliation', id)))
      : { key: 'differences', state: carried.length > 0 ? 'listed' : 'done', items: carriedItems.slice(0, most) }
  return [missingUnless('reconciled', notRun.map(({ id, name, state }) => item('notReconciled', { name, state }, 'reconciliation', id))), differences]
}

/** "Refunds final or listed": those under way are named, they do not keep the month open. */
async function refundCheck({ repository }: CheckParts, month: string): Promise<ClosingCheck> {
  const { fromMs, untilMs } = monthSpan(month)
  const open = await repository.openRefunds({ from: new Date(fromMs).toISOString(), until: new Date(untilMs).toISOString(), states: [...openRefundStates], limit: most })
  const items = open.map(({ id, refundNo, state }) => item('refundOpen', { number: refundNo, state }, 'refunds', id))
  return { key: 'refunds', state: open.length === 0 ? 'done' : 'listed', items }
}

async function feeChecks({ ports }: CheckParts, month: string): Promise<ClosingCheck[]> {
  const [statements, without] = await Promise.all([ports.fees.ofMonth(month), ports.fees.withoutStatement(month)])
  if (statements.length + without.length === 0) return [notNeeded('feeAccrued'), notNeeded('feePaid'), notNeeded('feeInvoiced')]
  const lacking = (states: ReadonlySet<string>, code: string) =>
    statements.filter(({ state }) => !states.has(state)).map(({ id, name, state }) => item(code, { name, state }, 'fees', id))
  // Nothing to pay: neither a payment nor an invoice is waited for.
  const owed = statements.filter(({ totalMinor, platformMinor }) => (platformMinor ?? totalMinor) > 0)
  const lackingOwed = (states: ReadonlySet<string>, code: string) =>
    owed.filter(({ state }) => !states.has(state)).map(({ id, name, state }) => item(code, { name, state }, 'fees', id))
  return [
    // A month that was closed before its fee was computed would owe it unseen: afterwards nothing of it moves.
    missingUnless('feeAccrued', [...without.map((name) => item('feeNotComputed', { name }, 'fees')), ...lacking(acceptedStates, 'feeNotConfirmed')]),
    owed.length === 0 ? notNeeded('feePaid') : missingUnless('feePaid', lackingOwed(paidStates, 'feeNotPaid')),
    owed.length === 0 ? notNeeded('feeInvoiced') : missingUnless('feeInvoiced', lackingOwed(invoicedStates, 'feeNotInvoiced')),
  ]
}
