import { computed, type ComputedRef } from 'vue'
import { usePreference } from '../base/usePreference'

export interface SavedFilter<Filter> {
  name: string
  filter: Filter
}

function isNamedList(value: unknown): value is SavedFilter<never>[] {
  return (
    Array.isArray(value) &&
    value.every((item: unknown) => typeof item === 'object' && item !== null && 'name' in item && 'filter' in item)
  )
}

/**
 * The filters that a person saved for one list.
 * @param list key of the list: `links.history`
 * @param accept decides whether a filter that an older version saved still fits; those that do not are passed over
 */
export function useSavedFilters<Filter>(
  list: string,
  accept: (value: unknown) => value is Filter,
): {
  saved: ComputedRef<SavedFilter<Filter>[]>
  /** Saves under a name; an equal name is replaced. */
  save(name: string, filter: Filter): void
  remove(name: string): void
} {
  const stored = usePreference<SavedFilter<unknown>[]>(`filters.${list}`, [], isNamedList)
  return {
    saved: computed(() =>
      stored.value.flatMap(({ name, filter }) => (accept(filter) ? [{ name, filter }] : [])),
    ),
    save(name, filter) {
      stored.value = [...stored.value.filter((one) => one.name !== name), { name, filter }]
    },
    remove(name) {
      stored.value = stored.value.filter((one) => one.name !== name)
    },
  }
}
