// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import en from '@shared/texts/en'
import zhCN from '@shared/texts/zh-CN'
import { screenEntries } from './frame/palette'
import { navScreens, settingsScreensOf } from './frame/where'
import { screens } from './screens'

const everything = () => true
const textOf = (texts: unknown, key: string) =>
  key.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], texts)
const palette = (texts: unknown) =>
  screenEntries(screens, everything, (key) => String(textOf(texts, key)), () => undefined)
/** Widths in characters of a Latin letter; a Chinese character takes two. */
const widthOf = (text: string) => [...text].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0)

describe('all screens together', () => {
  it('stand in the navigation by the job', () => {
    expect(navScreens(screens, everything).map(({ name }) => name)).toEqual([
      'today',
      'links',
      'adviser',
      'linkRules',
      'campaigns',
      'payments',
      'refunds',
      'settlement',
      'reports',
      'geocoding',
      'identity',
      'apps',
      'officialAccounts',
      'ledger',
      'places',
      'jssdk',
      'jobs',
      'settings',
    ])
  })
  it('have each their own place and icon', () => {
    const shown = navScreens(screens, everything)
    expect(new Set(shown.map(({ nav }) => nav?.icon)).size).toBe(shown.length)
    expect(new Set(shown.map(({ nav }) => nav?.order)).size).toBe(shown.length)
    const settings = settingsScreensOf(screens, everything)
    expect(new Set(settings.map((screen) => screen.settings?.order)).size).toBe(settings.length)
  })
  it.each([
    ['zh-CN', zhCN],
    ['en', en],
  ])('have names that fit the navigation (%s)', (_language, texts) => {
    const tooLong = navScreens(screens, everything)
      .map(({ title }) => String(textOf(texts, title)))
      .filter((name) => widthOf(name) > 17)
    expect(tooLong).toEqual([])
  })
  it.each([
    ['zh-CN', zhCN],
    ['en', en],
  ])('are found in the palette by Chinese and by English words (%s)', (_language, texts) => {
    const missing = palette(texts)
      .map(({ id, label, keywords = [] }) => ({ id, words: [label, ...keywords.slice(1)].join(' ') }))
      .filter(({ words }) => !/[\u4e00-\u9fff]/u.test(words) || !/(?:^|\s)[a-z]{3,}/u.test(words))
    expect(missing).toEqual([])
  })
})
