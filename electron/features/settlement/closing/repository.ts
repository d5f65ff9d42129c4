import type { ExchangeRate, MonthClosing, VoucherRule } from '@shared/contract/settlement-closing'
import type { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { refuseLocked } from './locked.repository'

export type Rate = z.infer<typeof ExchangeRate>
type Event = MonthClosing['history'][number]

export interface ClosedMonth {
  month: string
  lockedAt: string
  lockedBy: string
  lockedById: string
  askedAt: string | null
  askedBy: string | null
  askedById: string | null
  askedReason: string | null
}

export interface By {
  id: string
  name: string
  correlationId: string
}

const select = `SELECT month, locked_at AS lockedAt, locked_by AS lockedBy, locked_by_id AS lockedById, asked_at AS askedAt,
  asked_by AS askedBy, asked_by_id AS askedById, asked_reason AS askedReason FROM closed_months`

const find = ({ sql }: ReadContext, month: string) => sql(`${select} WHERE month = ?`).get(month) as ClosedMonth | undefined

function requireLocked(context: ReadContext, month: string): ClosedMonth {
  const row = find(context, month)
  if (!row) throw new Fault('settlement.monthNotLocked', { params: { month } })
  return row
}

/** The trail names what a person did as the command that did it. */
const commandOf: Readonly<Record<Event['action'], string>> = {
  locked: 'settlement.closing.lock',
  reopenAsked: 'settlement.closing.askReopen',
  reopened: 'settlement.closing.decideReopen',
  reopenRefused: 'settlement.closing.decideReopen',
}

function note({ sql, now, audit }: WriteContext, month: string, action: Event['action'], by: By, reason: string): void {
  sql('INSERT INTO closing_events (month, at, by_id, by_name, action, reason) VALUES (?, ?, ?, ?, ?, ?)').run(month, now, by.id, by.name, action, reason)
  audit({
    operatorId: by.id,
    operatorName: by.name,
    sessionKind: 'decision',
    action: commandOf[action],
    subject: month,
    details: { month, reason, ...(action === 'reopened' || action === 'reopenRefused' ? { open: action === 'reopened' } : {}) },
    outcome: 'done',
    correlationId: by.correlationId,
  })
}

export const closingRepository = defineRepository({
  name: 'closing',
  reads: {
    get: (context, month: string): { closed: ClosedMonth | undefined; history: Event[] } => ({
      closed: find(context, month),
      history: context
        .sql('SELECT at, by_name AS "by", action, reason FROM closing_events WHERE month = ? ORDER BY seq DESC')
        .all(month) as Event[],
    }),
    assertOpen: (context, months: string[]): void => refuseLocked(context, months),
    lockedMonths: ({ sql }): string[] => (sql('SELECT month FROM closed_months ORDER BY month').all() as { month: string }[]).map(({ month }) => month),
    /** Months that were held and never noted as locked: the program ended in between. */
    unfinished: ({ sql }): string[] =>
      (
        sql(`SELECT month FROM closed_months c WHERE coalesce((SELECT action FROM closing_events e WHERE e.month = c.month
          ORDER BY seq DESC LIMIT 1), 'reopened') = 'reopened' ORDER BY month`).all() as { month: string }[]
      ).map(({ month }) => month),
    asked: ({ sql }): ClosedMonth[] => sql(`${select} WHERE asked_at IS NOT NULL ORDER BY month`).all() as ClosedMonth[],
    /** Refunds that were asked for in a span of instants and are not final; the oldest first. */
    openRefunds: ({ sql }, input: { from: string; until: string; states: string[]; limit: number }): { id: string; refundNo: string; state: string }[] =>
      sql(`SELECT id, refund_no AS refundNo, state FROM refunds WHERE requested_at >= ? AND requested_at < ?
        AND state IN (SELECT value FROM json_each(?)) ORDER BY requested_at, seq LIMIT ?`).all(
        input.from,
        input.until,
        JSON.stringify(input.states),
        input.limit,
      ) as { id: string; refundNo: string; state: string }[],
    rules: ({ sql }): { rules: VoucherRule[]; rev: number } | undefined => {
      const row = sql('SELECT rules_json AS json, rev FROM voucher_rules').get() as { json: string; rev: number } | undefined
      return row && { rules: JSON.parse(row.json) as VoucherRule[], rev: row.rev }
    },
    /** The newest rate of each currency and day, newest day first. */
    rates: ({ sql }): Rate[] =>
      sql(`SELECT currency, day, rate, source, by_name AS "by", at FROM exchange_rates r
        WHERE seq = (SELECT max(seq) FROM exchange_rates WHERE currency = r.currency AND day = r.day)
        ORDER BY day DESC, currency LIMIT 1000`).all() as Rate[],
  },
  writes: {
    /** Closes a month before its list is looked at for the last time: from now on nothing in it changes. */
    hold: ({ sql, now }, { month, by }: { month: string; by: By }): void => {
      const { changes } = sql('INSERT INTO closed_months (month, locked_at, locked_by_id, locked_by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING').run(month, now, by.id, by.name)
      if (changes === 0) throw new Fault('settlement.monthLocked', { params: { month } })
    },
    /** The list was complete. */
    noteLocked: (context, { month, by }: { month: string; by: By }): void => note(context, month, 'locked', by, ''),
    /** The list was not complete after all. */
    release: ({ sql }, month: string): void => void sql('DELETE FROM closed_months WHERE month = ?').run(month),
    askReopen: (context, { month, by, reason }: { month: string; by: By; reason: string }): void => {
      if (requireLocked(context, month).askedAt !== null) throw new Fault('settlement.reopenAskedAlready', { params: { month } })
      context
        .sql('UPDATE closed_months SET asked_at = ?, asked_by_id = ?, asked_by = ?, asked_reason = ? WHERE month = ?')
        .run(context.now, by.id, by.name, reason, month)
      note(context, month, 'reopenAsked', by, reason)
    },
    decideReopen: (context, { month, by, open, reason }: { month: string; by: By; open: boolean; reason: string }): void => {
      const row = requireLocked(context, month)
      if (row.askedById === null) throw new Fault('settlement.reopenNotAsked', { params: { month } })
      if (row.askedById === by.id) throw new Fault('settlement.sameSecondPerson')
      if (open) context.sql('DELETE FROM closed_months WHERE month = ?').run(month)
      else
        context
          .sql('UPDATE closed_months SET asked_at = NULL, asked_by_id = NULL, asked_by = NULL, asked_reason = NULL WHERE month = ?')
          .run(month)
      note(context, month, open ? 'reopened' : 'reopenRefused', by, reason)
    },
    saveRules: ({ sql, now }, { rules, rev, by }: { rules: VoucherRule[]; rev: number; by: string }): { rev: number } => {
      const known = (sql('SELECT rev FROM voucher_rules').get() as { rev: number } | undefined)?.rev ?? 0
      if (known !== rev) throw new Fault('settlement.changedMeanwhile')
      sql(`INSERT INTO voucher_rules (only, rules_json, rev, changed_at, changed_by) VALUES (1, ?, ?, ?, ?)
        ON CONFLICT (only) DO UPDATE SET rules_json = excluded.rules_json, rev = excluded.rev, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by`).run(JSON.stringify(rules), rev + 1, now, by)
      return { rev: rev + 1 }
    },
    saveRate: ({ sql, now }, rate: Omit<Rate, 'at'>): Rate => {
      sql('INSERT INTO exchange_rates (currency, day, rate, source, by_name, at) VALUES (?, ?, ?, ?, ?, ?)').run(
        rate.currency,
        rate.day,
        rate.rate,
        rate.source,
        rate.by,
        now,
      )
      return { ...rate, at: now }
    },
  },
  priorities: { hold: 'money', noteLocked: 'money', decideReopen: 'money' },
})
