import type { TodoText } from '@shared/contract/today'
import { useI18n } from 'vue-i18n'

/** A text of the board in the person's language; one that is not known (a newer program made it) by its key. */
export function useTodoText(): (text: TodoText | { key: string }) => string {
  const { t, te, fallbackLocale } = useI18n()
  const known = (key: string) =>
    te(key) || (typeof fallbackLocale.value === 'string' && te(key, fallbackLocale.value))
  return (text) => {
    if (!known(text.key)) return t('ui.error.unknown', { code: text.key })
    return t(text.key, 'params' in text ? text.params : {})
  }
}

/** The name of a kind or source; of an unnamed one, its general name. */
export function useKindName(): { kind: (kind: string) => string; source: (id: string) => string } {
  const { t, te } = useI18n()
  return {
    kind: (kind) => (te(`today.kinds.${kind}`) ? t(`today.kinds.${kind}`) : t('today.kinds.other')),
    source: (id) => (te(`today.sources.${id}`) ? t(`today.sources.${id}`) : t('today.kinds.other')),
  }
}
