import { LinkRule, LinkRuleFields, type UnknownRuleChange } from '@shared/contract/link-rules'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

type Sql = ReadContext['sql']

/** The list as WeChat last gave it. */
export interface StoredRuleList {
  open: boolean
  rules: LinkRule[]
  total: number
  publicationsLeft: number | undefined
  asOf: string
}

/** A change whose outcome is not known, with what it was to bring about. */
export interface OpenChange extends UnknownRuleChange {
  rule: LinkRuleFields | undefined
}

export type SettledState = 'done' | 'refused' | 'unknown' | 'withoutEffect'

const StoredRules = z.object({ v: z.literal(1), rules: z.array(LinkRule) })
const StoredRule = z.object({ v: z.literal(1), rule: LinkRuleFields })

function seqOf(sql: Sql, appId: string): number {
  const row = sql('SELECT seq FROM apps WHERE id = ?').get(appId) as { seq: number } | undefined
  if (!row) throw new Fault('apps.notFound')
  return row.seq
}

interface StoredList {
  open: number
  rules: string
  total: number
  publicationsLeft: number | null
  asOf: string
}

function listOf({ open, rules, total, publicationsLeft, asOf }: StoredList): StoredRuleList {
  return {
    open: open === 1,
    rules: StoredRules.parse(JSON.parse(rules)).rules,
    total,
    publicationsLeft: publicationsLeft ?? undefined,
    asOf,
  }
}

export const linkRulesRepository = defineRepository({
  name: 'linkRules',
  reads: {
    list: ({ sql }: ReadContext, appId: string): StoredRuleList | undefined => {
      const row = sql(`SELECT open, rules_json AS rules, total, publications_left AS publicationsLeft, as_of AS asOf
                       FROM link_rule_lists WHERE app_seq = ?`).get(seqOf(sql, appId)) as StoredList | undefined
      return row && listOf(row)
    },
    /** Changes without a known outcome, the oldest first. */
    /** By mini program: changes whose outcome nobody knows, and since when the oldest waits. */
    unknownByApp: ({ sql }: ReadContext): { appId: string; appName: string; count: number; first: string }[] =>
      sql(`SELECT a.id AS appId, a.name AS appName, count(*) AS count, min(c.sent_at) AS first
           FROM apps a JOIN link_rule_changes c ON c.app_seq = a.seq AND c.state = 'unknown'
           GROUP BY a.seq ORDER BY first`).all() as { appId: string; appName: string; count: number; first: string }[],
    unknown: ({ sql }: ReadContext, appId: string): OpenChange[] => {
      const rows = sql(`SELECT id, kind, prefix, rule_json AS json, sent_by AS "by", sent_at AS "at"
                        FROM link_rule_changes WHERE app_seq = ? AND state = 'unknown' ORDER BY seq`).all(
        seqOf(sql, appId),
      ) as (UnknownRuleChange & { json: string | null })[]
      return rows.map(({ json, ...change }) => ({
        ...change,
        rule: json === null ? undefined : StoredRule.parse(JSON.parse(json)).rule,
      }))
    },
    /** Publications that were sent from here since an instant and may have counted. */
    publicationsSince: ({ sql }: ReadContext, input: { appId: string; since: string }): number => {
      const row = sql(`SELECT count(*) AS count FROM link_rule_changes
                       WHERE app_seq = ? AND kind = 'publish' AND state IN ('sent', 'done', 'unknown') AND sent_at >= ?`).get(
        seqOf(sql, input.appId),
        input.since,
      ) as { count: number }
      return row.count
    },
  },
  writes: {
    putList: ({ sql }: WriteContext, input: { appId: string; list: StoredRuleList }): void => {
      const { open, rules, total, publicationsLeft, asOf } = input.list
      sql(`INSERT INTO link_rule_lists (app_seq, open, rules_json, total, publications_left, as_of)
           VALUES (@seq, @open, @rules, @total, @left, @asOf)
           ON CONFLICT (app_seq) DO UPDATE SET open = excluded.open, rules_json = excluded.rules_json,
             total = excluded.total, publications_left = excluded.publications_left, as_of = excluded.as_of`).run({
        seq: seqOf(sql, input.appId),
        open: open ? 1 : 0,
        rules: JSON.stringify({ v: 1, rules }),
        total,
        left: publicationsLeft ?? null,
        asOf,
      })
    },
    /**
     * Notes a change before it is sent.
     * @throws Fault `linkRules.changeOpen` (params `prefix`) while one of the same rule is under way or unknown
     */
    open: (
      { sql, now }: WriteContext,
      input: Pick<OpenChange, 'id' | 'kind' | 'prefix' | 'rule' | 'by'> & { appId: string },
    ): void => {
      const app = seqOf(sql, input.appId)
      const open = sql(`SELECT 1 FROM link_rule_changes WHERE app_seq = ? AND prefix = ? AND state IN ('sent', 'unknown') LIMIT 1`)
      if (open.get(app, input.prefix)) throw new Fault('linkRules.changeOpen', { params: { prefix: input.prefix } })
      sql(`INSERT INTO link_rule_changes (id, app_seq, kind, prefix, rule_json, state, sent_by, sent_at)
           VALUES (?, ?, ?, ?, ?, 'sent', ?, ?)`).run(
        input.id,
        app,
        input.kind,
        input.prefix,
        input.rule ? JSON.stringify({ v: 1, rule: input.rule }) : null,
        input.by,
        now,
      )
    },
    settle: (
      { sql, now }: WriteContext,
      changes: { id: string; state: SettledState; errorCode?: string | undefined }[],
    ): void => {
      for (const { id, state, errorCode } of changes)
        sql(`UPDATE link_rule_changes SET state = ?, error_code = ?, settled_at = ?
             WHERE id = ? AND state IN ('sent', 'unknown')`).run(state, errorCode ?? null, now, id)
    },
    /** What was under way when the program ended; nobody knows what came of it. */
    interrupt: ({ sql }: WriteContext): number =>
      sql("UPDATE link_rule_changes SET state = 'unknown' WHERE state = 'sent'").run().changes,
  },
})
