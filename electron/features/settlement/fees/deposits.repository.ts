import type { DepositEntry, DepositRate } from '@shared/contract/settlement-fees'
import { effectOf } from '@shared/domain/deposits'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext } from '../../../platform/store/repository'
import { refuseLocked } from '../closing/locked.repository'
import { auditFee } from './audit.repository'
import type { By } from './stored'

type EntryRow = Omit<DepositEntry, 'dueDay'> & { dueDay: string | null }
const entryColumns = 'id, day, kind, holder, action, minor, currency, due_day AS dueDay, reference, note, "by", at'
const toEntry = ({ dueDay, ...row }: EntryRow): DepositEntry => ({ ...row, ...(dueDay === null ? {} : { dueDay }) })

const entriesOf = ({ sql }: ReadContext): DepositEntry[] => (sql(`SELECT ${entryColumns} FROM fee_deposit_entries ORDER BY seq`).all() as EntryRow[]).map(toEntry)

/** Deposits (保证金): dated rates and a ledger that is only added to. */
export const feeDepositsRepository = defineRepository({
  name: 'feeDeposits',
  reads: {
    rates: ({ sql }): DepositRate[] =>
      sql(`SELECT id, kind, amount_minor AS amountMinor, currency, from_day AS fromDay, source, saved_by AS savedBy, saved_at AS savedAt
        FROM fee_deposit_rates ORDER BY kind, from_day, seq`).all() as DepositRate[],
    entries: entriesOf,
  },
  writes: {
    setRate: (context, input: Omit<DepositRate, 'savedAt' | 'savedBy'> & { by: By }): DepositRate => {
      const { by, ...rate } = input
      const saved: DepositRate = { ...rate, savedBy: by.name, savedAt: context.now }
      context.sql(`INSERT INTO fee_deposit_rates (id, kind, amount_minor, currency, from_day, source, saved_by, saved_at)
        VALUES (@id, @kind, @amountMinor, @currency, @fromDay, @source, @savedBy, @savedAt)`).run(saved)
      auditFee(context, by, 'deposits.setRate', rate.id, { ...rate })
      return saved
    },
    /** @throws Fault `settlement.depositTooLittle` where more leaves than is there, `settlement.monthLocked` */
    record: (context, input: Omit<DepositEntry, 'at' | 'by'> & { month: string; by: By }): DepositEntry => {
      const { by, month, ...row } = input
      refuseLocked(context, [month])
      const entry: DepositEntry = { ...row, by: by.name, at: context.now }
      const there = entriesOf(context)
        .filter(({ kind, holder, currency }) => kind === entry.kind && holder === entry.holder && currency === entry.currency)
        .reduce((sum, one) => sum + effectOf(one), 0)
      if (effectOf(entry) < 0 && there + effectOf(entry) < 0) throw new Fault('settlement.depositTooLittle', { params: { holder: entry.holder } })
      context.sql(`INSERT INTO fee_deposit_entries (id, day, kind, holder, action, minor, currency, due_day, reference, note, "by", at)
        VALUES (@id, @day, @kind, @holder, @action, @minor, @currency, @dueDay, @reference, @note, @by, @at)`).run({ ...entry, dueDay: entry.dueDay ?? null })
      auditFee(context, by, 'deposits.record', entry.id, { holder: entry.holder, action: entry.action, minor: entry.minor, currency: entry.currency, day: entry.day })
      return entry
    },
  },
  priorities: { setRate: 'money', record: 'money' },
})
