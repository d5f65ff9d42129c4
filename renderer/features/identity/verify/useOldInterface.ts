import { useEvent } from '@renderer/app/events'
import { dayOfNumber, defaultIdentityLimits } from '@shared/domain/identity'
import { computed, onMounted, ref } from 'vue'
import { useIdentity } from '../store'

const key = 'faceV1EndsOn'

/** When the older interface ends, as this workspace has it: the day is uncertain, so settings can change it. */
export function useOldInterface() {
  const store = useIdentity()
  const limit = ref<{ value: number; source: string; asOf: string; certain: boolean }>(defaultIdentityLimits[key])
  async function load() {
    const answer = await store.limits()
    const known = answer.ok ? answer.value.find((one) => one.key === key) : undefined
    if (known) limit.value = known
  }
  onMounted(load)
  useEvent('settings.changed', () => void load())
  const day = computed(() => dayOfNumber(limit.value.value))
  return {
    day,
    /** The day itself counts as over: nobody knows at which hour it ends. */
    isOver: computed(() => Date.now() >= Date.parse(`${day.value}T00:00:00+08:00`)),
    fact: computed(() => ({ factId: 'face-8.1', source: limit.value.source, asOf: limit.value.asOf, certain: limit.value.certain })),
  }
}
