import { openParams } from '@renderer/features/calls'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import type { Tone } from '@renderer/ui/text/tone'
import type { AuditEntry } from '@shared/contract/audit'
import { useI18n } from 'vue-i18n'
import { actionKey, type DetailFact } from './facts'
import type { Verdict } from './store'

/** Ways in which a trail can be damaged (`AuditDamage`). */
const damages = ['edited', 'missing', 'reordered', 'cutOff', 'wrongKey'] as const

export interface AuditWords {
  action(name: string): string
  outcome(entry: Pick<AuditEntry, 'outcome'>): string
  tone(entry: Pick<AuditEntry, 'outcome'>): Tone
  /** Why it did not succeed; empty where it did. */
  reason(entry: Pick<AuditEntry, 'outcome' | 'correlationId'>): string
  factLabel(fact: DetailFact): string
  factValue(fact: DetailFact): string
  verdict(verdict: Verdict): string
}

/** An entry's facts in the person's language; what has no text (another version wrote it) shows as it stands. */
export function useAuditWords(): AuditWords {
  const { t, te, locale } = useI18n()
  const errors = useErrorText()
  const wordOr = (key: string, text: string) => (te(key) ? t(key) : text)
  const number = (value: number) => value.toLocaleString(locale.value)

  return {
    action: (name) => wordOr(actionKey(name), name),
    outcome: ({ outcome }) => t(outcome === 'done' ? 'audit.outcomes.done' : 'audit.outcomes.refused'),
    tone: ({ outcome }) => (outcome === 'done' ? 'done' : 'failed'),
    reason: ({ outcome, correlationId }) =>
      outcome === 'done'
        ? ''
        : errors.message({
            code: outcome,
            messageKey: `errors.${outcome}`,
            params: openParams(),
            retry: 'no',
            correlationId,
          }),
    factLabel: ({ path }) =>
      path
        .map((step) => (typeof step === 'number' ? String(step + 1) : wordOr(`audit.fields.${step}`, step)))
        .join(' · '),
    factValue({ path, value }) {
      if (value === null || value === '') return t('audit.blank')
      if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
      if (typeof value === 'number') return number(value)
      const field = path.findLast((step) => typeof step === 'string')
      return wordOr(`audit.values.${field}.${value}`, value)
    },
    verdict({ ok, checked, firstBad }) {
      if (ok) return t('audit.intact', { checked: number(checked) })
      const damage = damages.find((one) => one === firstBad?.kind) ?? 'edited'
      return t(`audit.damage.${damage}`, { seq: number(firstBad?.seq ?? checked + 1) })
    },
  }
}
