import { ask } from '@renderer/app/client'
import type { CommandOutput } from '@shared/contract'
import { computed, onMounted, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

/** The countries of the adviser under their names in the language of the screen, sorted by it. */
export function useCountries() {
  const { locale } = useI18n()
  const rows = shallowRef<CommandOutput<'overseasAccess.countries'>>([])
  const names = computed(() => new Intl.DisplayNames([locale.value], { type: 'region' }))
  const nameOf = (code: string) => names.value.of(code) ?? code
  const options = computed(() =>
    rows.value
      .map(({ code }) => ({ value: code, label: `${nameOf(code)} ${code}` }))
      .toSorted((a, b) => a.label.localeCompare(b.label, locale.value)),
  )
  onMounted(async () => {
    const answer = await ask('overseasAccess.countries', {})
    if (answer.ok) rows.value = answer.value
  })
  return { options, nameOf }
}
