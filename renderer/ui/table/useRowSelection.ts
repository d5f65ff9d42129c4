import { computed, type ComputedRef, type Ref } from 'vue'

export interface RowSelection {
  has(key: string): boolean
  /** Of the loaded rows: all, some or none. */
  state: ComputedRef<'all' | 'some' | 'none'>
  /** Turns one row over and makes it the start of the next range. */
  toggle(index: number): void
  /** Selects from the row last turned over to this one. */
  extendTo(index: number): void
  /** Selects all loaded rows, or none if all are selected. */
  toggleAll(): void
}

/** Which rows are selected, by key, so that the choice outlives sorting and loading. */
export function useRowSelection(selected: Ref<ReadonlySet<string>>, keys: () => readonly string[]): RowSelection {
  let anchor = 0
  const state = computed(() => {
    const all = keys()
    const count = all.reduce((sum, key) => sum + (selected.value.has(key) ? 1 : 0), 0)
    if (count === 0) return 'none'
    return count === all.length ? 'all' : 'some'
  })
  return {
    has: (key) => selected.value.has(key),
    state,
    toggle(index) {
      const key = keys()[index]
      if (key === undefined) return
      const next = new Set(selected.value)
      if (!next.delete(key)) next.add(key)
      anchor = index
      selected.value = next
    },
    extendTo(index) {
      const [from, to] = anchor < index ? [anchor, index] : [index, anchor]
      selected.value = new Set([...selected.value, ...keys().slice(from, to + 1)])
    },
    toggleAll() {
      const next = new Set(selected.value)
      const all = state.value === 'all'
      for (const key of keys()) {
        if (all) next.delete(key)
        else next.add(key)
      }
      selected.value = next
    },
  }
}
