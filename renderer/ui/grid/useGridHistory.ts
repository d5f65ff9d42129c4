import { computed, type ComputedRef, shallowRef } from 'vue'
import type { GridRows } from './edits'

/** Steps back through the states of a grid; the states share their unchanged rows, so fifty of them cost little. */
export function useGridHistory(limit = 50): {
  keep(rows: GridRows): void
  back(now: GridRows): GridRows | undefined
  forth(now: GridRows): GridRows | undefined
  canBack: ComputedRef<boolean>
} {
  const past = shallowRef<GridRows[]>([])
  const future = shallowRef<GridRows[]>([])
  return {
    keep(rows) {
      past.value = [...past.value, rows].slice(-limit)
      future.value = []
    },
    back(now) {
      const state = past.value.at(-1)
      if (!state) return undefined
      past.value = past.value.slice(0, -1)
      future.value = [...future.value, now]
      return state
    },
    forth(now) {
      const state = future.value.at(-1)
      if (!state) return undefined
      future.value = future.value.slice(0, -1)
      past.value = [...past.value, now]
      return state
    },
    canBack: computed(() => past.value.length > 0),
  }
}
