import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { noteDecision, requireOpen } from './reconciliations.repository'
import type { StoredRowDecision } from './rows'

interface Row extends Omit<StoredRowDecision, 'left' | 'right'> {
  leftJson: string
  rightJson: string
}

const columns = `r.id AS id, r.kind AS kind, r.rule_id AS ruleId, r.left_json AS leftJson, r.right_json AS rightJson, r.what AS what,
  r.reason AS reason, r.by AS by, r.at AS at, r.back_by AS backBy, r.back_at AS backAt, r.back_reason AS backReason`

const toStored = ({ leftJson, rightJson, ...row }: Row): StoredRowDecision => ({
  ...row,
  left: JSON.parse(leftJson) as string[],
  right: JSON.parse(rightJson) as string[],
})

export interface NewRowDecision {
  id: string
  reconciliationId: string
  kind: 'pair' | 'apart' | 'ruleOff'
  ruleId: string
  left: string[]
  right: string[]
  what: string
  reason: string
  by: string
  /** Pairs by hand that the last run could not make, because their rows are not all there: a new one takes their place. */
  lost: string[]
  operatorId: string
  correlationId: string
}

/** The trail names what a person did as the command that did it. */
const commandOf: Readonly<Record<'pair' | 'apart' | 'ruleOff', string>> = {
  pair: 'settlement.pairs.make',
  apart: 'settlement.pairs.undo',
  ruleOff: 'settlement.reconciliations.undoRule',
}

function inForce({ sql }: ReadContext, seq: number, kind: string): StoredRowDecision[] {
  return (sql(`SELECT ${columns} FROM row_decisions r WHERE r.reconciliation_seq = ? AND r.kind = ? AND r.back_at IS NULL`).all(seq, kind) as Row[]).map(toStored)
}

/** Rows that people paired or parted, and rules that they left out. */
export const rowDecisionsRepository = defineRepository({
  name: 'settlementRowDecisions',
  reads: {
    list: ({ sql }: ReadContext, reconciliationId: string): StoredRowDecision[] =>
      (
        sql(`SELECT ${columns} FROM row_decisions r JOIN reconciliations c ON c.seq = r.reconciliation_seq WHERE c.id = ? ORDER BY r.seq DESC`).all(
          reconciliationId,
        ) as Row[]
      ).map(toStored),
    rulesOff: ({ sql }: ReadContext, ids: string[]): { reconciliationId: string; ruleId: string; name: string; by: string; at: string; reason: string }[] =>
      sql(`SELECT c.id AS reconciliationId, r.rule_id AS ruleId, r.what AS name, r.by AS by, r.at AS at, r.reason AS reason
        FROM row_decisions r JOIN reconciliations c ON c.seq = r.reconciliation_seq
        WHERE r.kind = 'ruleOff' AND r.back_at IS NULL AND c.id IN (SELECT value FROM json_each(?)) ORDER BY r.seq`).all(JSON.stringify(ids)) as never,
  },
  writes: {
    /**
     * A row is in one pair made by hand at most.
     * @throws Fault `settlement.rowPaired`, `settlement.ruleIsOff`, `settlement.monthLocked`
     */
    add: (context: WriteContext, input: NewRowDecision): void => {
      const { sql, now } = context
      const { seq, month } = requireOpen(context, input.reconciliationId)
      if (input.kind === 'pair') {
        // The two sides call their rows alike: each is compared with its own.
        const taken = inForce(context, seq, 'pair').filter(({ left, right }) => left.some((row) => input.left.includes(row)) || right.some((row) => input.right.includes(row)))
        if (taken.some(({ id }) => !input.lost.includes(id))) throw new Fault('settlement.rowPaired')
        for (const { id } of taken) sql('UPDATE row_decisions SET back_by = ?, back_at = ?, back_reason = ? WHERE id = ?').run(input.by, now, input.reason, id)
      }
      if (input.kind === 'ruleOff' && inForce(context, seq, 'ruleOff').some(({ ruleId }) => ruleId === input.ruleId)) throw new Fault('settlement.ruleIsOff')
      sql(`INSERT INTO row_decisions (id, reconciliation_seq, kind, rule_id, left_json, right_json, what, reason, by, at)
        VALUES (@id, @seq, @kind, @ruleId, @left, @right, @what, @reason, @by, @now)`).run({
        id: input.id,
        seq,
        kind: input.kind,
        ruleId: input.ruleId,
        left: JSON.stringify(input.left),
        right: JSON.stringify(input.right),
        what: input.what,
        reason: input.reason,
        by: input.by,
        now,
      })
      noteDecision(context, seq)
      context.audit({
        operatorId: input.operatorId,
        operatorName: input.by,
        sessionKind: '',
        action: commandOf[input.kind],
        subject: input.reconciliationId,
        details: { month, what: input.what, rule: input.ruleId, reason: input.reason },
        outcome: 'done',
        correlationId: input.correlationId,
      })
    },
    /** @throws Fault `settlement.decisionNotFound` */
    takeBack: (context: WriteContext, input: { reconciliationId: string; id: string; by: string; reason: string }): StoredRowDecision => {
      const { sql, now } = context
      const { seq } = requireOpen(context, input.reconciliationId)
      const row = sql(`SELECT ${columns} FROM row_decisions r WHERE r.id = ? AND r.reconciliation_seq = ? AND r.back_at IS NULL`).get(input.id, seq) as Row | undefined
      if (!row) throw new Fault('settlement.decisionNotFound')
      sql('UPDATE row_decisions SET back_by = ?, back_at = ?, back_reason = ? WHERE id = ?').run(input.by, now, input.reason, input.id)
      noteDecision(context, seq)
      return toStored(row)
    },
  },
  priorities: { add: 'money', takeBack: 'money' },
})
