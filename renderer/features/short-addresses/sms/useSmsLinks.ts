import { ask } from '@renderer/app/client'
import type { ErrorEnvelope } from '@shared/contract/error'
import { computed, type ComputedRef, type Ref, ref, shallowRef, watch } from 'vue'
import { useShortAddresses } from '../store'

/** What can stand in the message: a short address of the link, or the link itself. */
export interface SmsLink {
  text: string
  kind: 'short' | 'itself'
}

/** The candidates for a link's place in a message, short addresses that lead to it first. */
export function useSmsLinks(linkId: () => string | undefined): {
  candidates: ComputedRef<SmsLink[]>
  campaign: Readonly<Ref<string>>
  error: Readonly<Ref<ErrorEnvelope | undefined>>
  reload: () => Promise<void>
} {
  const store = useShortAddresses()
  const shorts = shallowRef<readonly string[]>([])
  const text = ref('')
  const campaign = ref('')
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0

  async function reload() {
    const id = linkId()
    const now = (asked += 1)
    if (id === undefined) {
      shorts.value = []
      text.value = ''
      campaign.value = ''
      return
    }
    const [link, list] = await Promise.all([ask('links.get', { id }), store.ofLink(id)])
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    error.value = !link.ok ? link.error : !list.ok ? list.error : undefined
    if (link.ok) {
      text.value = link.value.link.text
      campaign.value = link.value.link.campaign
    }
    if (list.ok)
      shorts.value = list.value.addresses
        .filter(({ state, retired, current }) => state === 'done' && !retired && current)
        .map(({ address }) => address)
  }
  watch(linkId, () => void reload(), { immediate: true })

  const candidates = computed<SmsLink[]>(() => [
    ...shorts.value.map((address) => ({ text: address, kind: 'short' as const })),
    ...(text.value === '' ? [] : [{ text: text.value, kind: 'itself' as const }]),
  ])
  return { candidates, campaign, error, reload }
}
