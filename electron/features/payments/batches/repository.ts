import { createHash } from 'node:crypto'
import type { RefundBatchRow } from '@shared/contract/payment-refunds'
import { countingRefundStates } from '@shared/domain/payments'
import type { ErrorEnvelope } from '@shared/contract/error'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { approve, withdraw } from '../refunds/decision.repository'
import type { Mover } from '../refunds/move.repository'
import { type OrderGround, ordersWithNumber } from '../refunds/order.repository'
import { type NewRefund, requestRefund } from '../refunds/request.repository'
import { refundsWhere } from '../refunds/rows.repository'
import type { PlannedRow } from './plan'

/** What a batch keeps besides its columns. */
export interface BatchData {
  headers: string[]
  mapping: Record<string, string>
  mappingRemembered: boolean
  /** Who confirmed it, for the rows that are still to be asked for after a restart. */
  confirmedBy: { id: string; name: string } | null
  /** The sums that were confirmed: limits count them, whatever of it is asked for yet. */
  confirmedTotals: BatchTotals
}

export type BatchTotals = { currency: string; count: number; minor: number }[]

export interface StoredBatch {
  seq: number
  id: string
  name: string
  fileName: string
  fileHash: string
  state: 'checked' | 'confirmed' | 'cancelled' | 'done'
  data: BatchData
  sendAfter: string | null
  createdAt: string
  createdBy: string
  counts: Record<'ready' | 'bad' | 'leftOut' | 'asked' | 'refused', number>
  totals: BatchTotals
  refunds: Record<string, number>
  reasons: { code: string; params: Record<string, string | number> }[]
  usedBefore: { at: string; by: string; name: string } | null
  /** Digest over the refunds that wait for approval; empty where none does. */
  toApprove: string
}

/** A row with what became of it. `row` is as it was planned; `error` why it was refused when it was asked for. */
export interface StoredRow {
  line: number
  state: RefundBatchRow['state']
  row: Omit<PlannedRow, 'rowKey' | 'state' | 'line'>
  error: ErrorEnvelope | null
  refundId: string | null
  refundState: string | null
}

const rowJson = ({ number, reason, orderId, amountMinor, currency, issues }: StoredRow['row'], error: ErrorEnvelope | null = null) =>
  JSON.stringify({ v: 1, row: { number, reason, orderId, amountMinor, currency, issues }, error })

const counting = countingRefundStates.map((state) => `'${state}'`).join(', ')
const columns = `seq, id, name, file_name AS fileName, file_hash AS fileHash, state, data_json AS dataJson, send_after AS sendAfter,
  created_at AS createdAt, created_by AS createdBy`

type RawBatch = Pick<StoredBatch, 'seq' | 'id' | 'name' | 'fileName' | 'fileHash' | 'state' | 'sendAfter' | 'createdAt' | 'createdBy'> & { dataJson: string }

/** The columns alone; a batch of ten thousand rows is not added up for each few of them. */
function rawBatch({ sql }: ReadContext, id: string): RawBatch {
  const raw = sql(`SELECT ${columns} FROM refund_batches WHERE id = ?`).get(id)
  if (raw === undefined) throw new Fault('payments.noSuchBatch')
  return raw as RawBatch
}

const dataOf = (raw: RawBatch) => (JSON.parse(raw.dataJson) as { data: BatchData }).data

function countsOf({ sql }: ReadContext, seq: number): StoredBatch['counts'] {
  const counts = { ready: 0, bad: 0, leftOut: 0, asked: 0, refused: 0 }
  const rows = sql('SELECT state, count(*) AS n FROM refund_batch_rows WHERE batch_seq = ? GROUP BY state').all(seq)
  for (const { state, n } of rows as { state: keyof typeof counts; n: number }[]) counts[state] = n
  return counts
}

function toBatch(context: ReadContext, raw: RawBatch): StoredBatch {
  const { sql } = context
  const { dataJson: _json, ...batch } = raw
  const totals = sql(`SELECT json_extract(row_json, '$.row.currency') AS currency, count(*) AS count,
      sum(json_extract(row_json, '$.row.amountMinor')) AS minor
    FROM refund_batch_rows WHERE batch_seq = ? AND state IN ('ready', 'asked') GROUP BY 1 ORDER BY 1`).all(batch.seq)
  const refunds = sql('SELECT state, count(*) AS n FROM refunds WHERE batch_seq = ? GROUP BY state').all(batch.seq) as { state: string; n: number }[]
  const reasons = sql(`SELECT DISTINCT approval_reasons_json AS json FROM refunds WHERE batch_seq = ? AND state = 'requested' LIMIT 200`).all(batch.seq)
  const used = sql(`SELECT created_at AS at, created_by AS by, name FROM refund_batches
    WHERE file_hash = ? AND seq <> ? AND state <> 'checked' ORDER BY seq DESC LIMIT 1`).get(batch.fileHash, batch.seq)
  return {
    ...batch,
    data: dataOf(raw),
    counts: countsOf(context, batch.seq),
    totals: totals as BatchTotals,
    refunds: Object.fromEntries(refunds.map(({ state, n }) => [state, n])),
    reasons: distinctReasons((reasons as { json: string }[]).map(({ json }) => json)),
    usedBefore: (used as StoredBatch['usedBefore'] | undefined) ?? null,
    toApprove: digestOfWaiting(context, batch.seq),
  }
}

