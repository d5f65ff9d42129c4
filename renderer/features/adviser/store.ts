import { ask } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import { useSession } from '@renderer/app/session'
import type { CommandInput } from '@shared/contract'
import type { AdviserRule } from '@shared/contract/adviser'
import type { App } from '@shared/contract/apps'
import type { ErrorEnvelope } from '@shared/contract/error'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** The adviser's rules in force, and the mini programs that a question may start from. */
export const useAdviser = defineStore('adviser', () => {
  const session = useSession()
  const rules = shallowRef<readonly AdviserRule[]>()
  const apps = shallowRef<readonly App[]>([])
  const error = shallowRef<ErrorEnvelope>()
  /** What was just done to a rule; gone with the next rule that is opened. */
  const done = ref<'saved' | 'restored'>()
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = session.session?.workspace.id
    if (workspace !== now) {
      workspace = now
      rules.value = undefined
      apps.value = []
    }
    const [found, known] = await Promise.all([
      ask('adviser.rules', {}),
      session.can('apps.view') ? ask('apps.list', {}) : undefined,
    ])
    error.value = found.ok ? undefined : found.error
    if (found.ok) rules.value = found.value
    if (known?.ok) apps.value = known.value.filter(({ archived }) => !archived)
  }
  const reload = () => {
    if (rules.value) void load()
  }
  useEvent('settings.changed', reload)
  useEvent('apps.changed', reload)
  useGap(reload)

  function put(rule: AdviserRule): void {
    rules.value = rules.value?.map((one) => (one.id === rule.id ? rule : one))
  }

  /** Answers the error that stopped it, or nothing. */
  async function setRule(input: CommandInput<'adviser.setRule'>): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('adviser.setRule', input)
    if (!answer.ok) return answer.error
    put(answer.value)
    done.value = 'saved'
    return undefined
  }

  async function restoreRule(id: string): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('adviser.restoreRule', { id })
    if (!answer.ok) return answer.error
    put(answer.value)
    done.value = 'restored'
    return undefined
  }

  const byId = computed(() => new Map((rules.value ?? []).map((rule) => [rule.id, rule])))
  return { rules, byId, apps, error, done, load, setRule, restoreRule }
})
