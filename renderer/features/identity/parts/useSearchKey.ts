import { useShortcuts } from '@renderer/ui/shortcuts/useShortcuts'
import { useI18n } from 'vue-i18n'

/** `/` goes to the search of a page that is no list. */
export function useSearchKey(focus: () => void): void {
  const { t } = useI18n()
  useShortcuts([{ keys: '/', label: t('ui.list.focusFilter'), group: t('ui.list.group'), run: focus }])
}
