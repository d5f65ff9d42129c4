import { ask, saveFile } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import { usePreference } from '@renderer/ui/base/usePreference'
import type { App } from '@shared/contract/apps'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { LinkRuleBook, LinkRuleFields } from '@shared/contract/link-rules'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** The link rules of one mini program at a time; which one is remembered. */
export const useLinkRules = defineStore('linkRules', () => {
  const session = useSession()
  const remembered = usePreference('linkRules.app', '')
  const apps = shallowRef<readonly App[]>([])
  const appsLoaded = ref(false)
  const book = shallowRef<LinkRuleBook>()
  const error = shallowRef<ErrorEnvelope>()
  const loading = ref(false)
  const refreshing = ref(false)
  let workspace: string | undefined
  let asked = 0

  const app = computed(() => apps.value.find(({ id }) => id === remembered.value) ?? apps.value[0])

  async function loadApps(): Promise<void> {
    const here = session.session?.workspace.id
    if (here !== workspace) book.value = undefined
    workspace = here
    const answer = await ask('apps.list', { archived: false })
    if (!answer.ok) error.value = answer.error
    else {
      apps.value = answer.value
      appsLoaded.value = true
    }
  }

  /** What is kept on this computer. */
  async function load(): Promise<void> {
    const appId = app.value?.id
    if (appId === undefined) return
    const now = (asked += 1)
    if (book.value?.appId !== appId) book.value = undefined
    loading.value = true
    const answer = await ask('linkRules.list', { appId })
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) book.value = answer.value
  }

  async function open(): Promise<void> {
    await loadApps()
    await load()
  }

  function choose(id: string): Promise<void> {
    remembered.value = id
    return load()
  }

  function keep(answer: Answer<LinkRuleBook>): Answer<LinkRuleBook> {
    if (answer.ok && answer.value.appId === app.value?.id) book.value = answer.value
    return answer
  }

  /** Reads from WeChat; what is kept stays in sight meanwhile, and when it fails. */
  async function refresh(): Promise<Answer<LinkRuleBook> | undefined> {
    const appId = app.value?.id
    if (appId === undefined || refreshing.value) return undefined
    refreshing.value = true
    const answer = keep(await ask('linkRules.refresh', { appId }))
    refreshing.value = false
    return answer
  }

  const appId = () => app.value?.id ?? ''
  return {
    apps,
    appsLoaded,
    app,
    book,
    error,
    loading,
    refreshing,
    open,
    load,
    choose,
    refresh,
    add: async (rule: LinkRuleFields) => keep(await ask('linkRules.add', { appId: appId(), rule })),
    edit: async (rule: LinkRuleFields) => keep(await ask('linkRules.edit', { appId: appId(), rule })),
    publish: async (prefix: string) => keep(await ask('linkRules.publish', { appId: appId(), prefix })),
    remove: async (prefix: string) => keep(await ask('linkRules.remove', { appId: appId(), prefix })),
    /** Answers the name of the file, once it was offered for saving. */
    async verificationFile(): Promise<Answer<string>> {
      const answer = await ask('linkRules.verificationFile', { appId: appId() })
      if (!answer.ok) return answer
      await saveFile(answer.value)
      return { ok: true, value: answer.value.name }
    },
    async saveImage(url: string, format: 'png' | 'svg'): Promise<ErrorEnvelope | undefined> {
      const answer = await ask('linkRules.image', { url, format })
      if (!answer.ok) return answer.error
      await saveFile(answer.value)
      return undefined
    },
    limits: () => ask('settings.limits', {}),
  }
})
