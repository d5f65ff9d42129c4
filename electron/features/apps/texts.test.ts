import { readdirSync, readFileSync } from 'node:fs'
import { issueCodes } from '@shared/domain/links'
import appsEn from '@shared/texts/en/apps.json'
import placesEn from '@shared/texts/en/places.json'
import appsZh from '@shared/texts/zh-CN/apps.json'
import placesZh from '@shared/texts/zh-CN/places.json'
import { describe, expect, it } from 'vitest'

/** Texts by their full key. */
function flat(tree: object, above = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? flat(value, `${above}${key}.`) : [[above + key, String(value)]],
  )
}

const chinese = new Map([...flat(appsZh), ...flat(placesZh)])
const english = new Map([...flat(appsEn), ...flat(placesEn)])
const placeholders = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

/** What the code of a feature throws (`errors.…`) and what it says about a field (`errors.fields.…`). */
function codesIn(feature: string): string[] {
  const folder = `electron/features/${feature}`
  const sources = readdirSync(folder)
    .filter((name) => /^[a-z-]+[.]ts$/.test(name))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
  return sources.flatMap((source) => [
    ...[...source.matchAll(/new Fault\('((?:apps|places)\.\w+)'/g)].map(([, code]) => `errors.${code}`),
    ...[...source.matchAll(/(?:code: |issue\('?\w+'?, )'((?:apps|places|import)\.\w+)'/g)].map(
      ([, code]) => `errors.fields.${code}`,
    ),
  ])
}

describe('texts of mini programs and places', () => {
  it('has one for every code, and none that no code uses', () => {
    const fromLinkRules = Object.keys(issueCodes)
      .filter((code) => /^(appId|originalId|path)/.test(code))
      .map((code) => `errors.fields.apps.${code}`)
    const thrown = [...codesIn('apps'), ...codesIn('places')]
    expect(thrown.length).toBeGreaterThan(30)
    for (const key of thrown) expect(chinese.has(key), key).toBe(true)
    for (const key of chinese.keys()) expect([...thrown, ...fromLinkRules], key).toContain(key)
  })

  it('gives a page path that is refused its reason', () => {
    const softer = /^path(Home|Trimmed|LeadingSlash|HtmlSuffix|UnusualCharacter|NotKnown|NotDeclared)$/
    // Said of a whole link; a page on an app's list has no parameters.
    const ofLinksOnly = 'pathWithQueryTooLong'
    for (const [code, params] of Object.entries(issueCodes)) {
      if (!/^(appId|originalId|path)/.test(code) || softer.test(code) || code === ofLinksOnly) continue
      const text = chinese.get(`errors.fields.apps.${code}`)
      expect(text, code).toBeDefined()
      for (const name of placeholders(text)) expect([...params, 'page'], code).toContain(name)
    }
  })

  it('says the same in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
    for (const [key, text] of english) expect(placeholders(text), key).toEqual(placeholders(chinese.get(key)))
  })
})