/** Two rows that swapped their sums leave the totals as they were: a second person approves rows, not totals. */
function digestOfWaiting({ sql }: ReadContext, seq: number): string {
  const digests = sql(`SELECT digest FROM refunds WHERE batch_seq = ? AND state = 'requested' ORDER BY seq`).all(seq) as { digest: string }[]
  if (digests.length === 0) return ''
  return createHash('sha256').update(digests.map(({ digest }) => digest).join('\n')).digest('base64url')
}

/** Each code once, with the params of the first refund that has it. */
function distinctReasons(jsons: string[]): StoredBatch['reasons'] {
  const found = new Map<string, StoredBatch['reasons'][number]>()
  for (const json of jsons)
    for (const reason of (JSON.parse(json) as { reasons: StoredBatch['reasons'] }).reasons)
      if (!found.has(reason.code)) found.set(reason.code, reason)
  return [...found.values()]
}

function requireBatch(context: ReadContext, id: string): StoredBatch {
  return toBatch(context, rawBatch(context, id))
}

const dataJson = (data: BatchData) => JSON.stringify({ v: 1, data })

function rowsOf(context: ReadContext, seq: number, input: { after: number; limit: number; states: string[] | null }): StoredRow[] {
  const rows = context
    .sql(`SELECT w.line AS line, w.state AS state, w.row_json AS json, w.refund_id AS refundId, r.state AS refundState
      FROM refund_batch_rows w LEFT JOIN refunds r ON r.id = w.refund_id
      WHERE w.batch_seq = ? AND w.line > ? AND (? IS NULL OR w.state IN (SELECT value FROM json_each(?)))
      ORDER BY w.line LIMIT ?`)
    .all(seq, input.after, input.states === null ? null : 1, JSON.stringify(input.states ?? []), input.limit)
  return (rows as (Omit<StoredRow, 'row' | 'error'> & { json: string })[]).map(({ json, ...row }) => {
    const parsed = JSON.parse(json) as { row: StoredRow['row']; error: ErrorEnvelope | null }
    return { ...row, row: parsed.row, error: parsed.error }
  })
}

/** The key of a row that another batch asked for, unless nothing came of it. */
function usedRow({ sql }: ReadContext, rowKey: string, exceptSeq: number): { name: string; line: number } | undefined {
  return sql(`SELECT b.name AS name, w.line AS line FROM refund_batch_rows w JOIN refund_batches b ON b.seq = w.batch_seq
      JOIN refunds r ON r.id = w.refund_id
    WHERE w.row_key = ? AND w.state = 'asked' AND w.batch_seq <> ? AND r.state IN (${counting}) ORDER BY b.seq DESC LIMIT 1`).get(rowKey, exceptSeq) as
    | { name: string; line: number }
    | undefined
}

export type AskRow = Omit<NewRefund, 'orderId' | 'amountMinor' | 'currency' | 'reason' | 'note' | 'orderRev' | 'batch'> & { line: number }

/** One row becomes a refund; what refuses it stays with the row. Answers whether it was asked for. */
function askRow(context: WriteContext, batch: { seq: number; totals: BatchTotals }, input: AskRow): boolean {
  const [row] = rowsOf(context, batch.seq, { after: input.line - 1, limit: 1, states: ['ready'] })
  if (row?.line !== input.line) return false
  const { orderId, amountMinor, currency, reason } = row.row
  if (orderId === null || amountMinor === null || currency === null) return false
  const { line, ...ground } = input
  const total = batch.totals.find((one) => one.currency === currency)?.minor ?? amountMinor
  try {
    // A transaction within the transaction: what a bad row wrote is undone, the others stand.
    return context.db.transaction(() => {
      const key = (context.sql('SELECT row_key AS rowKey FROM refund_batch_rows WHERE batch_seq = ? AND line = ?').get(batch.seq, line) as { rowKey: string }).rowKey
      const used = usedRow(context, key, batch.seq)
      if (used) throw new Fault('payments.batchRowUsed', { params: used })
      const refund = requestRefund(context, { ...ground, orderId, orderRev: null, amountMinor, currency, reason, note: '', batch: { seq: batch.seq, line, totalMinor: total } })
      context.sql(`UPDATE refund_batch_rows SET state = 'asked', refund_id = ? WHERE batch_seq = ? AND line = ?`).run(refund.id, batch.seq, line)
      return true
    })()
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    const error = cause.toEnvelope(input.by.correlationId)
    context.sql(`UPDATE refund_batch_rows SET state = 'refused', row_json = ? WHERE batch_seq = ? AND line = ?`).run(rowJson(row.row, error), batch.seq, line)
    return false
  }
}

