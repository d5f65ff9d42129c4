import { addMonths } from '@shared/domain/beijing-time'
import type { FeesPort } from '../ports'
import type { ContractDesk } from './contracts'
import type { DepositDesk } from './deposits'
import type { FeeLines } from './lines'
import { statementReport } from './report'
import type { FeeParts } from './room-parts'
import type { FeeRuns } from './runs'
import type { HolidayDesk } from './holidays'
import type { StatementDesk } from './statements'

const msPerDay = 86_400_000

/** What the other rooms of settlement ask of the service fee. */
export function feesPort(parts: FeeParts, desks: { statements: StatementDesk; contracts: Pick<ContractDesk, 'inForce'>; runs: FeeRuns; lines: FeeLines; deposits: DepositDesk; holidays: Pick<HolidayDesk, 'calendar'> }): FeesPort {
  const { statements, contracts, runs, lines, deposits } = desks
  const { rows } = parts
  const between = (fromMonth: string, toMonth: string) => statements.list({ fromMonth, toMonth })
  return {
    ofMonth: async (month) =>
      (await between(month, month)).map(({ id, state, currency, computed, platform, name }) => ({ id, state, currency, totalMinor: computed?.totalMinor ?? 0, platformMinor: platform?.feeMinor, name })),
    withoutStatement: async (month) => {
      const there = await between(month, month)
      return (await contracts.inForce(month)).filter(({ id }) => !there.some(({ contractId }) => contractId === id)).map(({ fields }) => fields.name)
    },
    basesByPlace: async (statementId) => {
      const { computed } = await rows.statements.get(statementId)
      const bases = computed?.places ?? []
      const places = new Map((await rows.orders.places(bases.map(({ placeId }) => placeId))).map((place) => [place.id, place]))
      return bases.map(({ placeId, baseMinor }) => ({ placeId, code: places.get(placeId)?.code ?? '', name: places.get(placeId)?.name ?? '', baseMinor }))
    },
    calendar: () => desks.holidays.calendar(),
    statement: (id) => statements.get(id),
    compute: (month, doer) => runs.run(month, doer),
    report: (params) => statementReport(parts, { statements, lines }, params),
    depositsOfMonth: async (month) =>
      (await deposits.get()).entries.flatMap(({ day, holder, action, minor, currency }) => (day.startsWith(month) && action !== 'required' ? [{ day, holder, action, minor: outOfHand(action, minor), currency }] : [])),
    // A month's invoice comes months later: those of the year are found by their day.
    invoices: async (year) =>
      (await between(`${year - 1}-01`, `${year}-12`)).flatMap(({ month, invoice, currency, name, paid }) =>
        invoice?.day.startsWith(String(year)) ? [{ month, number: invoice.number, day: invoice.day, minor: invoice.minor, taxMinor: invoice.taxMinor, currency, name, paidDay: paid?.day }] : [],
      ),
    timeliness: async (fromMonth, toMonth) =>
      (await between(fromMonth, toMonth)).map(({ month, issuedDay, confirmedDay, paid, platform, computed, currency }) => {
        const from = issuedDay ?? `${addMonths(month, 1)}-01`
        return { month, confirmDays: daysBetween(from, confirmedDay), payDays: daysBetween(from, paid?.day), feeMinor: platform?.feeMinor ?? computed?.totalMinor ?? 0, currency }
      }),
  }
}

/** Plus leaves the company: what was deducted is lost, but had left already when it was deposited. */
function outOfHand(action: 'paid' | 'deducted' | 'returned' | 'corrected', minor: number): number {
  return action === 'returned' ? -minor : minor
}

function daysBetween(from: string, to: string | undefined): number | undefined {
  return to === undefined ? undefined : Math.round((Date.parse(to) - Date.parse(from)) / msPerDay)
}
