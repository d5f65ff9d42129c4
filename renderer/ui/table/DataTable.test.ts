// @vitest-environment happy-dom
import { enableAutoUnmount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { markRaw, nextTick } from 'vue'
import { key, mountPart } from '../testing/mountPart'
import type { TableColumn } from './columns'
import DataTable from './DataTable.vue'

interface Row {
  id: string
  name: string
  uses: number
}
const columns: TableColumn<Row>[] = [
  { key: 'name', title: '名称', sortable: true },
  { key: 'uses', title: '次数', numeric: true },
  { key: 'id', title: '编号', hidden: true },
]
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: `r${i}`, name: `店${i}`, uses: i }))
const make = (props: Record<string, unknown> = {}) =>
  mountPart(DataTable, {
    columns,
    rows: rowsOf(1000),
    rowKey: (row: Row) => row.id,
    label: '链接',
    selectable: true,
    ...props,
  })
const lastSelected = (table: VueWrapper) => [...((table.emitted('update:selected')?.at(-1)?.[0] ?? []) as Set<string>)]

enableAutoUnmount(afterEach)
beforeEach(() => localStorage.clear())

describe('DataTable', () => {
  it('draws a screenful of many rows and tells assistive technology the real number', () => {
    const table = make({ rows: rowsOf(5000), total: 1_000_000, hasMore: true, firstIndex: 200 })
    expect(table.findAll('.rows > .row').length).toBeLessThan(60)
    expect(table.get('[role=grid]').attributes('aria-rowcount')).toBe('1000001')
    expect(table.get('.rows > .row').attributes('aria-rowindex')).toBe('202')
    expect(table.text()).toContain('第 201–5,200 行，共 1,000,000 行')
  })

  it('keeps the drawn height within what a browser can draw', () => {
    const table = make({ rows: markRaw(rowsOf(1_000_000)) })
    expect(Number.parseInt((table.get('.rows').element as HTMLElement).style.height)).toBeLessThan(33_000_000)
  })

  it('moves by arrows, End and Page keys and opens by Enter', async () => {
    const table = make()
    const grid = table.get('[role=grid]')
    await grid.trigger('focus')
    await grid.trigger('keydown', key('ArrowDown'))
    await grid.trigger('keydown', key('Enter'))
    expect(table.emitted('open')?.[0]).toEqual([{ id: 'r1', name: '店1', uses: 1 }, 1])
    await grid.trigger('keydown', key('End', { ctrlKey: true }))
    await grid.trigger('keydown', key('Enter'))
    expect(table.emitted('open')?.[1]?.[1]).toBe(999)
    await grid.trigger('keydown', key('Home', { ctrlKey: true }))
    await grid.trigger('keydown', key('PageDown'))
    await grid.trigger('keydown', key('Enter'))
    expect(table.emitted('open')?.[2]?.[1]).toBeGreaterThan(3)
  })

  it('points at an active cell that exists', async () => {
    const table = make()
    const grid = table.get('[role=grid]')
    await grid.trigger('focus')
    await grid.trigger('keydown', key('ArrowDown'))
    await grid.trigger('keydown', key('ArrowRight'))
    const target = document.getElementById(grid.attributes('aria-activedescendant') ?? '')
    expect(target?.getAttribute('role')).toBe('gridcell')
    expect(target?.textContent).toContain('店1')
  })

  it('selects by Space, a range by Shift, all by Ctrl+A', async () => {
    const table = make({ 'onUpdate:selected': (selected: Set<string>) => table.setProps({ selected }) })
    const grid = table.get('[role=grid]')
    await grid.trigger('focus')
    await grid.trigger('keydown', key(' '))
    expect(lastSelected(table)).toEqual(['r0'])
    await grid.trigger('keydown', key('ArrowDown', { shiftKey: true }))
    await grid.trigger('keydown', key('ArrowDown', { shiftKey: true }))
    expect(lastSelected(table)).toEqual(['r0', 'r1', 'r2'])
    await grid.trigger('keydown', key('a', { ctrlKey: true }))
    expect(lastSelected(table)).toHaveLength(1000)
  })

  it('selects a range by Shift and a click on the checkbox, without opening the row', async () => {
    const table = make({ 'onUpdate:selected': (selected: Set<string>) => table.setProps({ selected }) })
    const boxes = table.findAll('.rows input[type=checkbox]')
    await boxes[1]?.trigger('click')
    await boxes[4]?.trigger('click', { shiftKey: true })
    expect(lastSelected(table)).toEqual(['r1', 'r2', 'r3', 'r4'])
    expect(table.emitted('open')).toBeUndefined()
  })

  it('opens by a click on a cell but not on a button inside it', async () => {
    const table = mountPart(
      DataTable,
      { columns, rows: rowsOf(3), rowKey: (row: Row) => row.id, label: '链接' },
      { 'cell-uses': '<button type="button">复制</button>' },
    )
    await table.get('.rows button').trigger('click')
    expect(table.emitted('open')).toBeUndefined()
    await table.get('.rows .is-first').trigger('click')
    expect(table.emitted('open')).toHaveLength(1)
  })

  it('sorts from the head by Enter, and again the other way', async () => {
    const table = make({ 'onUpdate:sort': (sort: unknown) => table.setProps({ sort }) })
    const grid = table.get('[role=grid]')
    await grid.trigger('focus')
    await grid.trigger('keydown', key('ArrowUp'))
    await grid.trigger('keydown', key('ArrowRight'))
    await grid.trigger('keydown', key('Enter'))
    await grid.trigger('keydown', key('Enter'))
    expect(table.emitted('update:sort')).toEqual([
      [{ key: 'name', direction: 'ascending' }],
      [{ key: 'name', direction: 'descending' }],
    ])
    expect(table.get('[aria-sort=descending]').text()).toContain('名称')
  })

  it('remembers a width changed by the keyboard for the next table of that name', async () => {
    const table = make({ name: 'test.widths' })
    const grid = table.get('[role=grid]')
    await grid.trigger('focus')
    await grid.trigger('keydown', key('ArrowUp'))
    await grid.trigger('keydown', key('ArrowRight'))
    await grid.trigger('keydown', key('ArrowRight', { shiftKey: true }))
    table.unmount()
    const again = make({ name: 'test.widths' })
    expect(again.get('.table').attributes('style')).toContain('176px')
  })

  it('asks for more near the end, once, and not while it loads', async () => {
    const table = make({ rows: rowsOf(20), hasMore: true, loading: true })
    expect(table.emitted('loadMore')).toBeUndefined()
    await table.setProps({ loading: false })
    expect(table.emitted('loadMore')).toHaveLength(1)
  })

  it('shows each state in place of rows', async () => {
    vi.useFakeTimers()
    const table = make({ rows: [], loading: true })
    expect(table.find('.ghost').exists()).toBe(false)
    vi.advanceTimersByTime(250)
    await nextTick()
    expect(table.find('.ghost').exists()).toBe(true)
    vi.useRealTimers()
    await table.setProps({ loading: false, emptyTitle: '还没有链接', emptyAction: '生成链接' })
    expect(table.text()).toContain('还没有链接')
    await table.get('.state button').trigger('click')
    expect(table.emitted('emptyAction')).toHaveLength(1)
    await table.setProps({ forbidden: true })
    expect(table.text()).toContain('没有查看这里的权限')
    const error = { code: 'x.y', messageKey: 'errors.x.y', params: {}, retry: 'safe', correlationId: 'c-1' }
    await table.setProps({ forbidden: false, error })
    expect(table.text()).toContain('x.y')
    await table.findAll('.state button').find((button) => button.text() === '重试')?.trigger('click')
    expect(table.emitted('retry')).toHaveLength(1)
  })
})
