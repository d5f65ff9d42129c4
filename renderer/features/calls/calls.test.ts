// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import type { Call } from '@shared/contract/calls'
import en from '@shared/texts/en'
import zh from '@shared/texts/zh-CN'
import { createI18n } from 'vue-i18n'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { daysOf, useQueryFilter, useTypedText } from './query-filter'
import { type CallWords, outcomes, useCallWords } from './useCallWords'

const call: Call = {
  seq: 7,
  at: '2026-11-22T06:00:00.000Z',
  system: 'wechat',
  method: 'POST',
  path: '/wxa/generatescheme?access_token=***',
  durationMs: 10_020,
  outcome: 'unknown',
  fault: 'http.timeout',
  attempt: 1,
  correlationId: 'c-1',
}

function words(locale: 'zh-CN' | 'en' = 'zh-CN'): CallWords {
  let made: CallWords | undefined
  const i18n = createI18n({ legacy: false, locale, messages: { 'zh-CN': zh as never, en: en as never } })
  mount(defineComponent({ setup: () => ((made = useCallWords()), () => h('p')) }), { global: { plugins: [i18n] } })
  if (!made) throw new Error('not set up')
  return made
}

describe('the words of the call log', () => {
  it('names system, outcome and what an unknown outcome means for the person', () => {
    const { system, outcome, tone, meaning } = words()
    expect(system(call)).toBe('微信')
    expect(outcome(call)).toBe('结果待确认')
    expect(tone(call)).toBe('attention')
    expect(meaning(call)).toContain('不要直接重做')
    expect(meaning({ ...call, outcome: 'done' })).toBe('')
    expect(meaning({ ...call, outcome: 'refused', upstreamCode: '40164' })).toContain('40164')
  })

  it.each(outcomes)('has a word for %s in both languages', (outcome) => {
    expect(words().outcome({ outcome })).not.toMatch(/[a-z]/i)
    expect(words('en').outcome({ outcome })).toMatch(/^[A-Z][a-z ]+$/)
  })

  it('fills a fault’s text with what the log knows and leaves no hole where it knows nothing', () => {
    expect(words().fault(call)).toBe('等了 10 秒，微信 没有答复。请检查网络，稍后再试。')
    expect(words().fault({ ...call, fault: 'http.proxyUnreachable' })).toContain('连不上代理 …，')
    expect(words().fault({ ...call, fault: 'http.status', status: 502 })).toContain('状态 502')
    expect(words().fault({ ...call, fault: 'newer.version' })).toContain('newer.version')
    const { fault: _none, ...plain } = call
    expect(words().fault(plain)).toBe('')
  })
})

describe('the days of a filter', () => {
  it('takes one or both days and passes over what is no day or reversed', () => {
    const zone = 'Asia/Shanghai'
    expect(daysOf('2026-11-01', '2026-11-22', zone)).toEqual({ fromDay: '2026-11-01', toDay: '2026-11-22', zone })
    expect(daysOf('2026-11-01', '', zone)).toEqual({ fromDay: '2026-11-01', zone })
    expect(daysOf('2026-02-30', '', zone)).toBeUndefined()
    expect(daysOf('2026-11-22', '2026-11-01', zone)).toBeUndefined()
  })
})

describe('a filter in the address', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  async function open(address: string) {
    const seen: string[] = []
    const page = defineComponent({
      setup() {
        const filter = useQueryFilter(['q', 'system'])
        const text = useTypedText(
          () => filter.values.value.q,
          (q) => filter.set({ q }),
        )
        return () => {
          seen.push(JSON.stringify(filter.values.value))
          return h('input', { value: text.value, onInput: (event) => (text.value = (event.target as HTMLInputElement).value) })
        }
      },
    })
    const blank = defineComponent({ setup: () => () => h('i') })
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/log', component: page },
        { path: '/other', component: blank },
      ],
    })
    await router.push(address)
    const { RouterView } = await import('vue-router')
    const app = mount(RouterView, { global: { plugins: [router] } })
    await nextTick()
    return { app, router, seen }
  }

  it('is read from the address, and typing reaches the address once it stops', async () => {
    const { app, router, seen } = await open('/log?q=40164&system=wechat&stranger=1')
    expect(seen[0]).toBe('{"q":"40164","system":"wechat"}')
    expect(app.get('input').element.value).toBe('40164')
    await app.get('input').setValue('rid')
    expect(router.currentRoute.value.query['q']).toBe('40164')
    await vi.advanceTimersByTimeAsync(300)
    expect(router.currentRoute.value.query).toEqual({ q: 'rid', system: 'wechat' })
  })

  it('leaves another screen’s address alone when that is opened while somebody still types', async () => {
    const { app, router } = await open('/log')
    await app.get('input').setValue('rid')
    await router.push('/other?x=1')
    await vi.advanceTimersByTimeAsync(300)
    expect(router.currentRoute.value.fullPath).toBe('/other?x=1')
  })
})
