import type { ErrorEnvelope } from '@shared/contract/error'
import type { MailSettings, PushOutcome, PushRecord } from '@shared/contract/today-push'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

export interface StoredTarget {
  id: string
  kind: 'wecomRobot' | 'mail'
  name: string
  enabled: boolean
  mail: MailSettings | undefined
  sealed: string | null
  last4: string | null
  sealedAt: string | null
  digestDay: string
  failures: number
  retryAt: string | null
  updatedAt: string
  last: StoredPush | undefined
}

export interface StoredPush {
  why: PushRecord['why']
  items: number
  outcome: PushOutcome | 'sending'
  error: ErrorEnvelope | undefined
  at: string
}

export interface TargetFields {
  id: string
  kind: StoredTarget['kind']
  name: string
  enabled: boolean
  mail: MailSettings | undefined
  /** undefined: the sealed one stays; null: none. */
  secret: { sealed: string; last4: string } | null | undefined
  /** For a new one: the day whose summary it does not get. */
  digestDay: string
}

export interface Intent {
  id: string
  targetId: string
  why: PushRecord['why']
  /** How many things it tells of. */
  count: number
  items: { id: string; likeness: string }[]
  digestDay: string | undefined
}

interface FlatTarget extends Omit<StoredTarget, 'enabled' | 'mail' | 'last'> {
  enabled: number
  settings: string
}

const keptPushes = 200

function lastPush({ sql }: ReadContext, targetId: string): StoredPush | undefined {
  const row = sql(`SELECT why, items, outcome, error_json AS error, at FROM pushes WHERE target_id = ?
    ORDER BY seq DESC LIMIT 1`).get(targetId) as (Omit<StoredPush, 'error'> & { error: string | null }) | undefined
  return row && { ...row, error: row.error === null ? undefined : (JSON.parse(row.error) as ErrorEnvelope) }
}

function toTarget(context: ReadContext, { settings, enabled, ...flat }: FlatTarget): StoredTarget {
  const { mail } = JSON.parse(settings) as { mail?: MailSettings }
  return { ...flat, enabled: enabled === 1, mail, last: lastPush(context, flat.id) }
}

const columns = `id, kind, name, enabled, settings_json AS settings, sealed, last4, sealed_at AS sealedAt,
  digest_day AS digestDay, failures, retry_at AS retryAt, updated_at AS updatedAt`

