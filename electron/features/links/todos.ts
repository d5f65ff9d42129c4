import type { App } from '@shared/contract/apps'
import type { LinkAllowance, UnknownRequest } from '@shared/contract/links'
import { pathIsDeclared } from '@shared/domain/links'
import type { Clock } from '../../platform/clock/clock'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Todo, TodoSource } from '../today'
import type { BatchRecord } from './batch.repository'
import type { linkTodosRepository } from './todos.repository'

export interface LinkTodosParts {
  clock: Clock
  repository: RepositoryClient<typeof linkTodosRepository>
  unknowns: () => Promise<readonly UnknownRequest[]>
  batches: () => Promise<readonly Pick<BatchRecord, 'id' | 'name' | 'state' | 'counts' | 'createdAt'>[]>
  usage: () => Promise<{ allowances: readonly LinkAllowance[] }>
  apps: () => Promise<readonly App[]>
}

const day = 86_400_000
const soonDays = 7
/** A link that ended longer ago is no surprise to anybody any more. */
const endedDays = 30
const pagesOfDays = 365

const earliest = (instants: readonly string[]) => [...instants].sort()[0]

function unknownRequests({ unknowns }: LinkTodosParts): TodoSource {
  return {
    id: 'links.unknown',
    kinds: ['links.unknown'],
    permission: 'links.view',
    topics: ['links.changed', 'batches.changed'],
    load: async () => {
      const found = await unknowns()
      const since = earliest(found.map(({ createdAt }) => createdAt))
      if (since === undefined) return []
      return [
        {
          id: 'links.unknown',
          kind: 'links.unknown',
          tone: 'attention',
          title: { key: 'links.todos.unknown', params: { count: found.length } },
          detail: { key: 'links.todos.unknownDetail', params: {} },
          since,
          count: found.length,
          action: { key: 'links.todos.decide', to: '/links?unknowns=1' },
        },
      ]
    },
  }
}

function expiringLinks({ clock, repository }: LinkTodosParts): TodoSource {
  return {
    id: 'links.expiring',
    kinds: ['links.expiring', 'links.expired'],
    permission: 'links.view',
    topics: ['links.changed'],
    load: async () => {
      const now = clock.now().getTime()
      const at = (days: number) => new Date(now + days * day).toISOString()
      const [ending, ended] = [
        await repository.ending({ from: at(0), until: at(soonDays) }),
        await repository.endedWithUses({ from: at(-endedDays), now: at(0) }),
      ]
      const todos: Todo[] = []
      if (ended.count > 0)
        todos.push({
          id: 'links.expired',
          kind: 'links.expired',
          tone: 'failed',
          title: { key: 'links.todos.expired', params: { count: ended.count } },
          detail: { key: 'links.todos.expiredDetail', params: {} },
          ...(ended.first === null ? {} : { since: ended.first }),
          count: ended.count,
          action: { key: 'links.todos.look', to: '/links?state=expired' },
        })
      if (ending.count > 0)
        todos.push({
          id: 'links.expiring',
          kind: 'links.expiring',
          tone: 'info',
          title: { key: 'links.todos.expiring', params: { count: ending.count, days: soonDays } },
          ...(ending.first === null ? {} : { due: ending.first }),
          count: ending.count,
          action: { key: 'links.todos.look', to: `/links?expiring=${soonDays}` },
        })
      return todos
    },
  }
}

/** What a person still has to do about a batch; nothing while it works by itself. */
function batchTodo({ id, name, state, counts, createdAt }: Pick<BatchRecord, 'id' | 'name' | 'state' | 'counts' | 'createdAt'>): Todo | undefined {
  const of = (key: keyof typeof counts) => counts[key] ?? 0
  const totalRows = Object.values(counts).reduce((sum, rows) => sum + rows, 0)
  const make = (title: string, count: number, action: string, tone: Todo['tone']): Todo => ({
    id: `links.batch.${id}`,
    kind: 'links.batch',
    tone,
    title: { key: `links.todos.${title}`, params: { name, count } },
    since: createdAt,
    count,
    action: { key: `links.todos.${action}`, to: `/links/batches/${id}` },
  })
  if (state === 'unreadable') return make('batchUnreadable', 1, 'look', 'failed')
  if (state === 'mapping') return make('batchMapping', totalRows, 'goOn', 'info')
  if (state !== 'checked' && state !== 'stopped' && state !== 'finished') return undefined
  if (of('failed') > 0) return make('batchFailed', of('failed'), 'look', 'failed')
  if (of('bad') > 0) return make('batchBad', of('bad'), 'mend', 'attention')
  if (of('ready') > 0) return make('batchReady', of('ready'), 'goOn', 'info')
  return undefined
}

