import type { Attachment, CountedSum, DifferenceClass } from '@shared/contract/settlement-values'
import type { Decision } from '@shared/contract/settlement-reconciliation'
import { addMonths } from '@shared/domain/beijing-time'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { requireOpen } from './reconciliations.repository'
import type { Fact, StoredDifference } from './rows'

/** The facts that hold: of the current run, and the last of what it no longer finds. */
const holds = `f.from_run <= c.current_run AND (f.until_run IS NULL OR f.until_run > c.current_run)`
/** The last that was known of a difference which the current run does not find. */
const lastKnown = `f.from_run <= c.current_run AND f.until_run <= c.current_run AND NOT EXISTS (SELECT 1 FROM difference_facts g
  WHERE g.reconciliation_seq = f.reconciliation_seq AND g.id = f.id AND g.from_run > f.from_run AND g.from_run <= c.current_run)`
const changed = `(d.state = 'resolved' AND (d.settled_minor IS NOT f.difference_minor OR d.settled_currency <> f.currency))`
const stateNow = `CASE WHEN NOT (${holds}) THEN 'gone' WHEN d.state IS NULL OR ${changed} THEN 'open' ELSE d.state END`

const columns = `f.id AS id, f.match_id AS matchId, f.class AS class, f.cash AS cash, f.currency AS currency, f.left_minor AS leftMinor,
  f.right_minor AS rightMinor, f.difference_minor AS differenceMinor, f.left_count AS leftCount, f.right_count AS rightCount,
  f.number AS number, f.kind AS kind, f.day AS day, f.rule_id AS ruleId, f.rule_name AS ruleName, f.rows_json AS rows,
  c.id AS reconciliationId, c.month AS month, ${stateNow} AS state, coalesce(d.assignee, '') AS assignee, coalesce(d.comments, 0) AS comments,
  coalesce(d.resolution, '') AS resolution, coalesce(d.reason, '') AS reason, coalesce(d.carried_to, '') AS carriedTo,
  coalesce(d.carried_from, '') AS carriedFrom, coalesce(${changed}, 0) AS changedAfter, coalesce(d.rev, 0) AS rev`
const joins = `FROM difference_facts f JOIN reconciliations c ON c.seq = f.reconciliation_seq LEFT JOIN difference_decisions d ON d.id = f.id`

export interface DifferenceFilter {
  reconciliationId: string | null
  month: string | null
  classes: string[] | null
  states: string[] | null
  assignee: string | null
  currency: string | null
  text: string | null
}

export interface DifferencePageInput {
  filter: DifferenceFilter
  order: 'amount' | 'day' | 'age'
  /** Sort value and id of the last row seen. */
  after: { value: string | number; id: string } | null
  limit: number
  /** Whether all that fit are counted and summed too; for whoever reads page after page once is enough. */
  counted: boolean
}

function whereOf(filter: DifferenceFilter): { where: string; values: unknown[] } {
  const where: string[] = []
  const values: unknown[] = []
  const add = (condition: string, ...more: unknown[]) => {
    where.push(condition)
    values.push(...more)
  }
  const wantsGone = filter.states?.includes('gone') ?? false
  if (!wantsGone) add(holds)
  else if (filter.states?.length === 1) add(lastKnown)
  else add(`(${holds} OR ${lastKnown})`)
  if (filter.reconciliationId !== null) add('c.id = ?', filter.reconciliationId)
  if (filter.month !== null) add('c.month = ?', filter.month)
  if (filter.classes) add('f.class IN (SELECT value FROM json_each(?))', JSON.stringify(filter.classes))
  if (filter.states) add(`${stateNow} IN (SELECT value FROM json_each(?))`, JSON.stringify(filter.states))
  if (filter.assignee !== null) add(`coalesce(d.assignee, '') = ?`, filter.assignee)
  if (filter.currency !== null) add('f.currency = ?', filter.currency)
  if (filter.text !== null) add(`instr(f.number, ?) > 0`, filter.text)
  return { where: where.join(' AND '), values }
}

/** The bound on the value alone is what an index can begin at: a late page is as quick as the first. */
const orders = {
  amount: { by: 'f.size_minor DESC, f.id', after: 'f.size_minor <= ? AND (f.size_minor < ? OR f.id > ?)' },
  day: { by: 'f.day DESC, f.id', after: 'f.day <= ? AND (f.day < ? OR f.id > ?)' },
  age: { by: 'f.day, f.id', after: 'f.day >= ? AND (f.day > ? OR f.id > ?)' },
} as const

const hitsCap = 100_000

