import { describe, expect, it } from 'vitest'
import { draftOfOptions } from './kind-fields'
import { startOf } from './start'

describe('what the maker starts from', () => {
  it('is what the address names, and nothing else', () => {
    expect(startOf({})).toEqual({})
    expect(startOf({ app: 'a', path: 'pages/a', query: 'x=1', campaign: '春节', tag: '0', more: '1' })).toEqual({
      appId: 'a',
      path: 'pages/a',
      query: 'x=1',
      campaign: '春节',
      withDefaultTag: false,
    })
  })

  it('puts the query of a code with a scene where the scene is typed', () => {
    expect(startOf({ kind: 'code_scene', query: 'r=801' })).toEqual({ kind: 'code_scene', scene: 'r=801' })
    expect(startOf({ kind: 'code_path', query: 'r=801' })).toEqual({ kind: 'code_path', query: 'r=801' })
  })

  it('takes the options as they were drafted, and none that are no draft', () => {
    const options = draftOfOptions({ width: 300, hyaline: true, checkPath: false })
    expect(startOf({ options: JSON.stringify(options) })).toEqual(options)
    expect(startOf({ options: JSON.stringify({ ...options, path: 'pages/b' }) })).toEqual(options)
    for (const bad of ['{"width":"300"}', '{"hyaline":1}', 'null', '[]', '{', '"x"']) expect(startOf({ options: bad }), bad).toEqual({})
  })

  it('takes the version only of those that there are', () => {
    expect(startOf({ version: 'trial', note: '前台' })).toEqual({ envVersion: 'trial', note: '前台' })
    expect(startOf({ version: 'beta' })).toEqual({})
  })

  it('leaves out a kind that nobody knows and what was given twice', () => {
    expect(startOf({ kind: 'carrier_pigeon', query: ['a', 'b'], path: null })).toEqual({})
  })
})
