import type { RunStep, SettlementRun } from '@shared/contract/settlement-bills'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { refuseLocked } from '../closing/locked.repository'

export interface Why {
  code: string
  params: Record<string, string | number>
}

/** What was found out about the bill of a day. `tried`: it was asked for and did not come. */
export interface BillDayRecord {
  accountId: string
  billType: string
  day: string
  state: 'booked' | 'noTrade' | 'failed' | 'tried'
  fileId: string
  via: 'interface' | 'file' | 'person'
  by: string
  reason: string
  why: Why | null
  attempts: number
  nextTryAt: string | null
  /** Of a fund flow: the balance before its first row and after its last one, and breaks of the chain between. */
  openingMinor: number | null
  closingMinor: number | null
  breaks: number
  at: string
}

export type DayKey = Pick<BillDayRecord, 'accountId' | 'billType' | 'day'>

interface DayRow extends Omit<BillDayRecord, 'why'> {
  whyJson: string | null
}

const dayColumns = `account_id AS accountId, bill_type AS billType, day, state, file_id AS fileId, via, by, reason, why_json AS whyJson,
  attempts, next_try_at AS nextTryAt, opening_minor AS openingMinor, closing_minor AS closingMinor, breaks, at`
const toDay = ({ whyJson, ...row }: DayRow): BillDayRecord => ({ ...row, why: whyJson === null ? null : (JSON.parse(whyJson) as Why) })

interface RunRow extends Omit<SettlementRun, 'steps' | 'endedAt'> {
  stepsJson: string
  endedAt: string | null
}

const runColumns = `id, month, job_id AS jobId, state, steps_json AS stepsJson, open_differences AS openDifferences, open_days AS openDays,
  by, started_at AS startedAt, ended_at AS endedAt`
const toRun = ({ stepsJson, endedAt, ...row }: RunRow): SettlementRun => ({
  ...row,
  steps: (JSON.parse(stepsJson) as { v: 1; steps: RunStep[] }).steps,
  ...(endedAt === null ? {} : { endedAt }),
})

function requireRun({ sql }: ReadContext, id: string): SettlementRun {
  const row = sql(`SELECT ${runColumns} FROM settlement_runs WHERE id = ?`).get(id) as RunRow | undefined
  if (!row) throw new Fault('bills.runUnknown')
  return toRun(row)
}

/** An order as the practice files of other sources need it. */
export interface PaidOrder {
  accountId: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  currency: string
  minor: number
  scene: string
  paidAt: string
  description: string
}