interface Decided {
  state: 'open' | 'inWork' | 'resolved' | 'carried'
  assignee: string
  comments: number
  resolution: string
  reason: string
  carriedTo: string
  carriedFrom: string
  settledMinor: number | null
  settledCurrency: string
}

const undecided: Decided = {
  state: 'open',
  assignee: '',
  comments: 0,
  resolution: '',
  reason: '',
  carriedTo: '',
  carriedFrom: '',
  settledMinor: null,
  settledCurrency: '',
}

function decidedOf({ sql }: ReadContext, id: string): Decided {
  const row = sql(`SELECT state, assignee, comments, resolution, reason, carried_to AS carriedTo, carried_from AS carriedFrom,
    settled_minor AS settledMinor, settled_currency AS settledCurrency FROM difference_decisions WHERE id = ?`).get(id) as Decided | undefined
  return row ?? undecided
}

function putDecided({ sql }: WriteContext, key: { id: string; reconciliationSeq: number; matchId: string }, decided: Decided): void {
  sql(`INSERT INTO difference_decisions (id, reconciliation_seq, match_id, state, assignee, comments, resolution, reason, carried_to,
      carried_from, settled_minor, settled_currency)
    VALUES (@id, @reconciliationSeq, @matchId, @state, @assignee, @comments, @resolution, @reason, @carriedTo, @carriedFrom,
      @settledMinor, @settledCurrency)
    ON CONFLICT DO UPDATE SET state = excluded.state, assignee = excluded.assignee, comments = excluded.comments,
      resolution = excluded.resolution, reason = excluded.reason, carried_to = excluded.carried_to,
      carried_from = excluded.carried_from, settled_minor = excluded.settled_minor,
      settled_currency = excluded.settled_currency, rev = rev + 1`).run({ ...key, ...decided })
}

export interface NewEvent {
  differenceId: string
  by: string
  action: string
  text: string
  attachments?: readonly Attachment[]
}

export function noteEvent({ sql, now }: WriteContext, event: NewEvent): void {
  sql('INSERT INTO difference_events (difference_id, at, by, action, text, attachments_json) VALUES (?, ?, ?, ?, ?, ?)').run(
    event.differenceId,
    now,
    event.by,
    event.action,
    event.text,
    JSON.stringify(event.attachments ?? []),
  )
}

/** A difference as it stands. @throws Fault `settlement.differenceNotFound` */
export function requireDifference({ sql }: ReadContext, id: string): StoredDifference {
  const row = sql(`SELECT ${columns} ${joins} WHERE f.id = ? AND f.from_run <= c.current_run ORDER BY f.from_run DESC LIMIT 1`).get(id) as
    | StoredDifference
    | undefined
  if (!row) throw new Fault('settlement.differenceNotFound')
  return row
}

export interface DecideInput {
  ids: string[]
  decision: Decision
  attachments: Attachment[]
  by: string
  /** Of each difference that is carried: the reconciliation of the next month, and what the difference is called there. */
  targets: { id: string; reconciliationId: string; differenceId: string }[]
}

/** What one decision makes of one difference, with the words for its history. */
function decideOne(context: WriteContext, id: string, input: DecideInput): void {
  const found = requireDifference(context, id)
  const { seq } = requireOpen(context, found.reconciliationId)
  const { decision, by } = input
  const known = decidedOf(context, id)
  const key = { id, reconciliationSeq: seq, matchId: found.matchId }
  // What is gone may still be talked about, not decided.
  if (found.state === 'gone' && decision.action !== 'comment' && decision.action !== 'assign') throw new Fault('settlement.differenceGone')
  const over = found.state === 'resolved' || found.state === 'carried'
  switch (decision.action) {
    case 'assign':
      if (over) throw new Fault('settlement.differenceSettled')
      putDecided(context, key, { ...known, state: decision.to === '' ? 'open' : 'inWork', assignee: decision.to })
      return noteEvent(context, { differenceId: id, by, action: 'assigned', text: decision.to })
    case 'comment':
      putDecided(context, key, { ...known, comments: known.comments + 1 })
      return noteEvent(context, { differenceId: id, by, action: 'comment', text: decision.text, attachments: input.attachments })
    case 'resolve':
      if (over) throw new Fault('settlement.differenceSettled')
      putDecided(context, key, {
        ...known,
        state: 'resolved',
        resolution: decision.resolution,
        reason: decision.reason,
        settledMinor: found.differenceMinor,
        settledCurrency: found.currency,
      })
      return noteEvent(context, { differenceId: id, by, action: 'resolved', text: `${decision.resolution}: ${decision.reason}`, attachments: input.attachments })
    case 'carry':
      return carry(context, { found, known, key, reason: decision.reason, ...input })
    case 'reopen':
      if (!over) throw new Fault('settlement.differenceOpen')
      if (found.state === 'carried') takeBackCarry(context, found, by, decision.reason)
      putDecided(context, key, { ...known, state: known.assignee === '' ? 'open' : 'inWork', resolution: '', carriedTo: '', settledMinor: null, settledCurrency: '', reason: '' })
      return noteEvent(context, { differenceId: id, by, action: 'reopened', text: decision.reason })
  }
}