function openBatches({ batches }: LinkTodosParts): TodoSource {
  return {
    id: 'links.batches',
    kinds: ['links.batch'],
    permission: 'links.view',
    topics: ['batches.changed', 'jobs.changed'],
    load: async () => (await batches()).flatMap((batch) => batchTodo(batch) ?? []),
  }
}

function allowanceTodo(allowance: LinkAllowance, app: App | undefined): Todo | undefined {
  const { appId, counter, used, limit, state, periodOf } = allowance
  if (state === 'ok') return undefined
  const stopped = state === 'stop'
  return {
    // Each day is a thing of its own: what was put aside yesterday is not put aside today.
    id: `links.allowance.${appId}.${counter}.${periodOf ?? 'life'}`,
    kind: stopped ? 'links.allowanceUsedUp' : 'links.allowanceLow',
    tone: stopped ? 'failed' : 'attention',
    title: {
      key: stopped ? 'links.todos.allowanceUsedUp' : 'links.todos.allowanceLow',
      params: { app: app?.name ?? appId, percent: Math.floor((used / Math.max(1, limit)) * 100) },
    },
    detail: { key: `links.todos.allowance.${counter}`, params: {} },
    action: { key: 'links.todos.allowanceLook', to: '/links/usage' },
  }
}

function allowances({ usage, apps }: LinkTodosParts): TodoSource {
  return {
    id: 'links.allowances',
    kinds: ['links.allowanceLow', 'links.allowanceUsedUp'],
    permission: 'links.view',
    topics: ['links.changed', 'batches.changed', 'settings.changed'],
    everyMs: 60_000,
    load: async () => {
      const [{ allowances: all }, known] = await Promise.all([usage(), apps()])
      const byId = new Map(known.map((app) => [app.id, app]))
      return all.flatMap((one) => allowanceTodo(one, byId.get(one.appId)) ?? [])
    },
  }
}

/** Pages that plain schemes lead to, and that nobody declared in the console: on a phone they do not open. */
function undeclaredPages({ clock, repository, apps }: LinkTodosParts): TodoSource {
  return {
    id: 'links.undeclared',
    kinds: ['links.undeclared'],
    permission: 'links.view',
    roles: ['administrator', 'operations', 'viewer'],
    topics: ['links.changed', 'apps.changed'],
    load: async () => {
      const from = new Date(clock.now().getTime() - pagesOfDays * day).toISOString()
      const [pages, known] = await Promise.all([repository.plainPages(from), apps()])
      return known.flatMap((app): Todo[] => {
        if (app.archived) return []
        const missing = pages.filter(({ appId, path }) => appId === app.id && path !== '' && !pathIsDeclared(path, app.declaredPages))
        const since = earliest(missing.map((page) => page.since))
        if (since === undefined) return []
        return [
          {
            id: `links.undeclared.${app.id}`,
            kind: 'links.undeclared',
            tone: 'attention',
            title: { key: 'links.todos.undeclared', params: { app: app.name, count: missing.length } },
            detail: { key: 'links.todos.undeclaredDetail', params: { pages: missing.slice(0, 3).map(({ path }) => path).join(' · ') } },
            since,
            count: missing.length,
            action: { key: 'links.todos.declare', to: `/apps?open=${app.id}` },
          },
        ]
      })
    },
  }
}

/** What of links needs a person's hand. */
export function linkTodos(parts: LinkTodosParts): TodoSource[] {
  return [
    unknownRequests(parts),
    openBatches(parts),
    allowances(parts),
    expiringLinks(parts),
    undeclaredPages(parts),
  ]
}
