import { defineRepository, type ReadContext } from '../../platform/store/repository'

export interface EndingLinks {
  count: number
  first: string | null
}

const newestLinks = 20_000

/** What 今天 asks about links: counts, never the links themselves. */
export const linkTodosRepository = defineRepository({
  name: 'linkTodos',
  reads: {
    /** Links in use whose end lies in `from < end <= until`. */
    ending: ({ sql }: ReadContext, input: { from: string; until: string }): EndingLinks =>
      sql(`SELECT count(*) AS count, min(expires_at) AS first FROM links
           WHERE expires_at > @from AND expires_at <= @until AND archived = 0`).get(input) as EndingLinks,
    /** Links in use that have ended since `from` and are noted as used somewhere: whoever follows them now, fails. */
    endedWithUses: ({ sql }: ReadContext, input: { from: string; now: string }): EndingLinks =>
      // From the uses, which are few, to their links: CROSS JOIN keeps this order.
      sql(`SELECT count(*) AS count, min(l.expires_at) AS first
           FROM (SELECT DISTINCT link_seq FROM link_uses) u CROSS JOIN links l ON l.seq = u.link_seq
           WHERE l.expires_at > @from AND l.expires_at <= @now AND l.archived = 0`).get(input) as EndingLinks,
    /**
     * The pages that plain schemes since an instant lead to. Of a million links only the newest are read: this is asked
     * after every change, and the pages of a list wait behind it.
     */
    plainPages: ({ sql }: ReadContext, from: string): { appId: string; path: string; since: string }[] =>
      sql(`SELECT a.id AS appId, l.path, min(l.created_at) AS since
           FROM (SELECT * FROM links ORDER BY seq DESC LIMIT ${newestLinks}) l JOIN apps a ON a.seq = l.app_seq
           WHERE l.created_at >= ? AND l.kind = 'plain_scheme' AND l.archived = 0
           GROUP BY l.app_seq, l.path`).all(from) as { appId: string; path: string; since: string }[],
  },
  writes: {},
})
