import { useEvent, useGap } from '@renderer/app/events'
import { useThrottled } from '@renderer/ui/base/useThrottled'
import { computed, type ComputedRef, onBeforeUnmount, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useOpenGeoBatch } from './open-batch'

/** Four looks a second are as many as a person can follow; a run tells of hundreds of rows. */
const everyMs = 400

/** Holds the batch that the address names open and up to date while its page is on screen. */
export function useLiveBatch(): ComputedRef<string> {
  const route = useRoute()
  const store = useOpenGeoBatch()
  const batchId = computed(() => (typeof route.params.id === 'string' ? route.params.id : ''))
  const refresh = useThrottled(() => void store.refresh(), everyMs)
  useEvent('geocodingBatches.changed', (event) => {
    if (event.batchId === store.id) refresh()
  })
  useEvent('jobs.changed', (event) => {
    if (event.subjectId === store.id) refresh()
  })
  useGap(refresh)
  watch(
    batchId,
    (id) => {
      if (id === '') store.close()
      else void store.open(id)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => store.close())
  return batchId
}
