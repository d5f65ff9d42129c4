import { useElementSize } from '@vueuse/core'
import { computed, type ComputedRef, type Ref, ref } from 'vue'

/** Chromium draws nothing beyond some 33 million pixels; a taller list is scrolled in proportion. */
const maxHeight = 16_000_000

export interface VirtualRows {
  /** Height in pixels that the body takes. */
  height: ComputedRef<number>
  /** First and one past the last row to draw. */
  range: ComputedRef<{ start: number; end: number }>
  /** Rows that fit on screen. */
  page: ComputedRef<number>
  /** Pixels from the top of the body at which a row stands now. */
  topOf(index: number): number
  /** To be called on the scroll event. */
  onScroll(): void
  /** Scrolls just far enough that the row is wholly seen. */
  reveal(index: number): void
}

/**
 * Draws only the rows on screen, of fixed height.
 * @param scroller the element that scrolls; its sticky head and foot take `covered` pixels of it
 */
export function useVirtualRows(
  scroller: Ref<HTMLElement | undefined>,
  count: () => number,
  rowHeight: number,
  covered: () => number,
  overscan = 6,
): VirtualRows {
  const { height: boxHeight } = useElementSize(scroller)
  const scrollTop = ref(0)
  // A box without height has not been laid out yet; a screenful is drawn meanwhile.
  const view = computed(() => Math.max(rowHeight, (boxHeight.value || 600) - covered()))
  const full = computed(() => count() * rowHeight)
  const height = computed(() => Math.min(full.value, maxHeight))
  /** Real pixels per scrolled pixel; 1 for all but enormous lists. */
  const ratio = computed(() => {
    const room = height.value - view.value
    return full.value > maxHeight && room > 0 ? (full.value - view.value) / room : 1
  })
  const offset = computed(() => scrollTop.value * ratio.value)
  const range = computed(() => ({
    start: Math.max(0, Math.floor(offset.value / rowHeight) - overscan),
    end: Math.min(count(), Math.ceil((offset.value + view.value) / rowHeight) + overscan),
  }))
  return {
    height,
    range,
    page: computed(() => Math.max(1, Math.floor(view.value / rowHeight) - 1)),
    topOf: (index) => scrollTop.value + index * rowHeight - offset.value,
    onScroll() {
      if (scroller.value) scrollTop.value = scroller.value.scrollTop
    },
    reveal(index) {
      const element = scroller.value
      if (!element) return
      const top = index * rowHeight
      const below = top + rowHeight - view.value
      if (top < offset.value) element.scrollTop = top / ratio.value
      else if (below > offset.value) element.scrollTop = Math.ceil(below / ratio.value)
      scrollTop.value = element.scrollTop
    },
  }
}
