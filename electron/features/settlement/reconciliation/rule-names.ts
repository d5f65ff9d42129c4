import { textFor } from '../../../platform/texts/texts'
import { shippedRuleIds } from './shipped-rules'

/**
 * A rule in the reader's language: rules that come with the program are translated as long as nobody renamed them; what
 * finance named itself stays as it is.
 */
export function ruleNameIn(locale: 'zh-CN' | 'en'): (id: string, name: string) => string {
  return (id, name) => {
    if (id === 'person') return textFor(locale, 'settlement.reconciliation.byHand')
    const key = `settlement.reconciliation.shippedRules.${id}`
    return shippedRuleIds.has(id) && (name === '' || name === textFor('zh-CN', key)) ? textFor(locale, key) : name
  }
}
