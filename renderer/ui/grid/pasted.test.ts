import { describe, expect, it } from 'vitest'
import { filledRows, looksLikeHeader, sheetFrom } from './pasted'

const words = ['页面路径', '参数', '小程序', '酒店/门店', '名称']
const unnamed = (number: number) => `列 ${number}`

describe('cells pasted into an empty sheet', () => {
  it('takes a first row of known words as headings, and a first row of values as values', () => {
    expect(looksLikeHeader(['页面路径', '参数', '房号'], words)).toBe(true)
    expect(looksLikeHeader(['页面', '备注'], words)).toBe(true)
    expect(looksLikeHeader(['pages/room/detail', 'id=1'], words)).toBe(false)
    expect(looksLikeHeader(['名称', 'pages/index/index'], words)).toBe(false)
    expect(looksLikeHeader(['HZ01', '房间 1'], words)).toBe(false)
  })

  it('keeps every pasted cell and gives each column a name of its own', () => {
    const block = [
      ['页面路径', '', '页面路径'],
      ['pages/a', 'x', 'pages/b', '更多'],
    ]
    expect(sheetFrom(block, true, ['页面路径', '参数'], unnamed)).toEqual({
      headers: ['页面路径', '列 2', '列 3', '列 4'],
      rows: [['pages/a', 'x', 'pages/b', '更多']],
      firstRowIsHeader: true,
    })
  })

  it('names columns without headings as suggested', () => {
    const sheet = sheetFrom([['pages/a', 'id=1', 'HZ01']], false, ['页面路径', '参数'], unnamed)
    expect(sheet.headers).toEqual(['页面路径', '参数', '列 3'])
    expect(sheet.rows).toEqual([['pages/a', 'id=1', 'HZ01']])
  })

  it('hands in only rows in which something stands', () => {
    expect(filledRows([['', ' '], ['', 'id=1'], ['']])).toEqual([['', 'id=1']])
  })
})
