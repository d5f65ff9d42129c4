import { usePreference } from '@renderer/ui/base/usePreference'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useLinks } from '../store'

type Request = CommandInput<'links.create'>

/**
 * One link in several channels: which were chosen, how each differs, and what became of making them.
 * @param request the base link; `undefined` while something stands against it
 */
export function useVariants(workspaceId: string, request: () => Request | undefined) {
  const links = useLinks()
  const on = usePreference(`links.maker.variants.${workspaceId}`, false)
  const chosen = usePreference<string[]>(`links.maker.channels.${workspaceId}`, [])
  const plan = shallowRef<CommandOutput<'links.checkVariants'>>()
  const planError = shallowRef<ErrorEnvelope>()
  const result = shallowRef<CommandOutput<'links.createVariants'>>()
  const refusal = shallowRef<ErrorEnvelope>()
  const making = ref(false)
  let running: AbortController | undefined

  /** Those that still exist, in the order of the list. */
  const channels = computed(() => links.channels.map(({ code }) => code).filter((code) => chosen.value.includes(code)))

  async function look(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    const base = request()
    if (!on.value || !base || channels.value.length === 0) {
      plan.value = undefined
      planError.value = undefined
      return
    }
    const answer = await links.checkVariants({ request: base, channels: channels.value }, mine.signal).catch((cause: unknown) => {
      if (mine.signal.aborted) return undefined
      throw cause
    })
    if (running !== mine || !answer) return
    plan.value = answer.ok ? answer.value : undefined
    planError.value = answer.ok ? undefined : answer.error
  }
  watch(
    () => JSON.stringify([on.value, channels.value, request() ?? null]),
    () => {
      result.value = undefined
      refusal.value = undefined
      void look()
    },
    { immediate: true },
  )
  onScopeDispose(() => running?.abort())

  const ready = computed(() => plan.value !== undefined && plan.value.variants.every((one) => one.ready))

  async function make(): Promise<void> {
    const base = request()
    if (making.value || !base || !ready.value || result.value) return
    making.value = true
    refusal.value = undefined
    const answer = await links.createVariants({ request: base, channels: channels.value })
    making.value = false
    if (answer.ok) result.value = answer.value
    else refusal.value = answer.error
  }
  /** The same channels once more, on purpose. */
  function again(): void {
    result.value = undefined
    refusal.value = undefined
  }
  function clear(): void {
    again()
    on.value = false
    chosen.value = []
  }
  return { on, chosen, channels, plan, planError, ready, result, refusal, making, make, again, clear }
}
