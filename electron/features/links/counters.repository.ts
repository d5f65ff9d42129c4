import type { LinkCounter } from '@shared/domain/links'
import { addDays, dayIn } from '@shared/domain/days'
import { Fault } from '../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../platform/store/repository'

/** The platform's day, as far as it is one (wechat-links-qr §8.3). */
export const platformZone = 'Asia/Shanghai'

/** One allowance that a call uses: its limit as the settings have it, and how long it counts. */
export interface Count {
  counter: LinkCounter
  period: 'day' | 'life'
  limit: number
}

/** What a request was counted against, kept with it so that it can be given back. */
interface Counted {
  counter: string
  period: string
}

export interface CounterRow {
  appId: string
  counter: string
  period: string
  used: number
  saved: number
}

export function periodOf(period: Count['period'], now: string): string {
  return period === 'life' ? 'life' : (dayIn(now, platformZone) ?? '')
}

function appSeqOf({ sql }: Pick<ReadContext, 'sql'>, appId: string): { seq: number; name: string } {
  const app = sql('SELECT seq, name FROM apps WHERE id = ?').get(appId) as { seq: number; name: string } | undefined
  if (!app) throw new Fault('apps.notFound')
  return app
}

/**
 * Counts a call that is about to be made, in the transaction of its intent; answers what to keep with the request.
 * @throws Fault `links.allowanceUsedUp` or `links.lifeAllowanceUsedUp`, and then counts nothing
 */
export function countCall({ sql, now }: WriteContext, appId: string, counts: readonly Count[]): string {
  if (counts.length === 0) return '[]'
  const app = appSeqOf({ sql }, appId)
  const counted = counts.map(({ counter, period, limit }): Counted => {
    const at = { app: app.seq, counter, period: periodOf(period, now) }
    sql(`INSERT INTO link_counters (app_seq, counter, period) VALUES (@app, @counter, @period)
         ON CONFLICT DO NOTHING`).run(at)
    // Checked and raised in one statement: of parallel calls at the last one left, one gets it.
    const { changes } = sql(`UPDATE link_counters SET used = used + 1
      WHERE app_seq = @app AND counter = @counter AND period = @period AND used < @limit`).run({ ...at, limit })
    if (changes === 0) throw usedUp(app.name, { counter, period, limit }, now)
    return { counter, period: at.period }
  })
  return JSON.stringify(counted)
}

function usedUp(app: string, { counter, period, limit }: Count, now: string): Fault {
  if (period === 'life') return new Fault('links.lifeAllowanceUsedUp', { params: { app, counter, limit } })
  const resets = addDays(periodOf(period, now), 1) ?? ''
  return new Fault('links.allowanceUsedUp', { params: { app, counter, limit, resets } })
}

/** Gives back what a request was counted for: WeChat certainly did not do it. */
export function uncount({ sql }: Pick<WriteContext, 'sql'>, requestId: string): void {
  sql(`UPDATE link_counters SET used = max(0, used - 1) WHERE (app_seq, counter, period) IN (
         SELECT r.app_seq, json_extract(c.value, '$.counter'), json_extract(c.value, '$.period')
         FROM link_requests r, json_each(r.counted_json) c WHERE r.id = ?)`).run(requestId)
}

/** A call that an existing link made unnecessary. */
export function countSaved({ sql, now }: WriteContext, appId: string, counts: readonly Omit<Count, 'limit'>[]): void {
  if (counts.length === 0) return
  const app = appSeqOf({ sql }, appId)
  for (const { counter, period } of counts)
    sql(`INSERT INTO link_counters (app_seq, counter, period, saved) VALUES (?, ?, ?, 1)
         ON CONFLICT DO UPDATE SET saved = saved + 1`).run(app.seq, counter, periodOf(period, now))
}

/** What WeChat itself says is used, where that is more than was counted here: others make links too. */
export function countAtLeast({ sql, now }: WriteContext, appId: string, count: Omit<Count, 'limit'>, used: number): void {
  const app = appSeqOf({ sql }, appId)
  sql(`INSERT INTO link_counters (app_seq, counter, period, used) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET used = max(used, excluded.used)`).run(
    app.seq,
    count.counter,
    periodOf(count.period, now),
    used,
  )
}

/** The day's openings as WeChat last said them; not counted here. */
export function setOpenings({ sql, now }: WriteContext, appId: string, used: number): void {
  const app = appSeqOf({ sql }, appId)
  sql(`INSERT INTO link_counters (app_seq, counter, period, used) VALUES (?, 'openings', ?, ?)
       ON CONFLICT DO UPDATE SET used = excluded.used`).run(app.seq, periodOf('day', now), used)
}

/** The counters of one day and of the whole life, for one mini program or all. */
export function countersOfDay({ sql }: ReadContext, input: { day: string; appId?: string | undefined }): CounterRow[] {
  // Each counter by its key: what was counted on all the other days is not read.
  return sql(`SELECT a.id AS appId, c.counter, c.period, c.used, c.saved
    FROM apps a CROSS JOIN link_counter_names n
      CROSS JOIN link_counters c ON c.app_seq = a.seq AND c.counter = n.name AND c.period IN ('life', @day)
    WHERE @appId IS NULL OR a.id = @appId`).all({
    day: input.day,
    appId: input.appId ?? null,
  }) as CounterRow[]
}
