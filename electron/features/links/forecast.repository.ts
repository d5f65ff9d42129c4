import type { ReadContext } from '../../platform/store/repository'

/** A ready row of a batch that WeChat would be called for, as far as reuse and allowances are concerned. */
export interface ForecastRow {
  rowNo: number
  appId: string
  kind: string
  permanent: number
  /** Makes two rows the same; empty: never given again. */
  sameAs: string
  /** An equal link is there that may be given. */
  exists: number
}

/** The ready rows of a batch in its order. `from` and `endsFrom` as `reusable` of the links takes them. */
export function forecastRows(
  { sql }: ReadContext,
  batchSeq: number,
  { from, endsFrom }: { from: string; endsFrom: string },
): ForecastRow[] {
  return sql(`WITH ready AS MATERIALIZED (
        SELECT row_no, json_extract(plan_json, '$.appId') AS appId, json_extract(plan_json, '$.kind') AS kind,
          coalesce(json_extract(plan_json, '$.options.permanent'), 0) AS permanent,
          coalesce(json_extract(plan_json, '$.reuseKey'), '') AS reuseKey,
          -- A moment counts in whole seconds, as WeChat keeps it.
          CASE json_extract(plan_json, '$.expiry.type') WHEN 'moment'
            THEN substr(json_extract(plan_json, '$.expiry.at'), 1, 19) || '.000Z' END AS moment
        FROM link_batch_rows
        WHERE batch_seq = @batchSeq AND state = 'ready' AND json_extract(plan_json, '$.scheme') IS NULL)
      SELECT row_no AS rowNo, appId, kind, permanent,
        CASE reuseKey WHEN '' THEN '' ELSE reuseKey || ' ' || coalesce(moment, '') END AS sameAs,
        reuseKey <> '' AND EXISTS (SELECT 1 FROM links l INDEXED BY links_by_reuse
          WHERE l.reuse_key = ready.reuseKey AND l.created_at >= @from AND l.archived = 0
            AND (l.expires_at IS NULL OR l.expires_at >= @endsFrom)
            AND (moment IS NULL OR l.expires_at = moment)) AS "exists"
      FROM ready ORDER BY row_no`).all({ batchSeq, from, endsFrom }) as ForecastRow[]
}

/** How many rows of a batch were given a link that was there already. */
export function reusedRows({ sql }: ReadContext, batchSeq: number): number {
  const found = sql(`SELECT count(*) AS count FROM link_batch_rows
    WHERE batch_seq = ? AND state = 'done' AND reused = 1`).get(batchSeq) as { count: number }
  return found.count
}
