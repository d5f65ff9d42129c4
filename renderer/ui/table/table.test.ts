import { afterAll, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { cellText, isColumnChoice, isShown, noChoice, orderColumns, withShown, withWidth } from './columns'
import { type CursorPage, useCursorPages } from './useCursorPages'

describe('columns', () => {
  const columns = [{ key: 'a' }, { key: 'b' }, { key: 'c' }]
  it('puts a new column where the program has it and passes over one that is gone', () => {
    expect(orderColumns(columns, ['c', 'gone', 'a']).map((one) => one.key)).toEqual(['c', 'a', 'b'])
    expect(orderColumns(columns, []).map((one) => one.key)).toEqual(['a', 'b', 'c'])
  })
  it('shows a column hidden by default once it is chosen, and hides it again', () => {
    const column = { key: 'a', hidden: true }
    const chosen = withShown(noChoice, 'a', true)
    expect(isShown(column, noChoice)).toBe(false)
    expect(isShown(column, chosen)).toBe(true)
    expect(isShown(column, withShown(chosen, 'a', false))).toBe(false)
  })
  it('keeps widths within bounds and refuses a stored choice of another shape', () => {
    expect(withWidth(noChoice, 'a', 3).widths['a']).toBe(56)
    expect(isColumnChoice(withWidth(noChoice, 'a', 200))).toBe(true)
    expect(isColumnChoice({ ...noChoice, widths: { a: 'wide' } })).toBe(false)
    expect(isColumnChoice(null)).toBe(false)
  })
  it('shows nothing for a missing value, and zero as zero', () => {
    expect(cellText({ key: 'n', title: 'N' }, { n: null })).toBe('')
    expect(cellText({ key: 'n', title: 'N' }, { n: 0 })).toBe('0')
  })
})

describe('useCursorPages', () => {
  const scope = effectScope()
  const inScope = <T>(make: () => T): T => scope.run(make) as T
  afterAll(() => scope.stop())

  const page = (from: number): CursorPage<number> => ({
    rows: [from, from + 1],
    ...(from < 8 ? { nextCursor: String(from + 2) } : {}),
    hits: 10,
    hitsCapped: false,
  })
  const source = () =>
    inScope(() => useCursorPages(async (cursor) => ({ ok: true as const, value: page(Number(cursor ?? 0)) }), 2))

  it('lets the far end go and brings it back, without a gap or a double', async () => {
    const pages = source()
    await pages.reload()
    await pages.loadMore()
    await pages.loadMore()
    expect(pages.rows.value).toEqual([2, 3, 4, 5])
    expect(pages.firstIndex.value).toBe(2)
    await pages.loadBefore()
    expect(pages.rows.value).toEqual([0, 1, 2, 3])
    expect(pages.firstIndex.value).toBe(0)
    await pages.loadMore()
    expect(pages.rows.value).toEqual([2, 3, 4, 5])
  })
  it('stops at the end', async () => {
    const pages = source()
    await pages.reload()
    for (let i = 0; i < 9; i += 1) await pages.loadMore()
    expect(pages.rows.value).toEqual([6, 7, 8, 9])
    expect(pages.hasMore.value).toBe(false)
  })
  it('drops an answer that a newer reload has overtaken', async () => {
    const answers: ((rows: number[]) => void)[] = []
    const pages = inScope(() =>
      useCursorPages<number>(
        () =>
          new Promise((resolve) => {
            answers.push((rows) => resolve({ ok: true, value: { rows, hits: rows.length, hitsCapped: false } }))
          }),
      ),
    )
    const first = pages.reload()
    const second = pages.reload()
    answers[1]?.([2])
    answers[0]?.([1])
    await Promise.all([first, second])
    expect(pages.rows.value).toEqual([2])
    expect(pages.loading.value).toBe(false)
  })
  it('takes it in silence when a question is ended by the next one, or with the table', async () => {
    const scope = effectScope()
    const pages = scope.run(() =>
      useCursorPages<number>(
        (_cursor, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
          }),
      ),
    )
    const first = pages?.reload()
    const second = pages?.reload()
    scope.stop()
    await expect(first).resolves.toBeUndefined()
    await expect(second).resolves.toBeUndefined()
  })
  it('keeps the rows when the next page fails', async () => {
    let broken = false
    const error = { code: 'a.b', messageKey: 'errors.a.b', params: {}, retry: 'safe' as const, correlationId: 'c' }
    const pages = inScope(() =>
      useCursorPages(async (cursor) =>
        broken ? { ok: false as const, error } : { ok: true as const, value: page(Number(cursor ?? 0)) },
      ),
    )
    await pages.reload()
    broken = true
    await pages.loadMore()
    expect(pages.rows.value).toEqual([0, 1])
    expect(pages.error.value?.code).toBe('a.b')
  })
})
