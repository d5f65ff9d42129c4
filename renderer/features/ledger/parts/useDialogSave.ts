import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { ref, shallowRef, watch } from 'vue'

/**
 * The save of a dialog's form (a reactive draft; empty for none): busy meanwhile, mistakes at their fields, other refusals above the buttons. What was
 * typed stays.
 */
export function useDialogSave(draft: Readonly<Record<string, unknown>>) {
  const fields = Object.keys(draft)
  const texts = useErrorText()
  const busy = ref(false)
  const mistakes = ref<Record<string, string>>({})
  const error = shallowRef<ErrorEnvelope>()

  // A mistake is about what was typed then, not about what is typed now.
  for (const field of fields)
    watch(
      () => draft[field],
      () => {
        if (field in mistakes.value) mistakes.value = Object.fromEntries(Object.entries(mistakes.value).filter(([key]) => key !== field))
      },
    )

  async function save<T>(found: Record<string, string>, run: () => Promise<Answer<T>>): Promise<T | undefined> {
    if (busy.value) return undefined
    error.value = undefined
    mistakes.value = found
    if (Object.keys(found).length > 0) return undefined
    busy.value = true
    const answer = await run()
    busy.value = false
    if (answer.ok) return answer.value
    const named = Object.entries(texts.fields(answer.error)).map(([path, text]) => [path.replace(/^fields\./, ''), text] as const)
    mistakes.value = Object.fromEntries(named)
    // What stands at its fields need not stand above the buttons as well.
    if (named.length === 0 || named.some(([path]) => !fields.includes(path))) error.value = answer.error
    return undefined
  }

  return { busy, mistakes, error, save }
}
