import type { Condition } from '@shared/contract/identity-values'
import type { MessageParams } from '@shared/contract/error'
import { useI18n } from 'vue-i18n'

interface Said {
  code: string
  params: MessageParams
}

/** Codes of the identity commands as sentences; one without a text is shown as it is, never hidden. */
export function useIdentityWords() {
  const { t, te, locale, fallbackLocale } = useI18n()
  const known = (key: string) => te(key, locale.value) || (typeof fallbackLocale.value === 'string' && te(key, fallbackLocale.value))
  const say = (key: string, { code, params }: Said) => (known(key) ? t(key, params) : code)
  return {
    reason: ({ reason }: Condition) => say(`identity.reasons.${reason.code}`, reason),
    numberProblem: (one: Said) => say(`identity.numberProblems.${one.code}`, one),
    notice: (one: Said) => say(`identity.notices.${one.code}`, one),
    pushProblem: (one: Said) => say(`identity.pushProblems.${one.code}`, one),
    condition: ({ key }: Condition) => t(`identity.conditions.${key}`),
    /** Why a purge ran: a person's own words, or a reason of the program's. */
    purge: (why: string) => (known(`identity.purges.${why}`) ? t(`identity.purges.${why}`) : why),
    /** What a stored field is, and why it is kept. */
    stored: (field: string) => ({
      title: known(`identityScreens.stored.${field}.title`) ? t(`identityScreens.stored.${field}.title`) : field,
      why: known(`identityScreens.stored.${field}.why`) ? t(`identityScreens.stored.${field}.why`) : '',
    }),
  }
}
