import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import type { PaletteItem } from './match'

export type PaletteSearch = (query: string, signal: AbortSignal) => Promise<readonly PaletteItem[]>

interface PaletteAnswers {
  found: Readonly<Ref<readonly PaletteItem[]>>
  searching: Readonly<Ref<boolean>>
  failed: Readonly<Ref<boolean>>
}

/** Asks the search a moment after typing stops; a newer question ends the older one, whose answer is then dropped. */
export function usePaletteSearch(
  query: () => string,
  search: () => PaletteSearch | undefined,
  wait = 150,
): PaletteAnswers {
  const found = shallowRef<readonly PaletteItem[]>([])
  const searching = ref(false)
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined

  async function ask(text: string, find: PaletteSearch) {
    const mine = new AbortController()
    running = mine
    try {
      const answer = await find(text, mine.signal)
      if (running === mine) found.value = answer
    } catch {
      if (running === mine) failed.value = true
    } finally {
      if (running === mine) searching.value = false
    }
  }
  function stop() {
    clearTimeout(timer)
    running?.abort()
    running = undefined
  }
  watch(query, (text) => {
    stop()
    failed.value = false
    const asked = search()
    const trimmed = text.trim()
    searching.value = asked !== undefined && trimmed !== ''
    found.value = []
    if (asked && trimmed !== '') timer = setTimeout(() => void ask(trimmed, asked), wait)
  })
  onScopeDispose(stop)
  return { found, searching, failed }
}
