import type { ErrorEnvelope } from '@shared/contract/error'
import { OrderImportDefaults } from '@shared/contract/payment-orders'
import { isOrderOpen } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { noteOrderEvent } from '../orders/event.repository'
import { indexOrder, insertOrder, orderBySeq } from '../orders/write.repository'
import { existingOf, judge, type RowAction } from './judge.repository'
import type { OrderPlan, RowIssue } from './row-plan'

export type ImportState = 'reading' | 'checked' | 'importing' | 'done' | 'failed'

interface ImportData {
  v: 1
  headers: string[]
  mapping: Record<string, string>
  mappingRemembered: boolean
  defaults: OrderImportDefaults
  bill: boolean
  totals: { minor: number; currency: string }[]
  notices: { code: string; params: Record<string, string | number> }[]
  error: ErrorEnvelope | null
}

export interface ImportRecord extends Omit<ImportData, 'v'> {
  seq: number
  id: string
  accountId: string
  accountName: string
  kind: string
  fileName: string
  fileHash: string
  state: ImportState
  jobId: string | null
  createdAt: string
  createdBy: string
  counts: Record<RowAction, number>
  /** The same file was imported into this account before. */
  before: { at: string; by: string } | null
}

interface RowJson {
  cells: string[]
  issues: RowIssue[]
  plan: OrderPlan | null
}

export interface ImportRowRecord extends RowJson {
  line: number
  action: RowAction
}

export interface CheckedRow {
  line: number
  /** An earlier row of the file says the same. */
  repeats?: boolean
  issues: RowIssue[]
  plan: OrderPlan | null
}

/** What came of a few rows; `last` is the line to go on behind, null at the end. */
export interface StoredChunk {
  done: number
  refused: number
  last: number | null
}

/** What the orders that a run adds are written with besides their rows. */
export interface RunGround {
  importId: string
  accountId: string
  by: string
  now: string
  /** Refund currency by currency of the order. */
  refundCurrencies: Record<string, string>
  /** Ids for as many orders as the chunk may add. */
  ids: string[]
}

const columns = `i.seq, i.id, a.id AS accountId, a.name AS accountName, a.kind, i.file_name AS fileName, i.file_hash AS fileHash,
  i.state, i.data_json AS data, i.job_id AS jobId, i.created_at AS createdAt, i.created_by AS createdBy`
const source = 'order_imports i JOIN payment_accounts a ON a.seq = i.account_seq'

type Row = Omit<ImportRecord, keyof Omit<ImportData, 'v'> | 'counts' | 'before'> & { data: string }

function toRecord({ sql }: Pick<ReadContext, 'sql'>, { data, ...row }: Row): ImportRecord {
  const { v: _v, ...rest } = JSON.parse(data) as ImportData
  const counts: Record<RowAction, number> = { add: 0, complete: 0, unchanged: 0, refuse: 0 }
  for (const { action, n } of sql('SELECT action, count(*) AS n FROM order_import_rows WHERE import_seq = ? GROUP BY action').all(row.seq) as {
    action: RowAction
    n: number
  }[])
    counts[action] = n
  const before = sql(`SELECT created_at AS at, created_by AS by FROM order_imports
    WHERE file_hash = ? AND seq < ? AND state IN ('done', 'importing')
      AND account_seq = (SELECT account_seq FROM order_imports WHERE seq = ?) ORDER BY seq DESC LIMIT 1`).get(row.fileHash, row.seq, row.seq)
  return { ...row, ...rest, defaults: OrderImportDefaults.parse(rest.defaults), counts, before: (before as ImportRecord['before'] | undefined) ?? null }
}

