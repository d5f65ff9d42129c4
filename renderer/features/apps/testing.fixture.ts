import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import type { Answer } from '@shared/contract/error'
import type { App } from '@shared/contract/apps'
import { type Permission, permissions } from '@shared/contract/permissions'
import texts from '@shared/texts/zh-CN'
import { createPinia, setActivePinia } from 'pinia'
import { type Component, defineComponent, h } from 'vue'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter, type Router, RouterView } from 'vue-router'

/** What the program answers, by command; each call is noted. */
export type Program = Record<string, (input: never) => unknown>

export interface Desk {
  calls: { name: string; input: unknown }[]
  program: Program
}

export const refuse = (code: string, more: object = {}): Answer<never> => ({
  ok: false,
  error: { code, messageKey: `errors.${code}`, params: {}, retry: 'no', correlationId: 'c-1', ...more },
})

/** Puts a double of the shell into the window. Must stand before the client is first imported. */
export function shellDouble(): Desk {
  const desk: Desk = { calls: [], program: {} }
  window.minidesk = {
    invoke: async ({ name, input }) => {
      desk.calls.push({ name, input })
      const answer = desk.program[name]?.(input as never)
      if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer as Answer<unknown>
      return { ok: true, value: answer }
    },
    upload: async () => ({ ok: true, value: { fileId: 'file-1' } }),
    save: async () => true,
    read: async () => undefined,
    follow: () => () => undefined,
    openExternal: (url) => desk.calls.push({ name: 'openExternal', input: url }),
  }
  return desk
}

export const app = (more: Partial<App> = {}): App => ({
  id: 'a1',
  name: '云栖酒店',
  appId: 'wx0123456789abcdef',
  originalId: '',
  subjectType: 'company_domestic',
  tokenMode: 'stable',
  pages: ['pages/a', 'pages/b'],
  declaredPages: ['pages/a'],
  defaultTag: 'from=sms',
  overrides: [],
  archived: false,
  rev: 3,
  updatedAt: '2026-11-22T06:05:00.000Z',
  ...more,
})

/**
 * Shows one screen at an address, in Chinese, with the permissions given; other addresses are empty pages.
 * @param named names of other screens, to which its links lead
 */
export async function showScreen(
  screen: { path: string; name?: string; component: Component },
  address: string,
  granted: readonly Permission[] = permissions,
  named: readonly { name: string; path: string }[] = [],
): Promise<{ page: VueWrapper; router: Router }> {
  const { useSession } = await import('@renderer/app/session')
  const pinia = createPinia()
  setActivePinia(pinia)
  useSession().session = {
    handle: 'h',
    operator: { id: 'o', name: '王芳', role: 'administrator' },
    workspace: { id: 'w', name: '练习', kind: 'practice' },
    permissions: [...granted],
  } as never
  const empty = defineComponent({ render: () => h('p', 'elsewhere') })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [screen, ...named.map((one) => ({ ...one, component: empty })), { path: '/:rest(.*)*', component: empty }],
  })
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': texts as never } })
  await router.push(address)
  const page = mount(RouterView, { attachTo: document.body, global: { plugins: [pinia, router, i18n] } })
  await flushPromises()
  return { page, router }
}
