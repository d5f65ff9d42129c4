import type { LinkAllowance, UnknownRequest } from '@shared/contract/links'
import { counterPeriods } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { textFor } from '../../platform/texts/texts'
import type { TodoSource } from '../today'
import { linksWorkspace } from './links.fixture'
import { linkTodos, type LinkTodosParts } from './todos'
import { linksRepository } from './repository'
import { linkTodosRepository } from './todos.repository'
import { Uses } from './uses'

const day = 86_400_000

async function made(change: Partial<LinkTodosParts> = {}) {
  const at = await linksWorkspace()
  const { now } = at
  const sources = linkTodos({
    clock: at.clock,
    repository: now.store.client(linkTodosRepository),
    unknowns: () => now.links.unknowns(),
    batches: async () => [],
    usage: async () => ({ allowances: [] }),
    apps: () => now.apps.all(),
    ...change,
  })
  const of = (id: string): TodoSource => {
    const source = sources.find((one) => one.id === id)
    if (!source) throw new Error(id)
    return source
  }
  const create = (changes: object) => now.links.create(at.request({ reuse: false, ...changes }), at.doer())
  return { ...at, now, create, load: async (id: string) => of(id).load() }
}

describe('links that end', () => {
  it('are told from seven days before, to the millisecond, with the first end', async () => {
    const { load, clock, create } = await made()
    await create({ expiry: { type: 'days', days: 10 } })
    await create({ expiry: { type: 'days', days: 9 }, query: 'b=2' })
    expect(await load('links.expiring')).toEqual([])
    clock.advance(2 * day + day)
    expect(await load('links.expiring')).toMatchObject([{ id: 'links.expiring', tone: 'info', count: 2 }])
  })

  it('and were used somewhere are told when they have ended; others are not', async () => {
    const { load, clock, create, now, doer } = await made()
    const used = await create({ expiry: { type: 'days', days: 10 } })
    await create({ expiry: { type: 'days', days: 10 }, query: 'b=2' })
    await new Uses(now.links).add({ linkId: used.id, kind: 'sms', text: '召回短信' }, doer())
    clock.advance(10 * day + 1000)
    const todos = await load('links.expiring')
    expect(todos).toMatchObject([{ id: 'links.expired', kind: 'links.expired', tone: 'failed', count: 1, since: used.expiresAt }])
    expect(JSON.stringify(todos)).not.toContain('召回短信')
    clock.advance(31 * day)
    expect(await load('links.expiring')).toEqual([])
  })
})

it('pages of plain schemes that nobody declared are told, with the mini program', async () => {
  const { load, create, now, appId } = await made()
  await create({ kind: 'plain_scheme', path: 'pages/index/index', query: 'a=1' })
  expect(await load('links.undeclared')).toEqual([])
  await create({ kind: 'plain_scheme', path: 'pages/room/detail', query: 'a=1' })
  await create({ kind: 'plain_scheme', path: 'pages/room/detail', query: 'a=2' })
  const app = await now.apps.get(appId)
  expect(await load('links.undeclared')).toMatchObject([
    { id: `links.undeclared.${app.id}`, tone: 'attention', count: 1, title: { params: { app: '云栖酒店', count: 1 } }, detail: { params: { pages: 'pages/room/detail' } } },
  ])
  await now.apps.archive(app.id, true)
  expect(await load('links.undeclared')).toEqual([])
})

it('each page is told once with its first link, whatever leads to it elsewhere, earlier or put away', async () => {
  const { create, now, clock, appId, otherId } = await made()
  const plain = (app: string, path: string, query: string) => create({ kind: 'plain_scheme', appId: app, path, query })
  await plain(otherId, 'pages/room/detail', 'a=0')
  clock.advance(day)
  const from = clock.instant()
  const first: string[] = []
  for (const [app, path] of [[appId, 'pages/index/index'], [appId, 'pages/room/detail'], [otherId, 'pages/index/index']] as const) {
    first.push(`${app} ${path} ${(await plain(app, path, 'a=1')).createdAt}`)
    clock.advance(1000)
  }
  await plain(appId, 'pages/index/index', 'a=2')
  await create({ path: 'pages/room/detail', query: 'b=1' })
  const away = await plain(otherId, 'pages/coupon/receive', 'a=3')
  await now.store.client(linksRepository).archive({ ids: [away.id], archived: true, operatorName: '' })
  const pages = await now.store.client(linkTodosRepository).plainPages(from)
  expect(pages.map((page) => `${page.appId} ${page.path} ${page.since}`).sort()).toEqual(first.sort())
})

describe('an allowance', () => {
  it.each(Object.entries(counterPeriods))('%s is called what it is counted in: by %s', (counter, period) => {
    const key = `links.todos.allowance.${counter}`
    expect([textFor('zh-CN', key).includes('今天'), textFor('en', key).includes('today')]).toEqual([period === 'day', period === 'day'])
  })
  const allowance = (change: Partial<LinkAllowance>): LinkAllowance => ({
    appId: 'a', counter: 'generated', period: 'day', periodOf: '2026-11-22', used: 0, limit: 500_000, saved: 0, state: 'ok', limitKey: 'x', ...change,
  })
  it('is told at 80 % and at 100 %, each day anew', async () => {
    const { load } = await made({
      usage: async () => ({
        allowances: [
          allowance({ used: 399_999 }),
          allowance({ appId: 'b', used: 400_000, state: 'warn' }),
          allowance({ appId: 'c', used: 500_000, state: 'stop', periodOf: '2026-11-23' }),
          allowance({ appId: 'd', used: 0, limit: 0, state: 'stop', counter: 'limitedCodes', period: 'life', periodOf: undefined }),
        ],
      }),
    })
    expect((await load('links.allowances')).map(({ id, kind, tone, title }) => [id, kind, tone, title.params['percent']])).toEqual([
      ['links.allowance.b.generated.2026-11-22', 'links.allowanceLow', 'attention', 80],
      ['links.allowance.c.generated.2026-11-23', 'links.allowanceUsedUp', 'failed', 100],
      ['links.allowance.d.limitedCodes.life', 'links.allowanceUsedUp', 'failed', 0],
    ])
  })
})

it('unknown outcomes are told as one thing, since the oldest', async () => {
  const request = (createdAt: string): UnknownRequest => ({ id: createdAt, kind: 'encrypted_scheme', app: { id: 'a', name: 'x' }, path: 'p', query: 'q', createdAt, createdBy: '某人' })
  const { load } = await made({ unknowns: async () => [request('2026-11-22T03:00:00.000Z'), request('2026-11-21T03:00:00.000Z')] })
  expect(await load('links.unknown')).toMatchObject([{ count: 2, since: '2026-11-21T03:00:00.000Z', tone: 'attention' }])
})

describe('a batch', () => {
  const batch = (state: 'checked' | 'running' | 'finished' | 'mapping' | 'unreadable', counts: object) => ({ id: state, name: '桌卡', state, counts, createdAt: '2026-11-22T03:00:00.000Z' })
  it('is told while a person has something to do about it', async () => {
    const { load } = await made({
      batches: async () => [
        batch('unreadable', {}),
        batch('mapping', { unchecked: 40 }),
        batch('checked', { bad: 2, ready: 5 }),
        batch('running', { failed: 3 }),
        batch('finished', { done: 5 }),
      ],
    })
    expect((await load('links.batches')).map(({ id, tone, count }) => [id, tone, count])).toEqual([
      ['links.batch.unreadable', 'failed', 1],
      ['links.batch.mapping', 'info', 40],
      ['links.batch.checked', 'attention', 2],
    ])
  })
})
