import type { Deadline, FeeStatement, PriorPeriodLine } from '@shared/contract/settlement-fees'
import { deadlinesOf } from '@shared/domain/service-fee'
import type { WorkdayCalendar } from '@shared/domain/workdays'
import { contractOf, payeeOf, payeeOn } from './contracts'
import type { KeptPrior } from './packed'
import { standing, type StoredContract, type StoredEvent, type StoredPayee, type StoredStatement } from './stored'
import { payable, possibleActs } from './transitions'

/** What a statement is shown with. */
export interface Surroundings {
  contract: StoredContract
  payees: readonly StoredPayee[]
  calendar: WorkdayCalendar
  today: string
  isLocked: boolean
}

export function deadlinesOfStatement(statement: StoredStatement, { contract, calendar, today }: Pick<Surroundings, 'contract' | 'calendar' | 'today'>): Deadline[] {
  const { issueDayOfMonth, confirmWorkdays, payWorkdays, payAnchor } = contract.fields
  const { issuedDay, confirmedDay, paid } = statement.facts
  return deadlinesOf(
    {
      ...{ month: statement.month, issueDayOfMonth, confirmWorkdays, payWorkdays, payAnchor, today },
      ...{ issuedDay, confirmedDay, paidDay: paid?.day },
      nothingToPay: statement.facts.platform !== undefined && (payable(statement) ?? 0) <= 0,
    },
    calendar,
  )
}

/** `prior` and `events` are left out of lists: the count says how many lines there are. */
export function presentStatement(statement: StoredStatement, around: Surroundings, more: { prior: readonly KeptPrior[]; events: readonly StoredEvent[] }): FeeStatement {
  const { facts, computed } = statement
  const { contract, payees, today, isLocked } = around
  const inForce = payeeOn(payees, today)
  const asked = facts.payeeId === undefined ? inForce : payees.find(({ id }) => id === facts.payeeId)
  const deadlines = deadlinesOfStatement(statement, around)
  const lastStep = more.events.findLast(({ before, undone }) => before !== null && !undone)
  return {
    ...{ id: statement.id, month: statement.month, contractId: statement.contractId, contractVersion: contract.version },
    ...{ name: contractOf(contract).name, currency: statement.currency, state: statement.state },
    ...(computed === null ? {} : { computed: computedOf(computed) }),
    ...(facts.platform ? { platform: facts.platform } : {}),
    ...(facts.platform && computed ? { differenceMinor: facts.platform.feeMinor - computed.totalMinor } : {}),
    priorLines: more.prior.map(priorLine),
    priorCount: computed?.priorCount ?? 0,
    ...(facts.issuedDay === undefined ? {} : { issuedDay: facts.issuedDay }),
    ...(facts.confirmedDay === undefined ? {} : { confirmedDay: facts.confirmedDay }),
    ...(facts.dispute ? { dispute: facts.dispute } : {}),
    deadlines,
    sellingAtRisk: deadlines.some(({ step, inForce: holds, overdue, doneDay }) => step === 'pay' && holds && overdue && doneDay === undefined),
    ...(asked ? { payee: payeeOf(asked, asked.id, today) } : {}),
    payeeChanged: isPayeeChanged(statement, payees, inForce),
    ...(facts.paid ? { paid: facts.paid } : {}),
    ...(facts.invoice ? { invoice: facts.invoice } : {}),
    attachments: facts.attachments,
    inputs: [...(computed?.inputs ?? []), ...facts.files.map(({ name, sha256 }) => ({ name: 'file', value: `${name} · ${sha256}` }))],
    history: more.events.map(({ at, by, action, text, attachments }) => ({ at, by, action, text, attachments })),
    locked: isLocked,
    frozen: isLocked || standing.includes(statement.state),
    acts: possibleActs(statement, isLocked, lastStep?.action),
    rev: statement.rev,
  }
}

/** Since payment was asked for: another one holds, or is proposed. Once it is paid, it is history. */
function isPayeeChanged({ state, facts }: StoredStatement, payees: readonly StoredPayee[], inForce: StoredPayee | undefined): boolean {
  if (state !== 'paymentRequested') return false
  return inForce?.id !== facts.payeeId || payees.some((payee) => payee.state === 'proposed')
}

function computedOf({ orders, refunds, baseMinor, feeMinor, priorMinor, totalMinor, at }: NonNullable<StoredStatement['computed']>): FeeStatement['computed'] {
  return { orders, refunds, baseMinor, feeMinor, priorMinor, totalMinor, at }
}

export function priorLine({ id, originMonth, orderId, number, reason, baseMinor, feeMinor, atMs }: KeptPrior): PriorPeriodLine {
  return { id, originMonth, ...(orderId === '' ? {} : { orderId }), number, reason, baseMinor, feeMinor, at: new Date(atMs).toISOString() }
}