/** 挂账: the difference waits in the next month, where rows that come late may still match it. */
function carry(
  context: WriteContext,
  input: { found: StoredDifference; known: Decided; key: { id: string; reconciliationSeq: number; matchId: string }; reason: string } & DecideInput,
): void {
  const { found, known, key, reason, by } = input
  if (found.state === 'resolved' || found.state === 'carried') throw new Fault('settlement.differenceSettled')
  const target = input.targets.find(({ id }) => id === found.id)
  if (!target) throw new Fault('settlement.differenceNotFound')
  const next = requireOpen(context, target.reconciliationId)
  const to = addMonths(found.month, 1)
  putDecided(context, key, { ...known, state: 'carried', reason, carriedTo: to })
  noteEvent(context, { differenceId: found.id, by, action: 'carried', text: `${to}: ${reason}` })
  putDecided(
    context,
    { id: target.differenceId, reconciliationSeq: next.seq, matchId: found.matchId },
    { ...decidedOf(context, target.differenceId), carriedFrom: found.carriedFrom || found.month, assignee: known.assignee },
  )
  noteEvent(context, { differenceId: target.differenceId, by, action: 'carried', text: `${found.month}: ${reason}` })
  context.sql('UPDATE reconciliations SET rev = rev + 1 WHERE seq = ?').run(next.seq)
}

/** The next month gives it back, unless something was decided about it there. @throws Fault `settlement.carriedOn` */
function takeBackCarry(context: WriteContext, found: StoredDifference, by: string, reason: string): void {
  const there = context
    .sql(`SELECT d.id AS id, d.state AS state, d.match_id AS matchId, c.id AS reconciliationId, c.seq AS seq FROM difference_decisions d
      JOIN reconciliations c ON c.seq = d.reconciliation_seq JOIN reconciliations o ON o.id = ?
      WHERE d.match_id = ? AND d.carried_from <> '' AND c.month = ? AND c.left_source = o.left_source AND c.right_source = o.right_source
        AND c.left_account_id = o.left_account_id AND c.right_account_id = o.right_account_id AND c.left_bill_type = o.left_bill_type
        AND c.right_bill_type = o.right_bill_type`)
    .get(found.reconciliationId, found.matchId, found.carriedTo) as
    | { id: string; state: string; matchId: string; reconciliationId: string; seq: number }
    | undefined
  if (!there) return
  requireOpen(context, there.reconciliationId)
  if (there.state === 'resolved' || there.state === 'carried') throw new Fault('settlement.carriedOn', { params: { month: found.carriedTo } })
  putDecided(context, { id: there.id, reconciliationSeq: there.seq, matchId: there.matchId }, { ...decidedOf(context, there.id), carriedFrom: '' })
  noteEvent(context, { differenceId: there.id, by, action: 'reopened', text: reason })
}

