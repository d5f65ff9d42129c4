// @vitest-environment happy-dom
import { enableAutoUnmount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { key, mountPart } from '../testing/mountPart'
import EditableGrid from './EditableGrid.vue'
import { clearRange, copyRange, pasteBlock, setCell } from './edits'

const columns = [
  { key: 'path', title: '页面' },
  { key: 'query', title: '参数' },
]
const parse = (text: string) => text.split('\n').map((line) => line.split('\t'))
function make(props: Record<string, unknown> = {}) {
  const grid: VueWrapper = mountPart(EditableGrid, {
    columns,
    parse,
    label: '批量',
    rows: [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ],
    'onUpdate:rows': (rows: unknown) => grid.setProps({ rows }),
    ...props,
  })
  const input = grid.get('input')
  const press = (name: string, more: Partial<KeyboardEventInit> = {}) => input.trigger('keydown', key(name, more))
  const rows = () => (grid.props() as { rows: string[][] }).rows
  async function paste(text: string) {
    const clipboardData = { getData: () => text }
    const event = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData })
    input.element.dispatchEvent(event)
    await nextTick()
  }
  async function type(text: string) {
    await input.setValue(text)
  }
  return { grid, input, press, rows, paste, type }
}
enableAutoUnmount(afterEach)

describe('EditableGrid', () => {
  it('pastes a block from the chosen cell and adds the rows it needs', async () => {
    const { grid, press, paste, rows } = make()
    await press('ArrowDown')
    await press('ArrowDown')
    await paste('x\t10\ny\t20\nz\t30')
    expect(rows()).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['x', '10'],
      ['y', '20'],
      ['z', '30'],
    ])
    expect(grid.emitted('changed')?.[0]).toEqual([[2, 3, 4]])
  })
  it('says how many cells had no room, and takes nothing beyond the greatest number of rows', async () => {
    const { grid, paste, rows } = make({ maxRows: 4 })
    await paste('1\t2\t3\n1\t2\n1\t2\n1\t2\n1\t2')
    expect(rows()).toHaveLength(4)
    expect(grid.text()).toContain('3 个单元格超出范围')
  })
  it('replaces by typing, leaves by Enter, and Escape keeps the old text', async () => {
    const { press, type, rows } = make()
    await type('neu')
    await press('Enter')
    expect(rows()[0]).toEqual(['neu', '1'])
    await type('weg')
    await press('Escape')
    expect(rows()[1]).toEqual(['b', '2'])
  })
  it('leaves keys to the input method while it composes', async () => {
    const { press, type, rows } = make()
    await type('zhong')
    await press('Enter', { isComposing: true })
    expect(rows()[0]).toEqual(['a', '1'])
    await press('Enter')
    expect(rows()[0]).toEqual(['zhong', '1'])
  })
  it('edits the old text by F2, with arrows moving the caret', async () => {
    const { press, input, rows } = make()
    await press('F2')
    expect((input.element as HTMLInputElement).value).toBe('a')
    await input.setValue('ab')
    await press('ArrowLeft')
    expect(rows()[0]?.[0]).toBe('a')
    await press('Enter')
    expect(rows()[0]?.[0]).toBe('ab')
  })
  it('goes on by Tab to the next row and leaves the grid at its last cell', async () => {
    const { press, input } = make()
    await press('Tab')
    await press('Tab')
    expect(input.attributes('aria-label')).toContain('第 2 行，页面')
    await press('End', { ctrlKey: true })
    const event = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true, bubbles: true })
    input.element.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(false)
  })
  it('marks a wrong cell and says why where the cursor is', async () => {
    const { grid, press, input } = make({
      errorAt: (row: number, column: string) => (row === 1 && column === 'path' ? '路径里不能有“?”' : undefined),
    })
    expect(grid.findAll('[role=gridcell][aria-invalid=true]')).toHaveLength(1)
    await press('ArrowDown')
    expect(grid.get('.mistake').text()).toBe('第 2 行 页面：路径里不能有“?”')
    expect(input.attributes('aria-describedby')).toBe(grid.get('.mistake').attributes('id'))
  })
  it('empties a range, takes it back and removes rows', async () => {
    const { grid, press, rows } = make()
    await press('ArrowDown', { shiftKey: true })
    await press('Delete')
    expect(rows().map((row) => row[0])).toEqual(['', '', 'c'])
    await press('z', { ctrlKey: true })
    expect(rows().map((row) => row[0])).toEqual(['a', 'b', 'c'])
    await grid.findAll('button').find((button) => button.text().includes('删除 2 行'))?.trigger('click')
    expect(rows()).toEqual([['c', '3']])
    expect(grid.emitted('removed')?.[0]).toEqual([[0, 1]])
  })
  it('draws a screenful of ten thousand rows', () => {
    const { grid } = make({ rows: Array.from({ length: 10_000 }, (_, i) => [`p${i}`, '']) })
    expect(grid.findAll('.rows > .row').length).toBeLessThan(60)
  })
})

describe('grid edits', () => {
  const rows = [
    ['a', 'b'],
    ['c', 'd'],
  ]
  it('never changes the rows it was given', () => {
    pasteBlock(rows, 2, { row: 0, column: 0 }, [['x', 'y']], 10)
    setCell(rows, { row: 0, column: 0 }, 'x')
    clearRange(rows, { top: 0, left: 0, bottom: 1, right: 1 })
    expect(rows).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })
  it('copies cells with tabs, lines and quotes so that a spreadsheet reads them back', () => {
    const text = copyRange([['a\tb', 'c"d'], ['e\nf', 'g']], { top: 0, left: 0, bottom: 1, right: 1 })
    expect(text).toBe('"a\tb"\t"c""d"\n"e\nf"\tg')
  })
})
