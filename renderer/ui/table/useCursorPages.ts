import type { ErrorEnvelope } from '@shared/contract/error'
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, shallowRef } from 'vue'

/** One page as the contract gives it (`pageOf`). */
export interface CursorPage<Row> {
  rows: readonly Row[]
  nextCursor?: string | undefined
  hits: number
  hitsCapped: boolean
}

export type PageAnswer<Row> = { ok: true; value: CursorPage<Row> } | { ok: false; error: ErrorEnvelope }

interface Page<Row> {
  cursor: string | undefined
  rows: readonly Row[]
}

export interface CursorPages<Row> {
  rows: ComputedRef<Row[]>
  /** Number of the first row held among all hits: earlier ones were let go and come back by `loadBefore`. */
  firstIndex: Ref<number>
  hits: Ref<number>
  hitsCapped: Ref<boolean>
  hasMore: ComputedRef<boolean>
  loading: Ref<boolean>
  error: Ref<ErrorEnvelope | undefined>
  /** Starts anew, for a changed filter. */
  reload(): Promise<void>
  loadMore(): Promise<void>
  loadBefore(): Promise<void>
  /** Changes rows where they stand, after something was done to them: the place in the list is kept. */
  update(change: (row: Row) => Row): void
}

/**
 * Holds a window of pages of a large list: the next page is fetched by its cursor, and beyond `keep` pages the far end
 * is let go, so that a million rows never stand in memory. An answer that a newer `reload` has overtaken is dropped.
 * @param fetchPage asks for the page behind a cursor; the signal ends it
 */
export function useCursorPages<Row>(
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<PageAnswer<Row>>,
  keep = 20,
): CursorPages<Row> {
  const pages = shallowRef<readonly Page<Row>[]>([])
  const earlier = shallowRef<readonly { cursor: string | undefined; count: number }[]>([])
  const next = ref<string>()
  const hits = ref(0)
  const hitsCapped = ref(false)
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let running: AbortController | undefined

  async function ask(cursor: string | undefined, take: (page: CursorPage<Row>) => void): Promise<void> {
    const mine = new AbortController()
    running?.abort()
    running = mine
    loading.value = true
    error.value = undefined
    const answer = await fetchPage(cursor, mine.signal).catch((cause: unknown) => {
      // Ended by a newer question, or because the table is gone.
      if (mine.signal.aborted) return undefined
      throw cause
    })
    if (running !== mine || answer === undefined) return
    running = undefined
    loading.value = false
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    hits.value = answer.value.hits
    hitsCapped.value = answer.value.hitsCapped
    take(answer.value)
  }

  onScopeDispose(() => running?.abort())

  return {
    rows: computed(() => pages.value.flatMap((page) => [...page.rows])),
    firstIndex: computed(() => earlier.value.reduce((sum, page) => sum + page.count, 0)),
    hits,
    hitsCapped,
    hasMore: computed(() => next.value !== undefined),
    loading,
    error,
    reload() {
      return ask(undefined, (page) => {
        earlier.value = []
        pages.value = [{ cursor: undefined, rows: page.rows }]
        next.value = page.nextCursor
      })
    },
    async loadMore() {
      const cursor = next.value
      if (loading.value || cursor === undefined) return
      await ask(cursor, (page) => {
        const all = [...pages.value, { cursor, rows: page.rows }]
        const gone = all.slice(0, Math.max(0, all.length - keep))
        earlier.value = [...earlier.value, ...gone.map((old) => ({ cursor: old.cursor, count: old.rows.length }))]
        pages.value = all.slice(gone.length)
        next.value = page.nextCursor
      })
    },
    async loadBefore() {
      const last = earlier.value.at(-1)
      if (loading.value || !last) return
      await ask(last.cursor, (page) => {
        const all = [{ cursor: last.cursor, rows: page.rows }, ...pages.value]
        const gone = all[keep]
        earlier.value = earlier.value.slice(0, -1)
        pages.value = all.slice(0, keep)
        if (gone) next.value = gone.cursor
      })
    },
    update(change) {
      pages.value = pages.value.map((page) => ({ ...page, rows: page.rows.map(change) }))
    },
  }
}
