import { defineRepository, type ReadContext } from '../../platform/store/repository'

export interface EndingLinks {
  count: number
  first: string | null
}

/** Mini programs have at most some hundreds of pages; more would be a mistake in the data. */
const mostPages = 5000

const plainLinks = `links n INDEXED BY links_plain_pages WHERE n.kind = 'plain_scheme' AND n.archived = 0`

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
    /** The pages that plain schemes made since `from` lead to, with the first of them. */
    plainPages: ({ sql }: ReadContext, from: string): { appId: string; path: string; since: string }[] =>
      // From page to page along the index, then the first link of each: a million links lead to a few pages. Two steps
      // instead of one pair compared with another, of which the index would take the first half only.
      sql(`WITH RECURSIVE pages (seq) AS (
             SELECT (SELECT n.seq FROM ${plainLinks} ORDER BY n.app_seq, n.path LIMIT 1)
             UNION ALL
             SELECT coalesce(
               (SELECT n.seq FROM ${plainLinks} AND n.app_seq = l.app_seq AND n.path > l.path ORDER BY n.path LIMIT 1),
               (SELECT n.seq FROM ${plainLinks} AND n.app_seq > l.app_seq ORDER BY n.app_seq, n.path LIMIT 1))
             FROM pages p CROSS JOIN links l ON l.seq = p.seq
             LIMIT ${mostPages})
           SELECT * FROM (
             SELECT a.id AS appId, l.path, (
               SELECT n.created_at FROM ${plainLinks} AND n.app_seq = l.app_seq AND n.path = l.path AND n.created_at >= ?
               ORDER BY n.created_at LIMIT 1) AS since
             FROM pages p CROSS JOIN links l ON l.seq = p.seq JOIN apps a ON a.seq = l.app_seq)
           WHERE since IS NOT NULL`).all(from) as { appId: string; path: string; since: string }[],
  },
  writes: {},
})
