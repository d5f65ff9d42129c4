import { useShortcuts } from '@renderer/ui/shortcuts/useShortcuts'
import { type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'

/** `/` goes to the search of a page that is no list. Put what it answers as `ref` on the field. */
export function useSearchKey(): Ref<{ focus: () => void } | undefined> {
  const { t } = useI18n()
  const field = ref<{ focus: () => void }>()
  useShortcuts([{ keys: '/', label: t('ui.list.focusFilter'), group: t('ui.list.group'), run: () => field.value?.focus() }])
  return field
}
