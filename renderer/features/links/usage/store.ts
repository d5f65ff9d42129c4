import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { LinkAllowance } from '@shared/contract/links'
import type { DatedLimit } from '@shared/contract/settings'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/** What is used of each mini program's allowances, and the limits that they stand against. */
export const useUsage = defineStore('links.usage', () => {
  const session = useSession()
  const allowances = shallowRef<readonly LinkAllowance[]>([])
  const limits = shallowRef<readonly DatedLimit[]>([])
  const at = ref('')
  const ready = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let workspace: string | undefined
  let reading = 0

  async function load(): Promise<void> {
    const mine = (reading += 1)
    if (workspace !== session.session?.workspace.id) {
      workspace = session.session?.workspace.id
      allowances.value = []
      ready.value = false
    }
    const [usage, limitsAnswer] = await Promise.all([ask('links.usage', {}), ask('settings.limits', {})])
    if (mine !== reading) return
    error.value = usage.ok ? undefined : usage.error
    if (limitsAnswer.ok) limits.value = limitsAnswer.value
    if (!usage.ok) return
    allowances.value = usage.value.allowances
    at.value = usage.value.at
    ready.value = true
  }
  const askWechat = (appId: string, path: string) => ask('links.askUsage', { appId, path })
  const explain = (appId: string, rid: string) => ask('links.explainRequest', { appId, rid })
  return { allowances, limits, at, ready, error, load, askWechat, explain }
})
