import { describe, expect, it } from 'vitest'
import en from '../../texts/en/adviser.json'
import zh from '../../texts/zh-CN/adviser.json'
import {
  type AdvisedPlace,
  advisedPlaces,
  type AdvisedPlatform,
  type AdviserFact,
  adviserFacts,
  codeTypes,
  type FactAnswer,
  matrixOf,
  rank,
  readable,
  type RuleEdit,
  rulesInForce,
  scanWays,
  shippedRules,
  type Way,
  ways,
} from './index'

const rules = rulesInForce(shippedRules, new Map())
const facts = (changes: Partial<Record<AdviserFact, FactAnswer>> = {}) =>
  Object.fromEntries(adviserFacts.map((fact) => [fact, changes[fact] ?? 'no'])) as Record<AdviserFact, FactAnswer>
const ranked = (
  place: AdvisedPlace | AdvisedPlace[],
  changes: Partial<Record<AdviserFact, FactAnswer>> = {},
  platforms: AdvisedPlatform[] = [],
  inForce = rules,
) => rank({ places: [place].flat(), platforms, facts: facts(changes) }, inForce)
const of = (list: ReturnType<typeof ranked>, way: Way) => {
  const found = list.find((one) => one.way === way)
  if (!found) throw new Error(`no ${way}`)
  return found
}

