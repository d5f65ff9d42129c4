import { describe, expect, it } from 'vitest'
import { searchQuery, searchWords } from './bigrams'

describe('searchWords', () => {
  it('indexes Han text as pairs and its last character alone', () => {
    expect(searchWords('西湖房间')).toBe('西湖 湖房 房间 间')
  })
  it('keeps Latin words and numbers, in lower case', () => {
    expect(searchWords('pages/Room/detail?roomId=1208')).toBe('pages room detail roomid 1208')
  })
  it('folds full-width letters and digits', () => {
    expect(searchWords('ＡＢＣ１２')).toBe('abc12')
  })
  it('parts Latin from Han inside one run', () => {
    expect(searchWords('vip房间2楼')).toBe('vip 房间 间 2 楼')
  })
})

describe('searchQuery', () => {
  it('asks for a two-character word as a pair', () => {
    expect(searchQuery('房间')).toBe('"房间"')
  })
  it('asks for a longer word as a phrase', () => {
    expect(searchQuery('西湖房间')).toBe('"西湖 湖房 房间"')
  })
  it('asks for a single character and for Latin words by their beginning', () => {
    expect(searchQuery('房 120')).toBe('"房" * AND "120" *')
  })
  it('finds nothing to search for in signs alone', () => {
    expect(searchQuery(' "*()- ')).toBeUndefined()
  })
  it('never passes an operator of FTS5 on', () => {
    expect(searchQuery('a" OR b NEAR(c)')).toBe('"a" * AND "or" * AND "b" * AND "near" * AND "c" *')
  })
})