function requireImport(context: Pick<ReadContext, 'sql'>, id: string): ImportRecord {
  const row = context.sql(`SELECT ${columns} FROM ${source} WHERE i.id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('payments.importMissing')
  return toRecord(context, row)
}

function putData(context: Pick<WriteContext, 'sql'>, id: string, changes: Partial<Omit<ImportData, 'v'>>): void {
  const { headers, mapping, mappingRemembered, defaults, bill, totals, notices, error } = { ...requireImport(context, id), ...changes }
  const data: ImportData = { v: 1, headers, mapping, mappingRemembered, defaults, bill, totals, notices, error }
  context.sql('UPDATE order_imports SET data_json = ? WHERE id = ?').run(JSON.stringify(data), id)
}

const readRow = (row: { line: number; action: RowAction; json: string }): ImportRowRecord => ({
  line: row.line,
  action: row.action,
  ...(JSON.parse(row.json) as RowJson),
})

export const orderImportsRepository = defineRepository({
  name: 'orderImports',
  reads: {
    get: (context: ReadContext, id: string): ImportRecord => requireImport(context, id),
    list: (context: ReadContext, limit: number): ImportRecord[] =>
      (context.sql(`SELECT ${columns} FROM ${source} ORDER BY i.seq DESC LIMIT ?`).all(limit) as Row[]).map((row) => toRecord(context, row)),
    rows: ({ sql }: ReadContext, input: { id: string; after: number; limit: number; refusedOnly: boolean }): ImportRowRecord[] =>
      (
        sql(`SELECT line, action, row_json AS json FROM order_import_rows
          WHERE import_seq = (SELECT seq FROM order_imports WHERE id = ?) AND line > ? ${input.refusedOnly ? `AND action = 'refuse'` : ''}
          ORDER BY line LIMIT ?`).all(input.id, input.after, input.limit) as { line: number; action: RowAction; json: string }[]
      ).map(readRow),
    /** Refund rows whose order is there; for after the orders. */
    refundRows: ({ sql }: ReadContext, input: { id: string; after: number; limit: number }): ImportRowRecord[] =>
      (
        sql(`SELECT line, action, row_json AS json FROM order_import_rows
          WHERE import_seq = (SELECT seq FROM order_imports WHERE id = ?) AND line > ? AND done = 0 AND action = 'add'
            AND row_json ->> '$.plan.refund' IS NOT NULL
          ORDER BY line LIMIT ?`).all(input.id, input.after, input.limit) as { line: number; action: RowAction; json: string }[]
      ).map(readRow),
    left: ({ sql }: ReadContext, id: string): number =>
      (
        sql(`SELECT count(*) AS n FROM order_import_rows WHERE import_seq = (SELECT seq FROM order_imports WHERE id = ?)
          AND done = 0 AND action IN ('add', 'complete')`).get(id) as { n: number }
      ).n,
  },
  writes: {
    insert: (
      { sql, now }: WriteContext,
      input: { id: string; accountId: string; fileName: string; fileHash: string; defaults: OrderImportDefaults; mapping: Record<string, string>; by: string },
    ): void => {
      const data: ImportData = {
        ...{ v: 1, headers: [], mapping: input.mapping, mappingRemembered: false, defaults: input.defaults, bill: false },
        ...{ totals: [], notices: [], error: null },
      }
      const { changes } = sql(`INSERT INTO order_imports (id, account_seq, file_name, file_hash, state, data_json, created_at, created_by)
        SELECT ?, seq, ?, ?, 'reading', ?, ?, ? FROM payment_accounts WHERE id = ?`).run(
        ...[input.id, input.fileName, input.fileHash, JSON.stringify(data), now, input.by, input.accountId],
      )
      if (changes === 0) throw new Fault('payments.accountNotFound')
    },
    setJob: ({ sql }: WriteContext, input: { id: string; jobId: string }): void =>
      void sql('UPDATE order_imports SET job_id = ? WHERE id = ?').run(input.jobId, input.id),
    setState: (context: WriteContext, input: { id: string; state: ImportState; error?: ErrorEnvelope | null }): void => {
      context.sql('UPDATE order_imports SET state = ? WHERE id = ?').run(input.state, input.id)
      if (input.error !== undefined) putData(context, input.id, { error: input.error })
    },
    configure: (context: WriteContext, input: { id: string } & Partial<Omit<ImportData, 'v'>>): void => {
      const { id, ...changes } = input
      putData(context, id, changes)
    },
    clearRows: ({ sql }: WriteContext, id: string): void =>
      void sql('DELETE FROM order_import_rows WHERE import_seq = (SELECT seq FROM order_imports WHERE id = ?)').run(id),
    putRows: ({ sql }: WriteContext, input: { id: string; rows: { line: number; cells: string[] }[] }): void => {
      const { seq } = sql('SELECT seq FROM order_imports WHERE id = ?').get(input.id) as { seq: number }
      const insert = sql(`INSERT INTO order_import_rows (import_seq, line, action, row_json) VALUES (?, ?, 'refuse', ?)`)
      for (const { line, cells } of input.rows) insert.run(seq, line, JSON.stringify({ cells, issues: [], plan: null }))
    },
    /** What a row would do, compared with the orders as they stand. Answers the sums of what would be added. */
    putChecks: (context: WriteContext, input: { id: string; rows: CheckedRow[] }): { minor: number; currency: string }[] => {
      const { sql } = context
      const { seq, accountSeq } = sql('SELECT seq, account_seq AS accountSeq FROM order_imports WHERE id = ?').get(input.id) as {
        seq: number
        accountSeq: number
      }
      const sums = new Map<string, number>()
      for (const { line, repeats, issues, plan } of input.rows) {
        const judged = repeats
          ? { action: 'unchanged' as const, issues: [] }
          : plan && issues.length === 0
            ? judge(context, accountSeq, plan)
            : { action: 'refuse' as const, issues: [] }
        const all = [...issues, ...judged.issues]
        sql(`UPDATE order_import_rows SET action = ?, done = 0, row_json = json_set(row_json, '$.issues', json(?), '$.plan', json(?))
          WHERE import_seq = ? AND line = ?`).run(judged.action, JSON.stringify(all), JSON.stringify(plan), seq, line)
        if (judged.action === 'add' && plan && !plan.refund) sums.set(plan.currency, (sums.get(plan.currency) ?? 0) + plan.orderedMinor)
      }
      return [...sums].map(([currency, minor]) => ({ currency, minor }))
    },
    /** Stores the next rows behind a line; each is compared once more in this transaction. `last` is null at the end. */
    runChunk: (context: WriteContext, input: { ground: RunGround; after: number; limit: number }): StoredChunk =>
      runChunk(context, input.ground, input.after, input.limit),
    /** A refund row is through, or was refused for a reason found out only now. */
    endRefundRow: ({ sql }: WriteContext, input: { id: string; line: number; action: 'add' | 'unchanged' | 'refuse'; issues: RowIssue[] }): void =>
      void sql(`UPDATE order_import_rows SET done = 1, action = ?, row_json = json_set(row_json, '$.issues', json(?))
        WHERE import_seq = (SELECT seq FROM order_imports WHERE id = ?) AND line = ?`).run(input.action, JSON.stringify(input.issues), input.id, input.line),
  },
  priorities: { putRows: 'bulk', putChecks: 'bulk', runChunk: 'bulk', clearRows: 'bulk', endRefundRow: 'bulk' },
})

function runChunk(context: WriteContext, ground: RunGround, after: number, limit: number): StoredChunk {
  const { sql } = context
  const { seq, accountSeq, file } = sql('SELECT seq, account_seq AS accountSeq, file_name AS file FROM order_imports WHERE id = ?').get(ground.importId) as {
    seq: number
    accountSeq: number
    file: string
  }
  const rows = sql(`SELECT line, action, row_json AS json FROM order_import_rows
    WHERE import_seq = ? AND line > ? AND done = 0 AND action IN ('add', 'complete') AND row_json ->> '$.plan.refund' IS NULL
    ORDER BY line LIMIT ?`).all(seq, after, limit) as { line: number; action: RowAction; json: string }[]
  const ids = [...ground.ids]
  let refused = 0
  for (const row of rows) {
    const { plan } = readRow(row)
    const judged = plan ? judge(context, accountSeq, plan) : { action: 'refuse' as const, issues: [] }
    if (plan && judged.action === 'add') add(context, ground, plan, { id: ids.shift() ?? '', importSeq: seq, line: row.line, file })
    if (plan && judged.action === 'complete') complete(context, accountSeq, plan, { line: row.line, file, by: ground.by })
    if (judged.action === 'refuse') refused += 1
    // What was planned stays to be read, unless it turned out that it cannot be done.
    sql(`UPDATE order_import_rows SET done = 1, action = ?, row_json = json_set(row_json, '$.issues', json(?)) WHERE import_seq = ? AND line = ?`).run(
      ...[judged.action === 'unchanged' ? row.action : judged.action, JSON.stringify(judged.issues), seq, row.line],
    )
  }
  return { done: rows.length - refused, refused, last: rows.length < limit ? null : (rows.at(-1)?.line ?? null) }
}

function add(context: WriteContext, ground: RunGround, plan: OrderPlan, origin: { id: string; importSeq: number; line: number; file: string }): void {
  const paid = plan.state === 'paid'
  const received = paid ? (plan.receivedMinor ?? plan.orderedMinor) : plan.receivedMinor
  const refundCurrency = ground.refundCurrencies[plan.currency] ?? plan.currency
  const { refund: _refund, ...facts } = plan
  const seq = insertOrder(
    context,
    {
      ...facts,
      id: origin.id,
      accountId: ground.accountId,
      receivedMinor: received,
      ...{ tipMinor: null, settledMinor: null, settledCurrency: null, rate: null },
      refundCurrency,
      refundTotalMinor: paid && refundCurrency === plan.currency ? received : null,
      note: '',
      source: 'imported',
      flags: [],
      request: null,
      correlationId: '',
      createdAt: plan.createdAt ?? plan.paidAt ?? ground.now,
      createdBy: ground.by,
      paidAt: paid ? plan.paidAt : null,
      expiresAt: null,
      // The file said so, not the provider: asking is for a person to start.
      nextQueryAt: null,
      raw: null,
    },
    { importSeq: origin.importSeq, line: origin.line },
  )
  noteOrderEvent(context, seq, { kind: 'imported', operatorName: ground.by, params: { file: origin.file, line: origin.line, state: plan.state } })
}

function complete(context: WriteContext, accountSeq: number, plan: OrderPlan, origin: { line: number; file: string; by: string }): void {
  const seq = existingOf(context, accountSeq, plan)[0]
  if (seq === undefined) return
  const row = orderBySeq(context, seq)
  const text = (ours: string, theirs: string) => (ours === '' ? theirs : ours)
  const placeSeq = row.placeId === null && plan.placeId !== null ? plan.placeId : row.placeId
  const asks = isOrderOpen(row.state) && plan.state === 'paid'
  context.sql(`UPDATE orders SET merchant_no = @merchantNo, provider_no = @providerNo, wechat_no = @wechatNo, method = @method,
      description = @description, booking_no = @bookingNo, channel = @channel, scene = @scene, scene_code = @sceneCode, redemption = @redemption,
      paid_at = @paidAt, place_seq = (SELECT seq FROM places WHERE id = @placeId),
      next_query_at = CASE WHEN @asks = 1 THEN @now ELSE next_query_at END, rev = rev + 1 WHERE seq = @seq`).run({
    merchantNo: text(row.merchantNo, plan.merchantNo),
    providerNo: text(row.providerNo, plan.providerNo),
    wechatNo: text(row.wechatNo, plan.wechatNo),
    method: text(row.method, plan.method),
    description: text(row.description, plan.description),
    bookingNo: text(row.bookingNo, plan.bookingNo),
    channel: text(row.channel, plan.channel),
    scene: row.scene === 'unset' ? plan.scene : row.scene,
    sceneCode: text(row.sceneCode, plan.sceneCode ?? ''),
    redemption: row.redemption === 'unset' ? plan.redemption : row.redemption,
    paidAt: row.state === 'paid' ? (row.paidAt ?? plan.paidAt) : row.paidAt,
    placeId: placeSeq,
    asks: asks ? 1 : 0,
    now: context.now,
    seq,
  })
  indexOrder(context, seq)
  noteOrderEvent(context, seq, { kind: 'importCompleted', operatorName: origin.by, params: { file: origin.file, line: origin.line } })
}
