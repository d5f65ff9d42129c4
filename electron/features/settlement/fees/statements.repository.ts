import type { StatementState } from '@shared/contract/settlement-fees'
import type { Attachment } from '@shared/contract/settlement-values'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { refuseLocked } from '../closing/locked.repository'
import { auditFee } from './audit.repository'
import { type By, standing, type StatementFacts, type StoredComputed, type StoredEvent, type StoredStatement } from './stored'

export type ChunkKind = 'orders' | 'lines' | 'prior' | 'index'

interface Row {
  seq: number
  id: string
  month: string
  contractId: string
  contractVersion: number
  currency: string
  state: StatementState
  factsJson: string
  computedJson: string | null
  runId: string | null
  rev: number
}

const columns = `seq, id, month, contract_id AS contractId, contract_version AS contractVersion, currency, state,
  facts_json AS factsJson, computed_json AS computedJson, run_id AS runId, rev`

const toStatement = ({ factsJson, computedJson, ...row }: Row): StoredStatement => ({
  ...row,
  facts: JSON.parse(factsJson) as StatementFacts,
  computed: computedJson === null ? null : (JSON.parse(computedJson) as StoredComputed),
})

function requireOne({ sql }: ReadContext, id: string): StoredStatement {
  const row = sql(`SELECT ${columns} FROM fee_statements WHERE id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('settlement.statementNotFound')
  return toStatement(row)
}

export interface NewEvent {
  by: string
  action: string
  text: string
  attachments: Attachment[]
}

function note({ sql, now }: WriteContext, statementSeq: number, event: NewEvent, before: { state: StatementState; facts: StatementFacts } | null): void {
  sql(`INSERT INTO fee_statement_events (statement_seq, at, "by", action, text, attachments_json, before_json) VALUES (?, ?, ?, ?, ?, ?, ?)`).run(
    ...[statementSeq, now, event.by, event.action, event.text, JSON.stringify(event.attachments), before && JSON.stringify(before)],
  )
}

const eventColumns = 'seq, at, "by", action, text, attachments_json AS attachmentsJson, before_json AS beforeJson, undone'
const toEvent = ({ attachmentsJson, beforeJson, undone, ...row }: { seq: number; at: string; by: string; action: string; text: string; attachmentsJson: string; beforeJson: string | null; undone: number }): StoredEvent => ({
  ...row,
  attachments: JSON.parse(attachmentsJson) as Attachment[],
  before: beforeJson === null ? null : (JSON.parse(beforeJson) as NonNullable<StoredEvent['before']>),
  undone: undone === 1,
})
type EventRow = Parameters<typeof toEvent>[0]

/** Statements with their steps, and the packed rows of their runs. */
export const feeStatementsRepository = defineRepository({
  name: 'feeStatements',
  reads: {
    get: requireOne,
    list: ({ sql }, input: { fromMonth: string; toMonth: string }): StoredStatement[] =>
      (sql(`SELECT ${columns} FROM fee_statements WHERE month BETWEEN ? AND ? ORDER BY month DESC, seq`).all(input.fromMonth, input.toMonth) as Row[]).map(toStatement),
    /** Statements of an agreement, oldest month first. */
    ofContract: ({ sql }, contractId: string): StoredStatement[] =>
      (sql(`SELECT ${columns} FROM fee_statements WHERE contract_id = ? ORDER BY month`).all(contractId) as Row[]).map(toStatement),
    events: ({ sql }, statementSeq: number): StoredEvent[] =>
      (sql(`SELECT ${eventColumns} FROM fee_statement_events WHERE statement_seq = ? ORDER BY seq`).all(statementSeq) as EventRow[]).map(toEvent),
    chunks: ({ sql }, input: { runId: string; kind: ChunkKind }): { number: number; rows: number }[] =>
      sql('SELECT number, rows FROM fee_statement_chunks WHERE run_id = ? AND kind = ? ORDER BY number').all(input.runId, input.kind) as { number: number; rows: number }[],
    chunk: ({ sql }, input: { runId: string; kind: ChunkKind; number: number }): Uint8Array | undefined =>
      (sql('SELECT data FROM fee_statement_chunks WHERE run_id = ? AND kind = ? AND number = ?').get(input.runId, input.kind, input.number) as { data: Uint8Array } | undefined)?.data,
  },
  writes: {
    /** The statement of a month and agreement, made where there is none. */
    open: (context, input: { id: string; month: string; contractId: string; contractVersion: number; currency: string; by: By }): StoredStatement => {
      refuseLocked(context, [input.month])
      const { sql, now } = context
      const { month, contractId, contractVersion, currency, by } = input
      const facts: StatementFacts = { v: 1, attachments: [], files: [] }
      const { changes } = sql(`INSERT INTO fee_statements (id, month, contract_id, contract_version, currency, state, facts_json, created_at)
        VALUES (?, ?, ?, ?, ?, 'awaited', ?, ?) ON CONFLICT DO NOTHING`).run(input.id, month, contractId, contractVersion, currency, JSON.stringify(facts), now)
      const row = toStatement(sql(`SELECT ${columns} FROM fee_statements WHERE month = ? AND contract_id = ?`).get(month, contractId) as Row)
      if (changes > 0) note(context, row.seq, { by: by.name, action: 'opened', text: '', attachments: [] }, null)
      return row
    },
    putChunk: ({ sql }, input: { runId: string; kind: ChunkKind; number: number; rows: number; data: Uint8Array }): void =>
      void sql('INSERT OR REPLACE INTO fee_statement_chunks (run_id, kind, number, rows, data) VALUES (?, ?, ?, ?, ?)').run(
        ...[input.runId, input.kind, input.number, input.rows, Buffer.from(input.data)],
      ),
    /**
     * Makes a run the valid one. Newer months that are still open lose what they computed: they may have taken over the
     * same late facts, and must be computed again.
     * @throws Fault `settlement.statementFrozen` where it was confirmed meanwhile, `settlement.monthLocked`
     */
    finishRun: (context, input: { id: string; runId: string; contractVersion: number; currency: string; computed: StoredComputed; tookOver: boolean; by: By }): StoredStatement => {
      const statement = requireOne(context, input.id)
      refuseLocked(context, [statement.month])
      if (standing.includes(statement.state)) throw new Fault('settlement.statementFrozen', { params: { month: statement.month } })
      const { sql } = context
      const stale = statement.runId
      sql('UPDATE fee_statements SET computed_json = ?, run_id = ?, contract_version = ?, currency = ?, rev = rev + 1 WHERE seq = ?').run(
        ...[JSON.stringify(input.computed), input.runId, input.contractVersion, input.currency, statement.seq],
      )
      if (stale !== null && stale !== input.runId) sql('DELETE FROM fee_statement_chunks WHERE run_id = ?').run(stale)
      if (input.tookOver)
        sql(`UPDATE fee_statements SET computed_json = NULL, rev = rev + 1 WHERE contract_id = ? AND month > ? AND computed_json IS NOT NULL
          AND state NOT IN (SELECT value FROM json_each(?)) AND month NOT IN (SELECT month FROM closed_months)`).run(
          ...[statement.contractId, statement.month, JSON.stringify(standing)],
        )
      note(context, statement.seq, { by: input.by.name, action: 'computed', text: String(input.computed.totalMinor), attachments: [] }, null)
      return requireOne(context, input.id)
    },
    /** Rows of runs that never became valid: the program ended under way. */
    dropOrphans: ({ sql }, keep: string[]): number =>
      sql(`DELETE FROM fee_statement_chunks WHERE run_id NOT IN (SELECT run_id FROM fee_statements WHERE run_id IS NOT NULL)
        AND run_id NOT IN (SELECT value FROM json_each(?))`).run(JSON.stringify(keep)).changes,
    /**
     * A step of a statement, or what is only noted. The state must be one of `from` still.
     * @throws Fault `settlement.statementChanged`, `settlement.wrongState`, `settlement.monthLocked`
     */
    step: (
      context,
      input: { id: string; rev: number; from: readonly StatementState[]; to: StatementState; facts: StatementFacts; event: NewEvent; isStep: boolean; isMoney: boolean; by: By; details: Record<string, unknown> },
    ): StoredStatement => {
      const { statement } = requireMove(context, input)
      context.sql('UPDATE fee_statements SET state = ?, facts_json = ?, rev = rev + 1 WHERE seq = ?').run(input.to, JSON.stringify(input.facts), statement.seq)
      note(context, statement.seq, input.event, input.isStep ? { state: statement.state, facts: statement.facts } : null)
      if (input.isMoney) auditFee(context, input.by, 'statements.act', statement.id, { month: statement.month, act: input.event.action, ...input.details })
      return requireOne(context, input.id)
    },
    /** Takes the last step back. @throws Fault as {@link step}, `settlement.nothingToUndo` */
    undo: (context, input: { id: string; rev: number; eventSeq: number; reason: string; by: By }): StoredStatement => {
      const statement = requireOne(context, input.id)
      refuseLocked(context, [statement.month])
      if (statement.rev !== input.rev) throw new Fault('settlement.statementChanged')
      const row = context
        .sql(`SELECT ${eventColumns} FROM fee_statement_events WHERE statement_seq = ? AND before_json IS NOT NULL AND undone = 0 ORDER BY seq DESC LIMIT 1`)
        .get(statement.seq) as EventRow | undefined
      const last = row && toEvent(row)
      if (!last?.before || last.seq !== input.eventSeq) throw new Fault('settlement.nothingToUndo')
      context.sql('UPDATE fee_statements SET state = ?, facts_json = ?, rev = rev + 1 WHERE seq = ?').run(last.before.state, JSON.stringify(last.before.facts), statement.seq)
      context.sql('UPDATE fee_statement_events SET undone = 1 WHERE seq = ?').run(last.seq)
      note(context, statement.seq, { by: input.by.name, action: 'undo', text: input.reason, attachments: [] }, null)
      auditFee(context, input.by, 'statements.act', statement.id, { month: statement.month, act: 'undo', of: last.action, reason: input.reason })
      return requireOne(context, input.id)
    },
  },
  priorities: { step: 'money', undo: 'money', putChunk: 'bulk', dropOrphans: 'bulk' },
})

function requireMove(context: WriteContext, input: { id: string; rev: number; from: readonly StatementState[] }): { statement: StoredStatement } {
  const statement = requireOne(context, input.id)
  refuseLocked(context, [statement.month])
  if (statement.rev !== input.rev) throw new Fault('settlement.statementChanged')
  if (!input.from.includes(statement.state)) throw new Fault('settlement.wrongState', { params: { state: statement.state } })
  return { statement }
}
