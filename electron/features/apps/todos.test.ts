import type { App } from '@shared/contract/apps'
import { expect, it } from 'vitest'
import { appTodos } from './todos'

const app = (name: string, change: Partial<App> = {}): App => ({
  id: name, name, appId: 'wx', originalId: '', subjectType: 'company_domestic', tokenMode: 'stable', pages: [], declaredPages: [], defaultTag: '',
  overrides: [], archived: false, rev: 1, updatedAt: '2026-11-22T05:00:00.000Z', ...change,
})
const secret = { last4: 'abcd', setAt: '2026-11-22T05:00:00.000Z' }

it('mini programs in use without AppSecret are told as one thing, three by name', async () => {
  const load = async (apps: App[]) => appTodos({ apps: async () => apps })[0]?.load()
  expect(await load([app('甲', { secret }), app('乙', { archived: true })])).toEqual([])
  const four = ['甲', '乙', '丙', '丁'].map((name, n) => app(name, { updatedAt: `2026-11-2${n}T05:00:00.000Z` }))
  expect(await load(four)).toMatchObject([
    { count: 4, since: '2026-11-20T05:00:00.000Z', detail: { key: 'today.todos.namesAndMore', params: { names: '甲 · 乙 · 丙', count: 4 } } },
  ])
  expect(await load(four.slice(0, 2))).toMatchObject([{ detail: { key: 'today.todos.names' } }])
})
