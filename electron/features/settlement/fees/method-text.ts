import type { FeeRule } from '@shared/domain/service-fee'
import { textFor } from '../../../platform/texts/texts'

/** How a fee is computed, as a person would say it: `1%，按实付金额，退款不冲减，逐单四舍五入到分`. */
export function methodText(rule: FeeRule, locale: 'zh-CN' | 'en'): string {
  return textFor(locale, 'fees.method', {
    rate: percentOf(rule.ratePpm),
    amount: textFor(locale, `fees.amounts.${rule.amount}`),
    policy: textFor(locale, `fees.policies.${rule.policy}`),
    level: textFor(locale, `fees.levels.${rule.level}`),
    rounding: textFor(locale, `fees.roundings.${rule.rounding}`),
  })
}

/** Parts per million as percent, exact: 10,000 is `1`, 12,500 is `1.25`. */
export function percentOf(ppm: number): string {
  const digits = String(ppm).padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/u, '')
}
