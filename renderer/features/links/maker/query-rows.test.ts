import { normaliseQuery, onLoadReceives } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { queryOfRows, rowsOfQuery } from './query-rows'

const received = (text: string) =>
  onLoadReceives(normaliseQuery(text, { kind: 'encrypted_scheme' }).query).map(({ key, decoded }) => ({
    key: decodeURIComponent(key),
    value: decoded,
  }))

describe('rows of a query', () => {
  it.each([
    ['a=1&b=2', [{ key: 'a', value: '1' }, { key: 'b', value: '2' }]],
    ['?name=张三', [{ key: 'name', value: '张三' }]],
    ['name=%E5%BC%A0', [{ key: 'name', value: '张' }]],
    ['id%3D42', [{ key: 'id', value: '42' }]],
    ['a=b=c', [{ key: 'a', value: 'b=c' }]],
    ['flag', [{ key: 'flag', value: '' }]],
    ['gbk=%C4%E3', [{ key: 'gbk', value: '%C4%E3' }]],
    ['', []],
  ])('reads %j', (text, rows) => {
    expect(rowsOfQuery(text)).toEqual(rows)
  })

  it.each([
    'a&b', '100%', '%41', 'a=b', '张 三', '😀', 'https://a.cn/?x=1&y=2', ' 前后 ', 'a+b', '?', '#', '%E5%BC%A0',
  ])('a value %j reaches onLoad as it was typed', (value) => {
    const rows = [{ key: 'k', value }, { key: 'z', value: '1' }]
    expect(received(queryOfRows(rows))).toEqual(rows)
    expect(rowsOfQuery(queryOfRows(rows))).toEqual(rows)
  })

  it.each(['a=b', 'a&b', '?a', '100%', '名'])('a name %j too', (key) => {
    expect(received(queryOfRows([{ key, value: 'v' }]))).toEqual([{ key, value: 'v' }])
  })

  it('passes over empty rows, and keeps a value without a name so that it is refused', () => {
    expect(queryOfRows([{ key: '', value: '' }, { key: 'a', value: '' }, { key: '', value: 'x' }])).toBe('a=&=x')
  })
})
