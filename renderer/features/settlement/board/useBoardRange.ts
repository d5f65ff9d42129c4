import type { Month } from '@shared/contract/settlement-values'
import { addMonths, monthsBetween } from '@shared/domain/beijing-time'
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { monthIn, thisMonth } from '../parts/months'

export const spans = [3, 6, 12, 24] as const
export type Span = (typeof spans)[number]

/** The months that the board and its charts show, kept in the address: the last one and how many. */
export function useBoardRange(usual: Span) {
  const route = useRoute()
  const router = useRouter()
  const change = (query: Record<string, string>) => void router.replace({ query: { ...route.query, ...query } })
  const last: WritableComputedRef<Month | undefined> = computed({
    get: () => monthIn(route.query['to']) ?? thisMonth(),
    set: (to) => change(to === undefined ? {} : { to }),
  })
  const span: WritableComputedRef<Span> = computed({
    get: () => spans.find((one) => String(one) === route.query['months']) ?? usual,
    set: (count) => change({ months: String(count) }),
  })
  const toMonth = computed(() => last.value ?? thisMonth())
  const fromMonth = computed(() => addMonths(toMonth.value, 1 - span.value))
  return { last, span, fromMonth, toMonth, months: computed(() => monthsBetween(fromMonth.value, toMonth.value).toReversed()) }
}
