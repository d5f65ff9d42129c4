import type { GeoBatch, GeoRowState } from '@shared/contract/geocoding-batches'
import type { StateChoice } from '@renderer/ui/table/StateFilter.vue'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { rowStates, rowTones } from '../model'
import { useGeoBatchWords } from '../useGeoBatchWords'

/**
 * The states of a batch's rows as a filter: all, and those that occur.
 * @param always states that are offered although no row is in them
 */
export function useRowChoices(batch: () => GeoBatch | undefined, always: readonly GeoRowState[]): ComputedRef<StateChoice[]> {
  const { t } = useI18n()
  const words = useGeoBatchWords()
  return computed(() => {
    const one = batch()
    if (!one) return []
    const shown = rowStates.filter((state) => one.counts[state] > 0 || always.includes(state))
    return [
      { key: 'all', label: t('geoBatches.rows.all'), count: one.totalRows, tone: 'neutral' },
      ...shown.map((state) => ({ key: state, label: words.rowState(state), count: one.counts[state], tone: rowTones[state] })),
    ]
  })
}

/** The states that a choice stands for; all where it is none of them. */
export const statesOf = (choice: string): GeoRowState[] | undefined => {
  const state = rowStates.find((one) => one === choice)
  return state === undefined ? undefined : [state]
}
