import { describe, expect, it } from 'vitest'
import { defaultLinkLimits, defaultLinkLimitValues, linkLimitKeys, linkLimitValues } from './index'

describe('link limits', () => {
  it('holds the published numbers', () => {
    expect(defaultLinkLimitValues).toEqual({
      queryMaxEncrypted: 1024,
      queryMaxPlain: 512,
      pathMax: 1024,
      expiryMinSeconds: 60,
      expiryMaxDays: 30,
      cqMax: 256,
      generatedPerDay: 500_000,
      callsPerSecond: 100,
      openedPerDay: 6_000_000,
      shortLinksPerDay: 10_000_000,
      permanentShortLinks: 100_000,
      shortLinkDays: 30,
      shortLinkPageMax: 1024,
      shortLinkTitleMax: 20,
      nfcSchemes: 100_000,
      limitedCodes: 100_000,
      sceneMax: 32,
      sceneCodesPerMinute: 5000,
      codePathMax: 1024,
      squarePathMax: 128,
      codeWidthMin: 280,
      codeWidthMax: 1280,
      linkRules: 100,
      linkRulePublications: 100,
      linkRuleTestUrls: 5,
      linkRuleCallsPerSecond: 5,
    })
  })

  it('says of every number where it was read and when', () => {
    for (const key of linkLimitKeys) {
      const { source, asOf, value } = defaultLinkLimits[key]
      expect(source, key).toMatch(/^https:\/\/developers\.weixin\.qq\.com\//)
      expect(asOf, key).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(value, key).toBeGreaterThan(0)
    }
    expect(defaultLinkLimits.openedPerDay.certain).toBe(false)
    expect(defaultLinkLimits.pathMax.certain).toBe(false)
    expect(defaultLinkLimits.generatedPerDay.certain).toBe(true)
  })

  it('lets settings replace single numbers', () => {
    expect(linkLimitValues({ queryMaxPlain: 1024 })).toEqual({ ...defaultLinkLimitValues, queryMaxPlain: 1024 })
    expect(Object.keys(linkLimitValues())).toEqual(linkLimitKeys)
  })

  it('is not switched off by a damaged setting', () => {
    const damaged = { queryMaxPlain: 0, expiryMaxDays: Number.NaN, cqMax: -1, pathMax: 1.5, callsPerSecond: Infinity }
    expect(linkLimitValues({ ...damaged, somethingElse: 5 })).toEqual(defaultLinkLimitValues)
    expect(linkLimitValues(Object.create({ cqMax: 9 }) as Record<string, number>).cqMax).toBe(256)
  })
})