/** Differences as the runs found them and as people decided about them. */
export const differencesRepository = defineRepository({
  name: 'settlementDifferences',
  reads: {
    page: (context: ReadContext, input: DifferencePageInput): { rows: StoredDifference[]; hits: number; hitsCapped: boolean; sums: CountedSum[] } => {
      const { where, values } = whereOf(input.filter)
      const { by, after } = orders[input.order]
      const rows = context
        .sql(`SELECT ${columns} ${joins} WHERE ${where} ${input.after ? `AND ${after}` : ''} ORDER BY ${by} LIMIT ?`)
        .all(...values, ...(input.after ? [input.after.value, input.after.value, input.after.id] : []), input.limit) as StoredDifference[]
      if (!input.counted) return { rows, hits: 0, hitsCapped: false, sums: [] }
      const sums = context
        .sql(`SELECT f.currency AS currency, count(*) AS count, sum(f.difference_minor) AS minor ${joins} WHERE ${where}
          GROUP BY f.currency ORDER BY f.currency`)
        .all(...values) as CountedSum[]
      const hits = sums.reduce((sum, { count }) => sum + count, 0)
      return { rows, hits: Math.min(hits, hitsCap), hitsCapped: hits > hitsCap, sums }
    },
    one: (context: ReadContext, id: string): StoredDifference => requireDifference(context, id),
    some: (context: ReadContext, ids: string[]): StoredDifference[] =>
      context.sql(`SELECT ${columns} ${joins} WHERE ${holds} AND f.id IN (SELECT value FROM json_each(?)) ORDER BY f.id`).all(JSON.stringify(ids)) as StoredDifference[],
    /** What happened to a difference: found and gone by the runs, everything else by people. */
    history: (
      { sql }: ReadContext,
      id: string,
    ): { events: { at: string; by: string; action: string; text: string; attachments: string }[]; runs: { from: number; until: number | null; foundAt: string; foundBy: string; goneAt: string | null; goneBy: string | null }[] } => ({
      events: sql('SELECT at, by, action, text, attachments_json AS attachments FROM difference_events WHERE difference_id = ? ORDER BY seq').all(id) as never,
      runs: sql(`SELECT f.from_run AS "from", f.until_run AS until, u.at AS foundAt, u.by AS foundBy, v.at AS goneAt, v.by AS goneBy
        FROM difference_facts f JOIN reconciliations c ON c.seq = f.reconciliation_seq
        JOIN reconciliation_runs u ON u.reconciliation_seq = f.reconciliation_seq AND u.number = f.from_run
        LEFT JOIN reconciliation_runs v ON v.reconciliation_seq = f.reconciliation_seq AND v.number = f.until_run AND f.until_run <= c.current_run
        WHERE f.id = ? AND f.from_run <= c.current_run ORDER BY f.from_run`).all(id) as never,
    }),
    /** Of each reconciliation and class: open and settled, with the sums of what is open. */
    byClass: (
      { sql }: ReadContext,
      ids: string[],
    ): { reconciliationId: string; class: DifferenceClass; settled: 0 | 1; carried: 0 | 1; currency: string; count: number; minor: number }[] =>
      sql(`SELECT reconciliationId, class, state IN ('resolved', 'carried') AS settled, state = 'carried' AS carried, currency, count(*) AS count,
          sum(minor) AS minor FROM (SELECT c.id AS reconciliationId, f.class AS class, ${stateNow} AS state, f.currency AS currency,
            f.difference_minor AS minor ${joins} WHERE ${holds} AND c.id IN (SELECT value FROM json_each(?)))
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 5`).all(JSON.stringify(ids)) as never,
    /** Open ones by month and age, for 今天. */
    openAges: ({ sql }: ReadContext, days: { late: string; old: string }): { late: number; old: number; all: number; since: string | null } =>
      sql(`SELECT count(*) AS "all", coalesce(sum(day < @late), 0) AS late, coalesce(sum(day < @old), 0) AS old, min(nullif(day, '')) AS since
        FROM (SELECT f.day AS day, ${stateNow} AS state ${joins} WHERE ${holds} AND c.locked = 0) WHERE state IN ('open', 'inWork')`).get(days) as never,
    /** Everything that people did to the differences of a reconciliation, in the order of time. */
    eventsOf: ({ sql }: ReadContext, reconciliationId: string): { number: string; at: string; by: string; action: string; text: string; attachments: Attachment[] }[] =>
      (
        sql(`SELECT coalesce((SELECT f.number FROM difference_facts f WHERE f.id = e.difference_id LIMIT 1), '') AS number, e.at AS at, e.by AS by,
            e.action AS action, e.text AS text, e.attachments_json AS attachments
          FROM difference_events e JOIN difference_decisions d ON d.id = e.difference_id JOIN reconciliations c ON c.seq = d.reconciliation_seq
          WHERE c.id = ? ORDER BY e.seq`).all(reconciliationId) as { number: string; at: string; by: string; action: string; text: string; attachments: string }[]
      ).map((event) => ({ ...event, attachments: JSON.parse(event.attachments) as Attachment[] })),
    /** Differences that one of these rows is in. */
    byRows: ({ sql }: ReadContext, input: { id: string; left: string[]; right: string[] }): string[] =>
      (
        sql(`SELECT f.id AS id FROM difference_facts f JOIN reconciliations c ON c.seq = f.reconciliation_seq WHERE c.id = @id AND ${holds} AND (
            EXISTS (SELECT 1 FROM json_each(f.rows_json, '$.left') WHERE value IN (SELECT value FROM json_each(@left)))
            OR EXISTS (SELECT 1 FROM json_each(f.rows_json, '$.right') WHERE value IN (SELECT value FROM json_each(@right)))) ORDER BY f.id`).all({
          id: input.id,
          left: JSON.stringify(input.left),
          right: JSON.stringify(input.right),
        }) as { id: string }[]
      ).map(({ id }) => id),
    /** The facts that hold, for the next run to compare with. */
    facts: ({ sql }: ReadContext, input: { id: string; after: string; limit: number }): Fact[] =>
      sql(`SELECT f.id AS id, f.match_id AS matchId, f.class AS class, f.cash AS cash, f.currency AS currency, f.left_minor AS leftMinor,
          f.right_minor AS rightMinor, f.difference_minor AS differenceMinor, f.left_count AS leftCount, f.right_count AS rightCount,
          f.number AS number, f.kind AS kind, f.day AS day, f.rule_id AS ruleId, f.rule_name AS ruleName, f.rows_json AS rows
        FROM difference_facts f JOIN reconciliations c ON c.seq = f.reconciliation_seq
        WHERE c.id = @id AND ${holds} AND f.id > @after ORDER BY f.id LIMIT @limit`).all(input) as Fact[],
    /** What came to a reconciliation from earlier months and still counts here. */
    carriedIn: ({ sql }: ReadContext, id: string): { matchId: string; month: string; orders: string[] }[] =>
      (
        sql(`SELECT d.match_id AS matchId, d.carried_from AS month,
            (SELECT f.rows_json FROM difference_facts f JOIN reconciliations o ON o.seq = f.reconciliation_seq
              WHERE f.match_id = d.match_id AND f.reconciliation_seq <> c.seq AND o.month < c.month ORDER BY o.month DESC, f.from_run DESC LIMIT 1) AS rows
          FROM difference_decisions d JOIN reconciliations c ON c.seq = d.reconciliation_seq
          WHERE c.id = ? AND d.carried_from <> '' ORDER BY d.match_id`).all(id) as { matchId: string; month: string; rows: string | null }[]
      ).map(({ matchId, month, rows }) => ({ matchId, month, orders: rows === null ? [] : (JSON.parse(rows) as { orders: string[] }).orders })),
  },
  writes: {
    /** Facts that hold from a run on which is not visible yet, and those that no longer hold from it on. */
    putFacts: (context: WriteContext, input: { id: string; run: number; facts: Fact[]; over: string[] }): void => {
      const { sql } = context
      const { seq } = requireOpen(context, input.id)
      for (const id of input.over)
        sql('UPDATE difference_facts SET until_run = @run WHERE reconciliation_seq = @seq AND id = @id AND until_run IS NULL AND from_run < @run').run({
          run: input.run,
          seq,
          id,
        })
      for (const { rows, ...fact } of input.facts)
        sql(`INSERT INTO difference_facts (reconciliation_seq, id, from_run, match_id, class, cash, currency, left_minor, right_minor,
            difference_minor, size_minor, left_count, right_count, number, kind, day, rule_id, rule_name, rows_json)
          VALUES (@seq, @id, @run, @matchId, @class, @cash, @currency, @leftMinor, @rightMinor, @differenceMinor,
            CASE WHEN @differenceMinor = 0 THEN max(abs(coalesce(@leftMinor, 0)), abs(coalesce(@rightMinor, 0))) ELSE abs(@differenceMinor) END,
            @leftCount, @rightCount, @number, @kind, @day, @ruleId, @ruleName, @rows)`).run({ ...fact, rows, seq, run: input.run })
    },
    /** Each by itself: what cannot be decided is refused with its reason, the others go on. */
    decide: (context: WriteContext, input: DecideInput): { done: string[]; refused: { id: string; code: string }[] } => {
      const done: string[] = []
      const refused: { id: string; code: string }[] = []
      for (const id of new Set(input.ids)) {
        try {
          context.db.transaction(() => decideOne(context, id, input))()
          done.push(id)
        } catch (cause) {
          if (!(cause instanceof Fault)) throw cause
          refused.push({ id, code: cause.code })
        }
      }
      return { done, refused }
    },
    /**
     * A row that came late makes another difference of one that was carried: it stays carried. Told by a run before it is
     * visible; without that run nothing of it shows.
     */
    inherit: (context: WriteContext, input: { id: string; heirs: { from: string; to: string; matchId: string }[] }): void => {
      const { seq } = requireOpen(context, input.id)
      for (const { from, to, matchId } of input.heirs) {
        const known = decidedOf(context, from)
        if (known.state !== 'carried' || decidedOf(context, to).state !== 'open') continue
        putDecided(context, { id: to, reconciliationSeq: seq, matchId }, { ...known, comments: 0 })
        noteEvent(context, { differenceId: to, by: '', action: 'carried', text: `${known.carriedTo}: ${known.reason}` })
      }
    },
  },
  priorities: { putFacts: 'bulk', decide: 'money' },
})
