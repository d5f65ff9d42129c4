import { textFor } from '../../../platform/texts/texts'

/**
 * A rule in the reader's language: rules that come with the program are translated as long as nobody renamed them; what
 * finance named itself stays as it is.
 */
export function ruleNameIn(locale: 'zh-CN' | 'en'): (id: string, name: string) => string {
  return (id, name) => {
    if (id === 'person') return textFor(locale, 'settlement.reconciliation.byHand')
    const key = `settlement.shippedRules.${id}`
    const shipped = textFor('zh-CN', key)
    // Without a text the key comes back: no rule of ours.
    return shipped !== key && (name === '' || name === shipped) ? textFor(locale, key) : name
  }
}
