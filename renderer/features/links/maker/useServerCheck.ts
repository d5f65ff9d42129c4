import { useEvent } from '@renderer/app/events'
import type { CommandInput, CommandOutput } from '@shared/contract'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useLinks } from '../store'

type Request = CommandInput<'links.create'>
export type ServerCheck = CommandOutput<'links.check'>

/**
 * What only the program knows of a request: whether an equal link exists, and what is used of the allowances. Asked
 * when typing has stopped and nothing stands against the link; an answer that a later one has overtaken is dropped.
 * @param request what would be asked for; `undefined` while something stands against it
 */
export function useServerCheck(request: () => Request | undefined): {
  found: Readonly<ShallowRef<ServerCheck | undefined>>
  refresh: () => Promise<void>
} {
  const links = useLinks()
  const found = shallowRef<ServerCheck>()
  let running: AbortController | undefined

  async function refresh(): Promise<void> {
    running?.abort()
    const input = request()
    const mine = new AbortController()
    running = mine
    if (!input) {
      found.value = undefined
      return
    }
    const answer = await links.check(input, mine.signal).catch((cause: unknown) => {
      if (mine.signal.aborted) return undefined
      throw cause
    })
    // A refusal is said when the link is asked for; the preview just says less.
    if (running === mine) found.value = answer?.ok ? answer.value : undefined
  }
  watch(
    () => JSON.stringify(request() ?? null),
    () => void refresh(),
    { immediate: true },
  )
  useEvent('links.changed', () => void refresh())
  onScopeDispose(() => running?.abort())
  return { found, refresh }
}
