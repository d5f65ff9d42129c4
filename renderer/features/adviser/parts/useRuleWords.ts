import type { Tone } from '@renderer/ui/text/tone'
import type { AdviserRule } from '@shared/contract/adviser'
import { useI18n } from 'vue-i18n'

/** Colour of a verdict; the word says it too. */
export const verdictTones: Record<string, Tone> = {
  works: 'done',
  conditions: 'attention',
  partly: 'attention',
  undocumented: 'neutral',
  fails: 'failed',
}

/** What the parts of a rule are called. */
export function useRuleWords() {
  const { t } = useI18n()
  const subject = (rule: AdviserRule): string => {
    if (rule.table === 'place') return t(`adviser.places.${rule.subject}`)
    return rule.table === 'fact' ? t(`adviser.facts.${rule.subject}`) : t(`adviser.codes.${rule.subject}`)
  }
  const object = (rule: AdviserRule): string =>
    rule.table === 'matrix' ? t(`adviser.scans.${rule.object}`) : t(`adviser.ways.${rule.object}`)
  const verdict = (table: string, value: string): string =>
    table === 'matrix' ? t(`adviser.readings.${value}`) : t(`adviser.verdicts.${value}`)
  const reason = (rule: AdviserRule): string => rule.ownReason ?? t(`adviser.reasons.${rule.reason}`)
  const condition = (code: string): string =>
    code.startsWith('fact.') ? t(`adviser.openFacts.${code.slice(5)}`) : t(`adviser.conditions.${code}`)
  /** A source as a person reads it: the article by its name, an address as it is. */
  const source = (text: string): string => (text === 'A28-3' ? t('adviser.article') : text)
  /** Place and phone. */
  const where = (rule: AdviserRule): string =>
    [subject(rule), ...(rule.platform === 'all' ? [] : [t(`adviser.platforms.${rule.platform}`)])].join(' · ')
  const title = (rule: AdviserRule): string => {
    const phone = rule.platform === 'all' ? '' : ` · ${t(`adviser.platforms.${rule.platform}`)}`
    return `${subject(rule)} · ${object(rule)}${phone}`
  }
  return { subject, object, verdict, reason, condition, source, where, title }
}