describe('the shipped rules', () => {
  it('answer every place and way, each with an id of its own, a source and a day', () => {
    expect(new Set(shippedRules.map(({ id }) => id)).size).toBe(shippedRules.length)
    for (const place of advisedPlaces)
      for (const way of ways)
        expect(shippedRules.some(({ table, subject, object }) => table === 'place' && subject === place && object === way), `${place} ${way}`).toBe(true)
    for (const { id, source, asOf } of shippedRules) {
      expect(source, id).toMatch(/^https:\/\/developers\.weixin\.qq\.com\//u)
      expect(asOf, id).toMatch(/^\d{4}-\d\d-\d\d$/u)
    }
  })

  it.each([zh.adviser, en.adviser])('have a text for each reason and condition, and none is left over', (texts) => {
    const reasons = [...new Set(shippedRules.map(({ reason }) => reason))].sort()
    expect(Object.keys(texts.reasons).sort()).toEqual(reasons)
    const conditions = [...new Set(shippedRules.flatMap((rule) => rule.conditions))].sort()
    expect(Object.keys(texts.conditions).sort()).toEqual(conditions)
    expect(Object.keys(texts.ways).sort()).toEqual([...ways].sort())
    expect(Object.keys(texts.places).sort()).toEqual([...advisedPlaces].sort())
    expect(Object.keys(texts.openFacts).sort()).toEqual([...adviserFacts].sort())
  })

  it('are sure only where the source is: what is not documented is never certain', () => {
    expect(shippedRules.filter(({ verdict, certain }) => verdict === 'undocumented' && certain)).toEqual([])
  })
})

describe('ranking', () => {
  it('SMS on Android: no scheme, but a URL Link or a short https address', () => {
    const list = ranked('sms', {}, ['android'])
    expect(of(list, 'plain_scheme').verdict).toBe('fails')
    expect(of(list, 'encrypted_scheme').verdict).toBe('fails')
    expect(list[0]).toMatchObject({ way: 'url_link', verdict: 'works' })
    expect(list[1]).toMatchObject({ way: 'landing_page', verdict: 'conditions', conditions: ['landingReady'] })
  })

  it('SMS on an iPhone: schemes can be tapped; on both phones they work in part', () => {
    expect(of(ranked('sms', {}, ['ios']), 'plain_scheme').verdict).toBe('works')
    const both = of(ranked('sms'), 'plain_scheme')
    expect(both.verdict).toBe('partly')
    expect(both.spots.map(({ platform, rule }) => [platform, rule.verdict])).toEqual([['ios', 'works'], ['android', 'fails']])
  })

  it('SMS for longer than 30 days: URL Link and encrypted scheme fall out, the landing page leads', () => {
    const list = ranked('sms', { longLife: 'yes' }, ['android'])
    expect(list[0]?.way).toBe('landing_page')
    expect(of(list, 'url_link')).toMatchObject({ verdict: 'fails', facts: [{ id: 'fact.longLife.url_link' }] })
  })

  it('a poster for years: the unlimited code first, never an encrypted scheme, a plain one is not documented', () => {
    const list = ranked('poster', { longLife: 'yes' })
    expect(list[0]?.way).toBe('code_scene')
    expect(of(list, 'encrypted_scheme').verdict).toBe('fails')
    expect(of(list, 'url_link').verdict).toBe('fails')
    expect(of(list, 'plain_scheme').verdict).toBe('undocumented')
  })

  it('a very large print run prefers what has no counter', () => {
    const list = ranked('poster', { longLife: 'yes', manyLinks: 'yes' })
    expect(list[0]).toMatchObject({ way: 'code_scene', verdict: 'works' })
    expect(of(list, 'code_path')).toMatchObject({ verdict: 'conditions', conditions: ['watchLife'] })
  })

  it('a page inside WeChat: open tag named first by the guide, no scheme', () => {
    const list = ranked('pageInside')
    expect(of(list, 'plain_scheme').verdict).toBe('fails')
    expect(of(list, 'open_tag').points).toContainEqual({ code: 'recommended', points: 3, count: 1 })
    expect(of(list, 'url_link').spots[0]?.rule.reason).toBe('urlLinkInside')
    expect(of(ranked('pageInside', { noOpenTagRight: 'yes' }), 'open_tag').verdict).toBe('fails')
    expect(of(list, 'short_link').verdict).toBe('undocumented')
  })

  it('another mini program: the round code is recognised; the sources are silent about links', () => {
    const list = ranked('miniProgram')
    expect(list[0]?.way).toBe('code_scene')
    for (const way of ['url_link', 'short_link', 'open_tag'] as const) expect(of(list, way).verdict, way).toBe('undocumented')
    expect(of(list, 'link_rule').verdict).toBe('fails')
    expect(of(list, 'code_square').verdict).toBe('undocumented')
  })

  it('chat: URL Link and Short Link; a page outside WeChat: schemes and no Short Link; desktop: a code', () => {
    expect(ranked('chat').slice(0, 2).map(({ way }) => way).sort()).toEqual(['short_link', 'url_link'])
    expect(of(ranked('pageOutside'), 'short_link').verdict).toBe('fails')
    expect(of(ranked('pageOutside'), 'plain_scheme')).toMatchObject({ verdict: 'conditions', conditions: ['keepButton'] })
    expect(['code_scene', 'code_square']).toContain(ranked('desktop')[0]?.way)
    expect(of(ranked('desktop'), 'plain_scheme').verdict).toBe('fails')
  })

  it('an NFC tag: the NFC scheme alone is documented', () => {
    const list = ranked('nfc')
    expect(list[0]?.way).toBe('nfc_scheme')
    expect(list.slice(1).every(({ verdict }) => verdict === 'undocumented' || verdict === 'fails')).toBe(true)
  })

  it('an individual gets codes; what the platform refuses to individuals fails with the reason', () => {
    const list = ranked(['chat', 'poster'], { individual: 'yes' })
    for (const way of ['plain_scheme', 'encrypted_scheme', 'url_link', 'short_link', 'nfc_scheme', 'link_rule'] as const)
      expect(of(list, way).verdict, way).toBe('fails')
    expect(list[0]?.way).toBe('code_scene')
  })

  it('takes the worst of several facts, whatever their order', () => {
    const found = of(ranked('pageInside', { individual: 'yes', noOpenTagRight: 'yes' }), 'open_tag')
    expect(found).toMatchObject({ verdict: 'fails', facts: [{ verdict: 'fails' }, { verdict: 'conditions' }] })
  })

  it('what nobody knows yet becomes a condition, and costs a point', () => {
    const sure = of(ranked('sms', {}, ['ios']), 'plain_scheme')
    const unsure = of(ranked('sms', { notDeclared: 'unknown' }, ['ios']), 'plain_scheme')
    expect(unsure).toMatchObject({ verdict: 'conditions', conditions: ['fact.notDeclared'] })
    expect(unsure.score).toBe(sure.score - 1)
    expect(of(ranked('sms', { notDeclared: 'yes' }, ['ios']), 'plain_scheme').conditions).toEqual(['declarePage'])
  })

  it('names the points of every order, and equal questions give equal orders', () => {
    const list = ranked([...advisedPlaces], { manyLinks: 'yes' })
    expect(list).toHaveLength(ways.length)
    for (const { points, score } of list) expect(points.reduce((sum, one) => sum + one.points, 0)).toBe(score)
    expect(ranked([...advisedPlaces], { manyLinks: 'yes' })).toEqual(list)
    expect(ranked([])).toEqual([])
  })

  it('follows an administrator’s edit, which says by whom and when', () => {
    const edit: RuleEdit = { verdict: 'works', reason: '真机试过', source: '客服答复', asOf: '2026-11-20', certain: true, note: '', by: '王芳', at: '2026-11-22T06:05:00.000Z' }
    const inForce = rulesInForce(shippedRules, new Map([['place.sms.plain_scheme.android', edit], ['gone', edit]]))
    const found = of(ranked('sms', {}, ['android'], inForce), 'plain_scheme')
    expect(found.verdict).toBe('works')
    expect(found.spots[0]?.rule).toMatchObject({ ownReason: '真机试过', edited: { by: '王芳', shipped: { verdict: 'fails' } } })
    expect(inForce).toHaveLength(shippedRules.length)
  })
})

describe('the recognition matrix', () => {
  const at = (code: (typeof codeTypes)[number], scan: (typeof scanWays)[number]) => {
    const answer = readable(rules, code, scan)
    if (!answer) throw new Error('no such cell')
    return answer
  }

  it('has every code and every way of scanning', () => {
    expect(matrixOf(rules).map(({ cells }) => cells.length)).toEqual(codeTypes.map(() => scanWays.length))
  })

  it.each([
    ['round', 'camera', 'works', '1047'],
    ['round', 'album', 'works', '1049'],
    ['round', 'longPress', 'works', '1048'],
    ['round', 'longPressInMiniProgram', 'works', ''],
    ['square', 'camera', 'works', '1011'],
    ['square', 'longPressInMiniProgram', 'undocumented', ''],
    ['ordinary', 'camera', 'works', '1011'],
    ['ordinary', 'longPress', 'works', '1012'],
    ['ordinary', 'longPressInMiniProgram', 'fails', ''],
  ] as const)('%s by %s: %s, scene %s', (code, scan, verdict, scene) => {
    expect(at(code, scan).rule).toMatchObject({ verdict, scene, client: code === 'ordinary' ? '6.5.6' : '' })
  })

  it('shows both sources with their dates where they differ', () => {
    const differing = matrixOf(rules).flatMap(({ code, cells }) => cells.filter(({ answer }) => answer.contradicted).map(({ scan }) => `${code} ${scan}`))
    expect(differing).toEqual(['square longPressInMiniProgram', 'ordinary album'])
    expect(at('ordinary', 'album').rule).toMatchObject({ verdict: 'undocumented', asOf: '2026-06-30', earlier: { verdict: 'works', asOf: '2018-03-26' } })
  })

  it('sends to the round code where another is not read for certain', () => {
    expect(at('square', 'longPressInMiniProgram').instead).toBe('round')
    expect(at('ordinary', 'album').instead).toBe('round')
    expect(at('round', 'camera').instead).toBeUndefined()
    expect(at('ordinary', 'camera').instead).toBeUndefined()
  })
})
