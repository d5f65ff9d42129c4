import { ProviderTraits } from '@shared/contract/payment-providers'
import en from '@shared/texts/en'
import zhCN from '@shared/texts/zh-CN'
import { describe, expect, it } from 'vitest'
import type { Texts } from '@shared/texts/merge'
import { accountOf } from './contract.fixture'
import { refusalCodes } from './errors'
import { wechatPayV3, wechatPayV3ServiceProvider } from '.'

function has(texts: Texts, key: string): boolean {
  const found = key.split('.').reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), texts)
  return typeof found === 'string' && found !== ''
}

describe('traits of v3 and v3sp', () => {
  it.each([wechatPayV3, wechatPayV3ServiceProvider])('$kind: every name has its text in both languages', ({ traits }) => {
    expect(ProviderTraits.parse(traits)).toEqual(traits)
    const keys = [
      ...traits.methods.flatMap(({ id, asks }) => [`payments.methods.${id}`, ...asks.map((name) => `payments.asked.${name}`)]),
      ...traits.fields.map(({ name }) => `payments.fields.${name}`),
      ...traits.fields.flatMap(({ name, choices }) => choices.map((one) => `payments.choices.${name}.${one || 'none'}`)),
      ...traits.facts.map(({ key }) => `payments.facts.${key}`),
      ...refusalCodes().map((code) => `errors.${code}`),
    ]
    expect(keys.filter((key) => !has(zhCN, key) || !has(en, key))).toEqual([])
  })

  it('the patterns take what is real and nothing around it', () => {
    const matches = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`, 'u').test(text)
    const { merchantNumber, refundNumber, fields } = wechatPayV3.traits
    expect(matches(merchantNumber.pattern, 'HT_2026-1128|1*')).toBe(true)
    for (const wrong of ['HT001', 'x'.repeat(33), 'HT 0001', 'HT0001\n', '订单000001']) expect(matches(merchantNumber.pattern, wrong)).toBe(false)
    expect(matches(refundNumber.pattern, `R@${'1'.repeat(62)}`)).toBe(true)
    const { values, secrets } = accountOf()
    for (const { name, pattern } of fields) {
      const value = values[name] ?? secrets[name]
      if (pattern !== '' && value !== undefined) expect(matches(pattern, value), name).toBe(true)
    }
  })

  it('the region decides about the host, so that no path meets the wrong one', () => {
    const host = (change: Record<string, string>) => new URL(wechatPayV3.baseUrlOf(accountOf(change))).hostname
    expect(host({})).toBe('api.mch.weixin.qq.com')
    expect(host({ accessPoint: 'api2' })).toBe('api2.mch.weixin.qq.com')
    expect(host({ accessPoint: 'apihk' })).toBe('api.mch.weixin.qq.com')
    expect(host({ region: 'global' })).toBe('apihk.mch.weixin.qq.com')
    expect(host({ region: 'hk', accessPoint: 'apihk' })).toBe('apihk.mch.weixin.qq.com')
    expect(wechatPayV3.hosts).toContain(host({ region: 'hk' }))
  })
})