export const pushRepository = defineRepository({
  name: 'push',
  reads: {
    targets: (context: ReadContext): StoredTarget[] =>
      (context.sql(`SELECT ${columns} FROM push_targets ORDER BY created_at, id`).all() as FlatTarget[]).map((flat) =>
        toTarget(context, flat),
      ),
    /** What a target was told: item → what it was like. */
    told: ({ sql }: ReadContext, targetId: string): { itemId: string; likeness: string }[] =>
      sql('SELECT item_id AS itemId, likeness FROM pushed_items WHERE target_id = ?').all(targetId) as {
        itemId: string
        likeness: string
      }[],
    /** When a target was last told something at once. */
    lastAtOnce: ({ sql }: ReadContext, targetId: string): string | undefined =>
      (
        sql(`SELECT max(at) AS at FROM pushes WHERE target_id = ? AND why = 'atOnce'`).get(targetId) as { at: string | null }
      ).at ?? undefined,
  },
  writes: {
    save: ({ sql, now }: WriteContext, fields: TargetFields): void => {
      const settings = JSON.stringify({ version: 1, ...(fields.mail ? { mail: fields.mail } : {}) })
      const { id, kind, name, digestDay } = fields
      // Whoever saves it has looked after it: it is tried again.
      sql(`INSERT INTO push_targets (id, kind, name, enabled, settings_json, digest_day, created_at, updated_at)
           VALUES (@id, @kind, @name, @enabled, @settings, @digestDay, @now, @now)
           ON CONFLICT DO UPDATE SET name = excluded.name, enabled = excluded.enabled, settings_json = excluded.settings_json,
             failures = 0, retry_at = NULL, updated_at = excluded.updated_at`).run({
        id,
        kind,
        name,
        enabled: fields.enabled ? 1 : 0,
        settings,
        digestDay,
        now,
      })
      if (fields.secret === undefined) return
      sql('UPDATE push_targets SET sealed = @sealed, last4 = @last4, sealed_at = @at WHERE id = @id').run({
        id,
        sealed: fields.secret?.sealed ?? null,
        last4: fields.secret?.last4 ?? null,
        at: fields.secret ? now : null,
      })
    },
    remove: ({ sql }: WriteContext, id: string): boolean =>
      sql('DELETE FROM push_targets WHERE id = ?').run(id).changes === 1,
    turnAllOff: ({ sql }: WriteContext): void => {
      sql('UPDATE push_targets SET enabled = 0').run()
    },
    /** From now on the summary of these targets counts as sent up to this day. */
    setDigestDay: ({ sql }: WriteContext, input: { ids: string[]; day: string }): void => {
      sql('UPDATE push_targets SET digest_day = @day WHERE id IN (SELECT value FROM json_each(@ids))').run({
        day: input.day,
        ids: JSON.stringify(input.ids),
      })
    },
    /** The intent of a message, before it is sent. @throws Fault `today.targetGone` */
    begin: ({ sql, now }: WriteContext, intent: Intent): void => {
      const { id, targetId, why, count, items, digestDay } = intent
      if (!sql('SELECT 1 FROM push_targets WHERE id = ?').get(targetId)) throw new Fault('today.targetGone')
      sql(`INSERT INTO pushes (id, target_id, why, items, outcome, at)
           VALUES (@id, @targetId, @why, @count, 'sending', @now)`).run({ id, targetId, why, count, now })
      for (const item of items)
        sql(`INSERT INTO pushed_items (target_id, item_id, likeness, push_id) VALUES (@targetId, @item, @likeness, @push)
             ON CONFLICT DO UPDATE SET likeness = excluded.likeness, push_id = excluded.push_id`).run({
          targetId,
          item: item.id,
          likeness: item.likeness,
          push: id,
        })
      if (digestDay !== undefined) sql('UPDATE push_targets SET digest_day = ? WHERE id = ?').run(digestDay, targetId)
      sql(`DELETE FROM pushes WHERE target_id = @targetId AND outcome <> 'sending' AND id NOT IN (
             SELECT id FROM pushes WHERE target_id = @targetId ORDER BY seq DESC LIMIT ${keptPushes})`).run({ targetId })
    },
    /** How it went. What certainly did not arrive is untold again, and a summary's day is given back. */
    end: (
      { sql }: WriteContext,
      input: {
        id: string
        outcome: PushOutcome
        error: ErrorEnvelope | undefined
        failures: number
        retryAt: string | null
        digestDay: string | undefined
      },
    ): void => {
      const { id, outcome, error, failures, retryAt, digestDay } = input
      sql('UPDATE pushes SET outcome = ?, error_json = ? WHERE id = ?').run(
        outcome,
        error ? JSON.stringify(error) : null,
        id,
      )
      sql(`UPDATE push_targets SET failures = @failures, retry_at = @retryAt, digest_day = coalesce(@day, digest_day)
           WHERE id = (SELECT target_id FROM pushes WHERE id = @id)`).run({
        id,
        failures,
        retryAt,
        day: digestDay ?? null,
      })
      if (outcome === 'failed' || outcome === 'refused') sql('DELETE FROM pushed_items WHERE push_id = ?').run(id)
    },
    /** Forgets what a target was told about things that are no more: should they come again, they are news. */
    forget: ({ sql }: WriteContext, input: { targetId: string; keep: string[] }): void => {
      sql(`DELETE FROM pushed_items WHERE target_id = @targetId
           AND item_id NOT IN (SELECT value FROM json_each(@keep))`).run({
        targetId: input.targetId,
        keep: JSON.stringify(input.keep),
      })
    },
    /** What was being sent when the program ended may have arrived: it is not sent again. */
    recover: ({ sql }: WriteContext, error: ErrorEnvelope): void => {
      sql(`UPDATE pushes SET outcome = 'unknown', error_json = ? WHERE outcome = 'sending'`).run(JSON.stringify(error))
    },
  },
})
