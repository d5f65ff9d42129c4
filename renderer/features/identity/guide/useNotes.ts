import { useLoaded } from '@renderer/ui/base/useLoaded'
import { useI18n } from 'vue-i18n'
import { useIdentity } from '../store'

/** The notes of the guide, in the language that is shown: another language reads them again. */
export function useNotes() {
  const { locale } = useI18n()
  const store = useIdentity()
  return useLoaded(
    () => locale.value,
    () => store.notes(),
  )
}
