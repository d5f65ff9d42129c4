import { ask } from '@renderer/app/client'
import type { Todo, TodoSource } from '@renderer/features/today'
import type { Batch } from '@shared/contract/link-batches'

const soonDays = 7

const unknownRequests: TodoSource = {
  id: 'links.unknown',
  order: 10,
  permission: 'links.view',
  topics: ['links.changed', 'batches.changed'],
  async load() {
    const answer = await ask('links.unknowns', {})
    if (!answer.ok) return answer
    const oldest = answer.value.map(({ createdAt }) => createdAt).sort()[0]
    if (oldest === undefined) return { ok: true, value: [] }
    const todo: Todo = {
      id: 'links.unknown',
      tone: 'attention',
      title: { key: 'links.todos.unknown', params: { count: answer.value.length } },
      detail: { key: 'links.todos.unknownDetail' },
      since: oldest,
      action: { key: 'links.todos.decide', to: '/links?unknowns=1' },
    }
    return { ok: true, value: [todo] }
  },
}

const expiringLinks: TodoSource = {
  id: 'links.expiring',
  order: 30,
  permission: 'links.view',
  topics: ['links.changed'],
  async load() {
    const answer = await ask('links.list', { filter: { expiringWithinDays: soonDays }, limit: 500 })
    if (!answer.ok) return answer
    const { rows, hits, hitsCapped, nextCursor } = answer.value
    if (hits === 0) return { ok: true, value: [] }
    const first = rows.flatMap(({ expiresAt }) => expiresAt ?? []).sort()[0]
    const todo: Todo = {
      id: 'links.expiring',
      tone: 'info',
      title: {
        key: hitsCapped ? 'links.todos.expiringCapped' : 'links.todos.expiring',
        params: { count: hits, days: soonDays },
      },
      // The list comes newest first: which one ends first is known only when all are here.
      ...(first === undefined || nextCursor !== undefined ? {} : { due: first }),
      action: { key: 'links.todos.look', to: `/links?expiring=${soonDays}` },
    }
    return { ok: true, value: [todo] }
  },
}

/** What a person still has to do about a batch; nothing while it works by itself. */
function batchTodo({ id, name, state, counts, totalRows, createdAt }: Batch): Todo | undefined {
  const of = (key: keyof Batch['counts']) => counts[key] ?? 0
  const to = `/links/batches/${id}`
  const make = (key: string, count: number, action: string, tone: Todo['tone']): Todo => ({
    id: `links.batch.${id}`,
    tone,
    title: { key: `links.todos.${key}`, params: { name, count } },
    since: createdAt,
    action: { key: `links.todos.${action}`, to },
  })
  if (state === 'unreadable') return make('batchUnreadable', 0, 'look', 'failed')
  if (state === 'mapping') return make('batchMapping', totalRows, 'goOn', 'info')
  if (state !== 'checked' && state !== 'stopped' && state !== 'finished') return undefined
  if (of('failed') > 0) return make('batchFailed', of('failed'), 'look', 'failed')
  if (of('bad') > 0) return make('batchBad', of('bad'), 'mend', 'attention')
  if (of('ready') > 0) return make('batchReady', of('ready'), 'goOn', 'info')
  return undefined
}

const openBatches: TodoSource = {
  id: 'links.batches',
  order: 20,
  permission: 'links.view',
  topics: ['batches.changed', 'jobs.changed'],
  async load() {
    const answer = await ask('links.batches.list', { limit: 50 })
    return answer.ok ? { ok: true, value: answer.value.flatMap((batch) => batchTodo(batch) ?? []) } : answer
  },
}

/** What of links needs a person's hand. */
export const linkTodos: readonly TodoSource[] = [unknownRequests, openBatches, expiringLinks]
