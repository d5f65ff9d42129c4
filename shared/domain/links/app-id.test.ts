import { describe, expect, it } from 'vitest'
import { checkAppId, checkOriginalId } from './index'

describe('AppID', () => {
  it('takes wx and 16 lower-case hex digits, blanks around it taken off', () => {
    expect(checkAppId('wx0123456789abcdef')).toEqual({ ok: true, id: 'wx0123456789abcdef' })
    expect(checkAppId(' wx0123456789abcdef\n')).toEqual({ ok: true, id: 'wx0123456789abcdef' })
  })

  it.each([
    ['', 'appIdMissing'],
    ['   ', 'appIdMissing'],
    ['gh_0123456789ab', 'appIdIsOriginalId'],
    ['WX0123456789ABCDEF', 'appIdNotLower'],
    ['wx0123456789ABCDEF', 'appIdNotLower'],
    ['wx0123456789abcde', 'appIdFormat'],
    ['wx0123456789abcdef0', 'appIdFormat'],
    ['wx0123456789abcdeg', 'appIdFormat'],
    ['wx01234567\u200b89abcdef', 'appIdFormat'],
    ['0123456789abcdef', 'appIdFormat'],
    ['wx０123456789abcdef', 'appIdFormat'],
  ])('%j → %s', (text, code) => {
    expect(checkAppId(text)).toMatchObject({ ok: false, issue: { field: 'app', severity: 'error', code } })
  })

  it('tells the lower-case form', () => {
    expect(checkAppId('WX0123456789ABCDEF')).toMatchObject({ issue: { params: { lower: 'wx0123456789abcdef' } } })
  })
})

describe('original id', () => {
  it.each([
    ['', 'originalIdMissing'],
    ['wx0123456789abcdef', 'originalIdIsAppId'],
    ['gh_0123456789AB', 'originalIdFormat'],
    ['gh_0123456789a', 'originalIdFormat'],
    ['gh-0123456789ab', 'originalIdFormat'],
  ])('%j → %s', (text, code) => {
    expect(checkOriginalId(text)).toMatchObject({ ok: false, issue: { code } })
  })

  it('takes gh_ and 12 hex digits', () => {
    expect(checkOriginalId(' gh_0123456789ab ')).toEqual({ ok: true, id: 'gh_0123456789ab' })
  })
})
