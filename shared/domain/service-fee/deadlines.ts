import { addMonths } from '../beijing-time'
import type { Day } from '../days'
import type { CountedDay, WorkdayCalendar } from '../workdays'

export interface FeeDeadline {
  step: 'issue' | 'confirm' | 'pay'
  reading: 'fromIssue' | 'fromConfirmation' | 'fromConfirmationLimit' | 'none'
  day: Day
  /** Whether this reading is the agreed one; both are always shown. */
  inForce: boolean
  provisionalYears: number[]
  /** Working days from today to it; negative: so many too late. */
  workdaysLeft: number
  overdue: boolean
  doneDay?: Day
}

export interface DeadlineGround {
  month: string
  issueDayOfMonth: number
  confirmWorkdays: number
  payWorkdays: number
  payAnchor: 'confirmed' | 'issued'
  issuedDay?: Day | undefined
  confirmedDay?: Day | undefined
  paidDay?: Day | undefined
  /** Nothing is to be paid: a zero or negative month. */
  nothingToPay?: boolean
  today: Day
}

/**
 * The calendar of a statement: issued on the 1st of the next month, confirmed so many working days later, paid so many
 * after that or after the issue. A03-5 can be read both ways, so both are shown and the agreement says which holds.
 */
export function deadlinesOf(ground: DeadlineGround, calendar: WorkdayCalendar): FeeDeadline[] {
  const expected = `${addMonths(ground.month, 1)}-${String(ground.issueDayOfMonth).padStart(2, '0')}`
  const issued = ground.issuedDay ?? expected
  const confirmBy = calendar.after(issued, ground.confirmWorkdays)
  const fromIssue = calendar.after(issued, ground.payWorkdays)
  const confirmed = ground.confirmedDay
  const fromConfirm = calendar.after(confirmed ?? confirmBy.day, ground.payWorkdays)
  const provisional = confirmed === undefined ? [...new Set([...confirmBy.provisionalYears, ...fromConfirm.provisionalYears])] : fromConfirm.provisionalYears
  const at = (step: FeeDeadline['step'], reading: FeeDeadline['reading'], { day, provisionalYears }: CountedDay, inForce: boolean, doneDay: Day | undefined): FeeDeadline => ({
    step,
    reading,
    day,
    inForce,
    provisionalYears,
    workdaysLeft: calendar.between(ground.today, day),
    // What was done too late stays overdue to be seen; what is open is once its day is over.
    overdue: (doneDay ?? ground.today) > day,
    ...(doneDay === undefined ? {} : { doneDay }),
  })
  const deadlines = [
    at('issue', 'none', { day: expected, provisionalYears: [] }, true, ground.issuedDay),
    at('confirm', 'fromIssue', confirmBy, true, confirmed),
  ]
  if (ground.nothingToPay) return deadlines
  return [
    ...deadlines,
    at('pay', 'fromIssue', fromIssue, ground.payAnchor === 'issued', ground.paidDay),
    at('pay', confirmed === undefined ? 'fromConfirmationLimit' : 'fromConfirmation', { day: fromConfirm.day, provisionalYears: provisional.sort((a, b) => a - b) }, ground.payAnchor === 'confirmed', ground.paidDay),
  ]
}
