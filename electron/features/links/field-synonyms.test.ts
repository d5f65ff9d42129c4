import { suggestMapping } from '@shared/domain/cells'
import { describe, expect, it } from 'vitest'
import { fieldSynonyms } from './field-synonyms'

const mapped = (...headers: string[]) =>
  Object.fromEntries(suggestMapping(headers, fieldSynonyms).map(({ key, header }) => [key, header]))

describe('the headers of a sheet', () => {
  it.each(['scene', 'Scene', '场景值'])('take %s for what a code carries, so that its rows are not all one code', (header) => {
    expect(mapped('页面路径', header, '房号')).toEqual({ path: '页面路径', query: header, name: '房号' })
  })
})
