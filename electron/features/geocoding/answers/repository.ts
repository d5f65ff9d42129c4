import { overwriting } from '../../../platform/store/overwriting'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

/** An answer as it is kept; the digest stands for the question. */
export interface StoredAnswer {
  digest: Uint8Array
  provider: string
  service: string
  keyId: string
  /** JSON of what the provider said. */
  answer: string
  fetchedAt: string
  expiresAt: string | null
}

export type KeptAnswer = Omit<StoredAnswer, 'digest'>

/** At most so many rows in one transaction: it must not hold up the others. */
const purgedAtOnce = 500

export const geoAnswersRepository = defineRepository({
  name: 'geoAnswers',
  reads: {
    /** In the order of the digests; one whose term has ended is not given, whether or not it was purged yet. */
    kept: ({ sql }: ReadContext, { digests, now }: { digests: Uint8Array[]; now: string }): (KeptAnswer | null)[] => {
      const one = sql(`SELECT provider, service, key_id AS keyId, answer_json AS answer, fetched_at AS fetchedAt, expires_at AS expiresAt
                       FROM geo_answers WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?)`)
      return digests.map((digest) => (one.get(digest, now) as KeptAnswer | undefined) ?? null)
    },
    status: ({ sql }: ReadContext): {
      providers: { provider: string; answers: number; hits: number; nextEnd: string | null; lastEnd: string | null }[]
      purge: { at: string; purged: number } | null
    } => ({
      providers: sql(`SELECT names.provider AS provider, count(geo_answers.digest) AS answers, coalesce(hits, 0) AS hits,
                        min(expires_at) AS nextEnd, max(expires_at) AS lastEnd
                      FROM (SELECT provider FROM geo_answers UNION SELECT provider FROM geo_answer_hits) AS names
                      LEFT JOIN geo_answers ON geo_answers.provider = names.provider
                      LEFT JOIN geo_answer_hits ON geo_answer_hits.provider = names.provider
                      GROUP BY names.provider ORDER BY names.provider`).all() as never,
      purge: (sql('SELECT at, purged FROM geo_purges WHERE one = 1').get() as { at: string; purged: number } | undefined) ?? null,
    }),
  },
  writes: {
    keep: ({ sql }: WriteContext, answers: StoredAnswer[]): void => {
      const one = sql(`INSERT INTO geo_answers (digest, provider, service, key_id, answer_json, fetched_at, expires_at)
                       VALUES (@digest, @provider, @service, @keyId, @answer, @fetchedAt, @expiresAt)
                       ON CONFLICT (digest) DO UPDATE SET key_id = excluded.key_id, answer_json = excluded.answer_json,
                         fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`)
      for (const answer of answers) one.run(answer)
    },
    countHits: ({ sql }: WriteContext, hits: [provider: string, count: number][]): void => {
      const one = sql(`INSERT INTO geo_answer_hits (provider, hits) VALUES (?, ?) ON CONFLICT (provider) DO UPDATE SET hits = hits + excluded.hits`)
      for (const [provider, count] of hits) one.run(provider, count)
    },
    /**
     * Forgets what the providers permit no longer to keep, a chunk at a time: kept answers, those of look-ups, positions
     * of places. The freed bytes are overwritten. Answers how many rows went; fewer than a chunk: that was all.
     */
    purge: (context: WriteContext): { purged: number; more: boolean } => {
      const { sql, now } = context
      const counts = overwriting(context, () => [
        sql(`DELETE FROM geo_answers WHERE digest IN (SELECT digest FROM geo_answers WHERE expires_at <= ? LIMIT ${purgedAtOnce})`).run(now).changes,
        sql(`DELETE FROM geo_lookup_answers WHERE (lookup_seq, position) IN
               (SELECT lookup_seq, position FROM geo_lookup_answers WHERE expires_at <= ? LIMIT ${purgedAtOnce})`).run(now).changes,
        endLocations(sql, now),
      ])
      const purged = counts.reduce((sum, count) => sum + count, 0)
      sql(`INSERT INTO geo_purges (one, at, purged) VALUES (1, ?, ?)
           ON CONFLICT (one) DO UPDATE SET at = excluded.at, purged = purged + excluded.purged`).run(now, purged)
      return { purged, more: counts.some((count) => count >= purgedAtOnce) }
    },
    clear: (context: WriteContext, { provider }: { provider: string | null }): number =>
      overwriting(context, () => {
        const these = `SELECT digest FROM geo_answers WHERE @provider IS NULL OR provider = @provider LIMIT ${purgedAtOnce}`
        return context.sql(`DELETE FROM geo_answers WHERE digest IN (${these})`).run({ provider }).changes
      }),
  },
  priorities: { keep: 'bulk', purge: 'bulk', clear: 'bulk', countHits: 'bulk' },
})

/** Where a place is was a provider's word, and its term is over: the position goes, the history line stays. */
function endLocations(sql: ReadContext['sql'], now: string): number {
  sql(`UPDATE geo_locations SET entry_seq = NULL, rev = rev + 1,
         ended_at = (SELECT expires_at FROM geo_location_history WHERE seq = entry_seq)
       WHERE entry_seq IN (SELECT seq FROM geo_location_history WHERE position_json IS NOT NULL AND expires_at <= ?)`).run(now)
  return sql(`UPDATE geo_location_history SET position_json = NULL, address = ''
              WHERE position_json IS NOT NULL AND expires_at <= ?`).run(now).changes
}
