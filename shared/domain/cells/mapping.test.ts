import { describe, expect, it } from 'vitest'
import { columnIndex, columnName, parseRange } from './address'
import { headerSignature } from './headers'
import { suggestMapping } from './mapping'

const fields = [
  { key: 'appId', synonyms: ['小程序 AppID', 'appid', '小程序ID'] },
  { key: 'path', synonyms: ['路径', '页面路径', 'page'] },
  { key: 'query', synonyms: ['参数', 'query string'] },
  { key: 'place', synonyms: ['门店', '酒店', 'hotel'] },
]

describe('suggestMapping', () => {
  it('finds Chinese and English names whatever their width, case, spacing and remarks', () => {
    const found = suggestMapping(['备注', '小程序ＡＰＰＩＤ', '页面 路径（必填）', 'Query_String*', 'Hotel name'], fields)
    expect(found.map(({ key, column }) => [key, column])).toEqual([
      ['appId', 1],
      ['query', 3],
      ['path', 2],
      ['place', 4],
    ])
    expect(found[0]?.score).toBe(1)
    expect(found[3]?.score).toBeLessThan(0.9)
  })

  it('uses a column and a field once, the better pair winning', () => {
    const found = suggestMapping(['落地页面路径', '路径', '路径'], fields)
    expect(found.filter(({ key }) => key === 'path')).toEqual([{ key: 'path', column: 1, header: '路径', score: 1 }])
    expect(found).toHaveLength(1)
  })

  it('suggests nothing for headers that mean nothing, also those of Object.prototype', () => {
    expect(suggestMapping(['__proto__', 'constructor', '', '###', '序号'], fields)).toEqual([])
    expect(suggestMapping(['constructor'], [{ key: '__proto__', synonyms: ['constructor'] }])[0]?.key).toBe('__proto__')
  })
})

describe('headerSignature', () => {
  it('is the same for the same headers in other dress', () => {
    expect(headerSignature(['AppID', '页面 路径'])).toBe(headerSignature([' ａｐｐｉｄ', '页面路径']))
    expect(headerSignature(['AppID', '页面路径'])).toBe('v1-2-cb00889b0c49e8b7')
  })

  it('differs for another order, another column and another cut', () => {
    const all = [['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b', ''], ['#'], ['%']].map(headerSignature)
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('addresses', () => {
  it('names columns as spreadsheet programs do', () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD'])
    for (let index = 0; index < 16_384; index += 1) expect(columnIndex(`${columnName(index)}7`)).toBe(index)
    expect(columnIndex('XFE1')).toBeUndefined()
    expect(columnIndex('12')).toBeUndefined()
  })

  it('reads ranges', () => {
    expect(parseRange('$B$2:C10')).toEqual({ fromRow: 2, toRow: 10, fromColumn: 1, toColumn: 2 })
    expect(parseRange('B2')).toEqual({ fromRow: 2, toRow: 2, fromColumn: 1, toColumn: 1 })
    expect(parseRange('C3:A1')).toBeUndefined()
  })
})
