import { usePreference } from '@renderer/ui/base/usePreference'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import { computed, type ComputedRef, onMounted, reactive, ref, type Ref, shallowRef } from 'vue'
import { useIdentity } from '../store'

export type ConsentText = CommandOutput<'identity.retention.get'>['consent']
export interface ConsentDraft {
  agreed: boolean
}
export interface Consent {
  /** The text that holds now; absent while it is read. */
  text: Ref<ConsentText | undefined>
  error: Ref<ErrorEnvelope | undefined>
  /** How long details are kept. */
  days: Ref<number | undefined>
  draft: ConsentDraft
  purpose: Ref<string>
  /** Which of the two is missing; empty: both are there. */
  missing: ComputedRef<'' | 'agreed' | 'purpose'>
  /** What is sent along; only once nothing is missing. */
  given(): CommandInput<'identity.start'>['consent'] | undefined
  /** After what was sent was accepted: the tick was for this person, the purpose is the same for many. */
  used(): void
  load(): Promise<void>
}

/**
 * That the person agreed to the text that holds, and for what. A purpose is remembered once it was accepted, which one
 * that holds a number is not: while it is typed nobody knows what it is.
 */
export function useConsent(): Consent {
  const store = useIdentity()
  const text = shallowRef<ConsentText>()
  const error = shallowRef<ErrorEnvelope>()
  const days = shallowRef<number>()
  const draft = reactive<ConsentDraft>({ agreed: false })
  const lastPurpose = usePreference('identity.purpose', '')
  const purpose = ref(lastPurpose.value)
  const missing = computed(() => (draft.agreed ? (purpose.value.trim() === '' ? 'purpose' : '') : 'agreed'))

  async function load() {
    const answer = await store.retention()
    error.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    // Whoever agreed, agreed to the text that was shown.
    if (text.value !== undefined && text.value.version !== answer.value.consent.version) draft.agreed = false
    text.value = answer.value.consent
    days.value = answer.value.days
  }
  onMounted(load)
  return {
    text,
    error,
    days,
    draft,
    purpose,
    missing,
    given: () =>
      missing.value === '' && text.value ? { textVersion: text.value.version, agreed: true, purpose: purpose.value.trim() } : undefined,
    used() {
      draft.agreed = false
      lastPurpose.value = purpose.value.trim()
    },
    load,
  }
}
