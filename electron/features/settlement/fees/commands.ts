import type { FeeLine } from '@shared/contract/settlement-fees'
import { Fault } from '../../../platform/errors/fault'
import { doerOf, type SettlementHandlers } from '../handlers'
import type { ContractDesk } from './contracts'
import type { DepositDesk } from './deposits'
import { explanationOf } from './explaining'
import type { HolidayDesk } from './holidays'
import { disputeLetter } from './letter'
import type { FeeLines } from './lines'
import { methodText } from './method-text'
import { movedDeadlines } from './moved-deadlines'
import type { FeeParts } from './room-parts'
import type { FeeRuns } from './runs'
import type { StatementDesk } from './statements'

export interface FeeDesks {
  statements: StatementDesk
  contracts: ContractDesk
  holidays: HolidayDesk
  runs: FeeRuns
  lines: FeeLines
  deposits: DepositDesk
}

/** The commands of the monthly service fee. */
export function feeRoomCommands(parts: FeeParts, desks: FeeDesks): SettlementHandlers<'contracts' | 'payees' | 'statements' | 'holidays' | 'deposits'> {
  const { statements, contracts, holidays, runs, lines, deposits } = desks
  return {
    'contracts.list': () => contracts.list(),
    'contracts.save': (input, context) => contracts.save(input, doerOf(context)),
    'payees.list': ({ contractId }) => contracts.payees(contractId),
    'payees.propose': (input, context) => contracts.propose(input, doerOf(context)),
    'payees.decide': (input, context) => contracts.decide(input, doerOf(context)),
    'statements.list': ({ year }) => statements.list(year === undefined ? { fromMonth: '2000-01', toMonth: '2100-12' } : { fromMonth: `${year}-01`, toMonth: `${year}-12` }),
    'statements.get': ({ id }) => statements.get(id),
    'statements.compute': async (input, context) => ({ jobId: await runs.start(input, doerOf(context), context.locale) }),
    'statements.act': (input, context) => statements.act(input, doerOf(context)),
    'statements.lines': (input) => lines.page(input),
    'statements.explain': ({ id }) => explanationOf(parts, id),
    'statements.letter': async ({ id, locale }) => {
      const statement = await statements.get(id)
      if (!statement.dispute) throw new Fault('settlement.noDispute')
      const { computed, ...stored } = await parts.rows.statements.get(id)
      const wanted = new Set(statement.dispute.orderNumbers)
      const named: FeeLine[] = []
      for await (const line of lines.all({ ...stored, computed })) if (wanted.size === 0 || wanted.has(line.number)) named.push(line)
      return disputeLetter(parts, { statement, lines: named, method: computed ? methodText(computed.rule, locale) : '' }, locale)
    },
    ...holidayCommands(parts, contracts, holidays),
    'deposits.get': () => deposits.get(),
    'deposits.record': (input, context) => deposits.record(input, doerOf(context)),
    'deposits.setRate': (input, context) => deposits.setRate(input, doerOf(context)),
  }
}

function holidayCommands(parts: FeeParts, contracts: ContractDesk, holidays: HolidayDesk): SettlementHandlers<'holidays'> {
  return {
    'holidays.list': () => holidays.list(),
    'holidays.import': async ({ fileId, preview }, context) => {
      const { data, sha256 } = await holidays.read(fileId)
      const moved = await movedDeadlines(parts, contracts, await holidays.calendar(), await holidays.calendarWith({ year: data }))
      if (!preview) {
        await holidays.saveYear(data, sha256, doerOf(context))
        parts.changed()
      }
      const daysOff = data.days.filter(({ isOffDay }) => isOffDay).length
      return { year: data.year, daysOff, makeUpDays: data.days.length - daysOff, moved }
    },
    'holidays.override': async (input, context) => {
      const moved = await movedDeadlines(parts, contracts, await holidays.calendar(), await holidays.calendarWith({ override: input }))
      await holidays.override(input, doerOf(context))
      parts.changed()
      return { moved }
    },
    'holidays.count': async ({ from, workdays }) => (await holidays.calendar()).after(from, workdays),
  }
}