/** Batches of refunds from a sheet. */
export const refundBatchesRepository = defineRepository({
  name: 'refundBatches',
  reads: {
    get: (context: ReadContext, id: string): StoredBatch => requireBatch(context, id),
    state: (context: ReadContext, id: string): StoredBatch['state'] => rawBatch(context, id).state,
    list: (context: ReadContext, limit: number): StoredBatch[] =>
      (context.sql(`SELECT ${columns} FROM refund_batches ORDER BY seq DESC LIMIT ?`).all(limit) as RawBatch[]).map((raw) => toBatch(context, raw)),
    rows: (context: ReadContext, input: { id: string; after: number; limit: number; states: string[] | null }): { rows: StoredRow[]; hits: number } => {
      const { seq } = rawBatch(context, input.id)
      const counts = countsOf(context, seq)
      const states = input.states ?? Object.keys(counts)
      return { rows: rowsOf(context, seq, input), hits: Object.entries(counts).reduce((sum, [state, n]) => sum + (states.includes(state) ? n : 0), 0) }
    },
    orders: (context: ReadContext, input: { numbers: string[]; accountId?: string | undefined }): { number: string; orders: OrderGround[] }[] =>
      input.numbers.map((number) => ({ number, orders: ordersWithNumber(context, number, input.accountId) })),
    used: (context: ReadContext, input: { rowKeys: string[] }): { rowKey: string; name: string; line: number }[] =>
      input.rowKeys.flatMap((rowKey) => {
        const used = usedRow(context, rowKey, 0)
        return used ? [{ rowKey, ...used }] : []
      }),
    /** Confirmed batches with rows that nobody asked for yet: the program ended in between. */
    interrupted: ({ sql }: ReadContext): string[] =>
      (sql(`SELECT b.id AS id FROM refund_batches b WHERE b.state = 'confirmed'
        AND EXISTS (SELECT 1 FROM refund_batch_rows w WHERE w.batch_seq = b.seq AND w.state = 'ready')`).all() as { id: string }[]).map(({ id }) => id),
    refundIds: (context: ReadContext, input: { id: string; states: string[] }): { id: string; digest: string }[] =>
      refundsWhere(context, 'b.id = ? AND r.state IN (SELECT value FROM json_each(?))', [input.id, JSON.stringify(input.states)]).map(({ id, digest }) => ({ id, digest })),
  },
  writes: {
    create: (
      { sql, now }: WriteContext,
      input: { id: string; name: string; fileName: string; fileHash: string; data: BatchData; by: string },
    ): void => {
      sql(`INSERT INTO refund_batches (id, name, file_name, file_hash, state, data_json, created_at, created_by)
        VALUES (@id, @name, @fileName, @fileHash, 'checked', @data, @now, @by)`).run({ ...input, data: dataJson(input.data), now })
    },
    putRows: (context: WriteContext, input: { id: string; rows: PlannedRow[] }): void => {
      const { seq } = rawBatch(context, input.id)
      for (const row of input.rows)
        context
          .sql(`INSERT INTO refund_batch_rows (batch_seq, line, state, row_key, row_json) VALUES (?, ?, ?, ?, ?)`)
          .run(seq, row.line, row.state, row.rowKey, rowJson(row))
    },
    drop: ({ sql }: WriteContext, id: string): void => {
      sql(`DELETE FROM refund_batches WHERE id = ? AND state = 'checked'`).run(id)
    },
    leaveOut: (context: WriteContext, input: { id: string; lines: number[]; leaveOut: boolean }): StoredBatch => {
      const batch = requireBatch(context, input.id)
      if (batch.state !== 'checked') throw new Fault('payments.batchMoved', { params: { state: batch.state } })
      const [from, to] = input.leaveOut ? ['ready', 'leftOut'] : ['leftOut', 'ready']
      context
        .sql(`UPDATE refund_batch_rows SET state = ? WHERE batch_seq = ? AND state = ? AND line IN (SELECT value FROM json_each(?))`)
        .run(to, batch.seq, from, JSON.stringify(input.lines))
      return requireBatch(context, input.id)
    },
    /** What the person saw is what is asked for: count and sums are compared here. */
    confirm: (
      context: WriteContext,
      input: { id: string; totals: BatchTotals; again: boolean; by: Mover; sendAfter: string },
    ): StoredBatch => {
      const batch = requireBatch(context, input.id)
      if (batch.state !== 'checked') throw new Fault('payments.batchMoved', { params: { state: batch.state } })
      assertTotals(batch.totals, input.totals)
      if (batch.usedBefore && !input.again) throw new Fault('payments.batchFileUsed', { params: { name: batch.usedBefore.name, by: batch.usedBefore.by } })
      const data: BatchData = { ...batch.data, confirmedBy: { id: input.by.id, name: input.by.name }, confirmedTotals: batch.totals }
      context.sql(`UPDATE refund_batches SET state = 'confirmed', data_json = ?, send_after = ? WHERE seq = ?`).run(dataJson(data), input.sendAfter, batch.seq)
      auditBatch(context, batch, input.by, 'confirm', { totals: batch.totals })
      return requireBatch(context, input.id)
    },
    /** Some rows become refunds. A batch that was cancelled meanwhile asks for nothing more. */
    ask: (context: WriteContext, input: { id: string; rows: AskRow[] }): number => {
      const batch = rawBatch(context, input.id)
      if (batch.state !== 'confirmed') return 0
      const totals = dataOf(batch).confirmedTotals
      return input.rows.filter((row) => askRow(context, { seq: batch.seq, totals }, row)).length
    },
    /** Approves what waits for it. @throws Fault `payments.totalsDiffer`, `payments.digestChanged`, `payments.ownRefund` */
    approve: (context: WriteContext, input: { id: string; digest: string; totals: BatchTotals; by: Mover; at: string }): number => {
      const { id, by, at } = input
      const batch = requireBatch(context, id)
      const open = refundsWhere(context, `b.id = ? AND r.state = 'requested'`, [id])
      if (open.length === 0) throw new Fault('payments.batchNothingToApprove')
      assertTotals(sumsOf(open), input.totals)
      if (batch.toApprove !== input.digest) throw new Fault('payments.digestChanged')
      for (const refund of open) approve(context, { id: refund.id, digest: refund.digest, by, at })
      auditBatch(context, batch, by, 'approve', { approved: open.length, totals: sumsOf(open) })
      return open.length
    },
    /** Calls back what was not sent. */
    cancel: (context: WriteContext, input: { id: string; by: Mover; at: string }): number => {
      const { id, by, at } = input
      const batch = requireBatch(context, id)
      if (batch.state === 'cancelled' || batch.state === 'done') throw new Fault('payments.batchMoved', { params: { state: batch.state } })
      const unsent = refundsWhere(context, `b.id = ? AND r.state IN ('requested', 'approved', 'queued', 'returned')`, [id])
      for (const refund of unsent) withdraw(context, { id: refund.id, rev: null, by, at })
      context.sql(`UPDATE refund_batch_rows SET state = 'leftOut' WHERE batch_seq = ? AND state = 'ready'`).run(batch.seq)
      context.sql(`UPDATE refund_batches SET state = 'cancelled' WHERE seq = ?`).run(batch.seq)
      auditBatch(context, batch, by, 'cancel', { withdrawn: unsent.length })
      return unsent.length
    },
    finish: ({ sql }: WriteContext, id: string): void => {
      sql(`UPDATE refund_batches SET state = 'done' WHERE id = ? AND state = 'confirmed'`).run(id)
    },
  },
  priorities: { confirm: 'money', ask: 'bulk', approve: 'money', cancel: 'money', putRows: 'bulk' },
})

export function sumsOf(refunds: readonly { currency: string; amountMinor: number }[]): BatchTotals {
  const sums = new Map<string, { currency: string; count: number; minor: number }>()
  for (const { currency, amountMinor } of refunds) {
    const sum = sums.get(currency) ?? { currency, count: 0, minor: 0 }
    sums.set(currency, { currency, count: sum.count + 1, minor: sum.minor + amountMinor })
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

function assertTotals(ours: BatchTotals, theirs: BatchTotals): void {
  const text = (totals: BatchTotals) => JSON.stringify(totals.map(({ currency, count, minor }) => [currency, count, minor]).sort())
  if (text(ours) !== text(theirs)) throw new Fault('payments.totalsDiffer')
}

function auditBatch(context: WriteContext, batch: StoredBatch, by: Mover, verb: 'confirm' | 'approve' | 'cancel', details: Record<string, unknown>): void {
  context.audit({
    operatorId: by.id,
    operatorName: by.name,
    sessionKind: 'operator',
    action: `payments.batches.${verb}`,
    subject: batch.id,
    details: { name: batch.name, ...details },
    outcome: 'done',
    correlationId: by.correlationId,
  })
}
