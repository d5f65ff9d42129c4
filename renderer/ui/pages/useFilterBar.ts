import { computed, type ComputedRef, onScopeDispose, ref, type Ref, watch } from 'vue'
import { useUserZone } from '../text/userZone'

/** Days of a filter; they mean what they meant in the zone in which they were chosen. */
export interface FilterDays {
  fromDay?: string | undefined
  toDay?: string | undefined
  zone: string
}

/** What the bars of lists have in common. */
export interface BarFilter {
  text?: string | undefined
  days?: FilterDays | undefined
}

/** Fields to change; only those that a filter may lack can be taken away. */
export type FilterPart<Filter> = {
  [K in keyof Filter]?: object extends Pick<Filter, K> ? Filter[K] | undefined : Filter[K]
}

export interface FilterBar<Filter> {
  /** What stands in the search field. */
  typed: Ref<string>
  /** The range as the date picker takes it. */
  days: ComputedRef<string[] | undefined>
  /** Zone of the days where it is not the reader's: it must be said. */
  namedZone: ComputedRef<string>
  change(part: FilterPart<Filter>): void
  onText(text: string): void
  onEnter(event: Event | KeyboardEvent): void
  onDays(range: string[] | null): void
}

const pauseMs = 300

/** The filter without what is not set. Only fields that may be absent can be `undefined` (`FilterPart`). */
function withoutEmpty<Filter>(filter: FilterPart<Filter>): Filter {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '' && value !== false)
  return Object.fromEntries(set) as Filter
}

/**
 * The part that every filter bar shares: a search that waits for a pause in typing and for the input method, a range of
 * days with the zone it was chosen in, and the merge of a change into the whole filter.
 * @param filter the filter that holds
 * @param tell takes the whole changed filter
 */
export function useFilterBar<Filter extends BarFilter>(filter: () => Filter, tell: (filter: Filter) => void): FilterBar<Filter> {
  const zone = useUserZone()
  const typed = ref(filter().text ?? '')
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    () => filter().text,
    (now) => {
      if ((now ?? '') !== typed.value.trim()) typed.value = now ?? ''
    },
  )
  onScopeDispose(() => clearTimeout(timer))

  function change(part: FilterPart<Filter>): void {
    clearTimeout(timer)
    tell(withoutEmpty<Filter>({ ...filter(), text: typed.value.trim(), ...part }))
  }
  const noChange: FilterPart<Filter> = {}
  return {
    typed,
    days: computed(() => {
      const { fromDay, toDay } = filter().days ?? {}
      return fromDay !== undefined && toDay !== undefined ? [fromDay, toDay] : undefined
    }),
    namedZone: computed(() => {
      const { days } = filter()
      return days && days.zone !== zone.value ? days.zone : ''
    }),
    change,
    /** The field tells nothing while an input method composes, so a half-typed word is never searched. */
    onText(text) {
      typed.value = text
      clearTimeout(timer)
      timer = setTimeout(() => change(noChange), pauseMs)
    },
    onEnter(event) {
      if (event instanceof KeyboardEvent && event.isComposing) return
      change(noChange)
    },
    onDays(range) {
      const [fromDay, toDay] = range ?? []
      const days = fromDay === undefined || toDay === undefined ? undefined : { fromDay, toDay, zone: zone.value }
      change({ days } as FilterPart<Filter>)
    },
  }
}
