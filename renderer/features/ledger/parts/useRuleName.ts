import { useI18n } from 'vue-i18n'

/** A rule with its number and in plain words: `A28-L-6 公众号每月新增非同主体小程序`. */
export function useRuleName(): (rule: string | undefined) => string {
  const { t } = useI18n()
  return (rule) => (rule === undefined ? '' : t('ledger.ruleNamed', { id: rule, text: t(`ledger.rules.${rule}`) }))
}