export const billsRepository = defineRepository({
  name: 'settlementBills',
  reads: {
    days: ({ sql }: ReadContext, input: { fromDay: string; toDay: string }): BillDayRecord[] =>
      (sql(`SELECT ${dayColumns} FROM bill_days WHERE day >= ? AND day <= ? ORDER BY account_id, bill_type, day`).all(input.fromDay, input.toDay) as DayRow[]).map(toDay),
    day: ({ sql }: ReadContext, key: DayKey): BillDayRecord | undefined => {
      const row = sql(`SELECT ${dayColumns} FROM bill_days WHERE account_id = @accountId AND bill_type = @billType AND day = @day`).get(key) as DayRow | undefined
      return row && toDay(row)
    },
    /** How many orders of an account were paid on each Beijing day of a stretch of time (instants, half open). */
    paidByDay: ({ sql }: ReadContext, input: { accountId: string; from: string; until: string }): { day: string; count: number }[] =>
      sql(`SELECT date(paid_at, '+8 hours') AS day, count(*) AS count FROM orders
           WHERE paid_at >= @from AND paid_at < @until AND account_seq = (SELECT seq FROM payment_accounts WHERE id = @accountId) GROUP BY 1`).all(input) as { day: string; count: number }[],
    /** Orders that were paid in a stretch of time, oldest first; for practice only, where they are few. */
    paidOrders: ({ sql }: ReadContext, input: { from: string; until: string }): PaidOrder[] =>
      sql(`SELECT a.id AS accountId, o.merchant_no AS merchantNo, o.provider_no AS providerNo, o.wechat_no AS wechatNo, o.currency AS currency,
             coalesce(o.received_minor, o.ordered_minor) AS minor, o.scene AS scene, o.paid_at AS paidAt, o.description AS description
           FROM orders o JOIN payment_accounts a ON a.seq = o.account_seq
           WHERE o.paid_at >= @from AND o.paid_at < @until ORDER BY o.paid_at, o.seq LIMIT 20000`).all(input) as PaidOrder[],
    run: (context: ReadContext, id: string): SettlementRun => requireRun(context, id),
    runs: ({ sql }: ReadContext, input: { month: string | null; jobId: string | null }): SettlementRun[] =>
      (
        sql(`SELECT ${runColumns} FROM settlement_runs WHERE (@month IS NULL OR month = @month) AND (@jobId IS NULL OR job_id = @jobId) ORDER BY seq DESC LIMIT 100`).all(
          input,
        ) as RunRow[]
      ).map(toRun),
  },
  writes: {
    /** Writes what was found out. A word of a person is not written over by an attempt that brought nothing. */
    putDay: (context: WriteContext, record: Omit<BillDayRecord, 'at'>): void => {
      const { sql, now } = context
      refuseLocked(context, [record.day.slice(0, 7)])
      if (record.state === 'tried') {
        const known = sql('SELECT state FROM bill_days WHERE account_id = @accountId AND bill_type = @billType AND day = @day').get({
          accountId: record.accountId,
          billType: record.billType,
          day: record.day,
        }) as { state: string } | undefined
        if (known && known.state !== 'tried') return
      }
      sql(`INSERT INTO bill_days (account_id, bill_type, day, state, file_id, via, by, reason, why_json, attempts, next_try_at, opening_minor, closing_minor, breaks, at)
           VALUES (@accountId, @billType, @day, @state, @fileId, @via, @by, @reason, @why, @attempts, @nextTryAt, @openingMinor, @closingMinor, @breaks, @now)
           ON CONFLICT DO UPDATE SET state = excluded.state, file_id = excluded.file_id, via = excluded.via, by = excluded.by, reason = excluded.reason,
             why_json = excluded.why_json, attempts = excluded.attempts, next_try_at = excluded.next_try_at, opening_minor = excluded.opening_minor,
             closing_minor = excluded.closing_minor, breaks = excluded.breaks, at = excluded.at`).run({
        accountId: record.accountId,
        billType: record.billType,
        day: record.day,
        state: record.state,
        fileId: record.fileId,
        via: record.via,
        by: record.by,
        reason: record.reason,
        why: record.why === null ? null : JSON.stringify(record.why),
        attempts: record.attempts,
        nextTryAt: record.nextTryAt,
        openingMinor: record.openingMinor,
        closingMinor: record.closingMinor,
        breaks: record.breaks,
        now,
      })
    },
    /** What a person recorded, or takes back; in the audit trail with it. */
    recordNoTrade: (
      context: WriteContext,
      input: DayKey & { undo: boolean; reason: string; operatorId: string; operatorName: string; correlationId: string },
    ): void => {
      const { sql, now, audit } = context
      const { accountId, billType, day, undo, reason, operatorId, operatorName, correlationId } = input
      refuseLocked(context, [day.slice(0, 7)])
      const known = sql('SELECT state, via FROM bill_days WHERE account_id = ? AND bill_type = ? AND day = ?').get(accountId, billType, day) as
        | { state: string; via: string }
        | undefined
      if (undo && known?.state !== 'noTrade') throw new Fault('bills.nothingRecorded')
      if (!undo && known?.state === 'booked') throw new Fault('bills.alreadyBooked')
      if (undo) sql('DELETE FROM bill_days WHERE account_id = ? AND bill_type = ? AND day = ?').run(accountId, billType, day)
      else
        sql(`INSERT INTO bill_days (account_id, bill_type, day, state, via, by, reason, at) VALUES (?, ?, ?, 'noTrade', 'person', ?, ?, ?)
             ON CONFLICT DO UPDATE SET state = 'noTrade', via = 'person', by = excluded.by, reason = excluded.reason, file_id = '', why_json = NULL,
               next_try_at = NULL, opening_minor = NULL, closing_minor = NULL, breaks = 0, at = excluded.at`).run(accountId, billType, day, operatorName, reason, now)
      audit({
        operatorId,
        operatorName,
        sessionKind: 'operator',
        action: 'settlement.bills.noTrade',
        subject: `${accountId}/${billType}/${day}`,
        details: { reason, undo },
        outcome: 'done',
        correlationId,
      })
    },
    insertRun: (context: WriteContext, input: { id: string; month: string; steps: RunStep[]; by: string }): void => {
      context
        .sql(`INSERT INTO settlement_runs (id, month, state, steps_json, by, started_at) VALUES (?, ?, 'running', ?, ?, ?)`)
        .run(input.id, input.month, JSON.stringify({ v: 1, steps: input.steps }), input.by, context.now)
    },
    updateRun: (
      context: WriteContext,
      input: { id: string; jobId?: string; state?: SettlementRun['state']; steps?: RunStep[]; openDifferences?: number; openDays?: number },
    ): SettlementRun => {
      const known = requireRun(context, input.id)
      const state = input.state ?? known.state
      context
        .sql(`UPDATE settlement_runs SET job_id = ?, state = ?, steps_json = ?, open_differences = ?, open_days = ?, ended_at = ? WHERE id = ?`)
        .run(
          input.jobId ?? known.jobId,
          state,
          JSON.stringify({ v: 1, steps: input.steps ?? known.steps }),
          input.openDifferences ?? known.openDifferences,
          input.openDays ?? known.openDays,
          state === 'running' ? null : context.now,
          input.id,
        )
      return requireRun(context, input.id)
    },
  },
  priorities: { recordNoTrade: 'money' },
})
