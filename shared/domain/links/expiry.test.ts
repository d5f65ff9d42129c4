import { describe, expect, it } from 'vitest'
import { buildGenerateSchemeBody, checkExpiry, defaultLinkLimitValues, expiresAt, expiryFields } from './index'

const now = '2026-11-22T06:05:00.000Z'
const ahead = (seconds: number, ms = 0) => new Date(Date.parse(now) + seconds * 1000 + ms).toISOString()
const month = 30 * 86_400
const moment = (at: string, from = now) => checkExpiry({ type: 'moment', at }, from).map(({ code }) => code)
const days = (count: number) => checkExpiry({ type: 'days', days: count }, now).map(({ code }) => code)

describe('expiry', () => {
  it('takes whole days from 1 to 30, day 30 itself included', () => {
    expect(days(1)).toEqual([])
    expect(days(30)).toEqual([])
    expect(days(31)).toEqual(['expiryDaysOutOfRange'])
    expect(days(0)).toEqual(['expiryDaysOutOfRange'])
    expect(days(-1)).toEqual(['expiryDaysOutOfRange'])
    expect(days(1.5)).toEqual(['expiryDaysNotWhole'])
    expect(days(Number.NaN)).toEqual(['expiryDaysNotWhole'])
    expect(days(Infinity)).toEqual(['expiryDaysNotWhole'])
  })

  it('refuses a timestamp given as days, a frequent mistake', () => {
    expect(days(1_798_000_000)).toEqual(['expiryDaysOutOfRange'])
  })

  it('takes a moment more than a minute and less than 30 days ahead, to the second', () => {
    expect(moment(ahead(60))).toEqual(['expiryTooSoon'])
    expect(moment(ahead(60, 999))).toEqual(['expiryTooSoon'])
    expect(moment(ahead(61))).toEqual([])
    expect(moment(ahead(month - 1))).toEqual([])
    expect(moment(ahead(month - 1, 999))).toEqual([])
    expect(moment(ahead(month))).toEqual(['expiryTooLate'])
    expect(moment(ahead(-5))).toEqual(['expiryTooSoon'])
    expect(moment(now)).toEqual(['expiryTooSoon'])
  })

  it('judges the second that is sent when the clock stands between two', () => {
    const between = ahead(0, 900)
    expect(moment(ahead(month), between)).toEqual(['expiryTooLate'])
    expect(moment(ahead(month, 500), between)).toEqual(['expiryTooLate'])
    expect(moment(ahead(60, 950), between)).toEqual(['expiryTooSoon'])
  })

  it('refuses what is no instant', () => {
    expect(moment('2026-12-01')).toEqual(['expiryMomentInvalid'])
    expect(moment('2026-02-30T00:00:00.000Z')).toEqual(['expiryMomentInvalid'])
    expect(moment(ahead(3600), 'no clock')).toEqual(['expiryTooSoon'])
  })

  it('holds the limits in force', () => {
    const limits = { ...defaultLinkLimitValues, expiryMaxDays: 7, expiryMinSeconds: 600 }
    expect(checkExpiry({ type: 'days', days: 8 }, now, limits)).toMatchObject([{ params: { days: 8, maxDays: 7 } }])
    expect(checkExpiry({ type: 'moment', at: ahead(600) }, now, limits)).toHaveLength(1)
    expect(checkExpiry({ type: 'moment', at: ahead(7 * 86_400) }, now, limits)).toHaveLength(1)
  })

  it('sends seconds, and always is_expire', () => {
    expect(expiryFields({ type: 'moment', at: '2026-12-01T00:00:00.999Z' })).toEqual({
      is_expire: true,
      expire_type: 0,
      expire_time: 1_796_083_200,
    })
    expect(expiryFields({ type: 'days', days: 30 })).toEqual({ is_expire: true, expire_type: 1, expire_interval: 30 })
  })

  it('says when the link ends', () => {
    expect(expiresAt({ type: 'days', days: 30 }, now)).toBe('2026-12-22T06:05:00.000Z')
    expect(expiresAt({ type: 'moment', at: '2026-12-01T00:00:00.999Z' }, now)).toBe('2026-12-01T00:00:00.000Z')
    expect(expiresAt({ type: 'moment', at: 'x' }, now)).toBeUndefined()
    expect(expiresAt({ type: 'days', days: 1e300 }, now)).toBeUndefined()
  })
})

describe('body of generatescheme', () => {
  it('is the documented example', () => {
    const body = buildGenerateSchemeBody({
      path: 'pages/shop/item',
      query: 'id=42&from=sms',
      envVersion: 'release',
      expiry: { type: 'days', days: 30 },
    })
    expect(JSON.stringify(body)).toBe(
      '{"jump_wxa":{"path":"pages/shop/item","query":"id=42&from=sms","env_version":"release"},' +
        '"is_expire":true,"expire_type":1,"expire_interval":30}',
    )
  })

  it('holds only the fields that apply', () => {
    const expiry = { type: 'moment', at: '2026-12-01T00:00:00.000Z' } as const
    expect(buildGenerateSchemeBody({ path: '', query: '', envVersion: 'trial', expiry })).toEqual({
      jump_wxa: { env_version: 'trial' },
      is_expire: true,
      expire_type: 0,
      expire_time: 1_796_083_200,
    })
  })
})
