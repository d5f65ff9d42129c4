import type { Role } from '@shared/contract/permissions'
import { describe, expect, it } from 'vitest'
import { concerns, inOrderOf } from './order'
import { attentionTodo, failedTodo, todayWorkspace, who } from './today.fixture'
import type { TodoSource } from './types'

const open = (board: { items: { id: string; mark?: unknown }[] }) => board.items.filter(({ mark }) => !mark).map(({ id }) => id)

describe('an item put aside', () => {
  it('until tomorrow is back when the day begins in the workspace’s zone', async () => {
    const { now, clock, found } = await todayWorkspace({ at: '2026-11-22T15:59:59.000Z' })
    found.items = [attentionTodo('a'), attentionTodo('b')]
    await now.today.list(who('operations'))
    const board = await now.today.mark(who('operations'), 'a', 'tomorrow')
    // 23:59:59 in Shanghai: tomorrow begins in a second.
    expect(board.items.find(({ id }) => id === 'a')?.mark).toEqual({ how: 'tomorrow', until: '2026-11-22T16:00:00.000Z' })
    expect(open(board)).toEqual(['b'])
    clock.advance(999)
    expect(open(await now.today.list(who('operations')))).toEqual(['b'])
    clock.advance(1)
    expect(open(await now.today.list(who('operations')))).toEqual(['a', 'b'])
  })

  it('follows the zone that the workspace has now', async () => {
    const { now, found } = await todayWorkspace({ at: '2026-11-22T15:59:59.000Z' })
    await now.settings.update({ zone: 'Europe/Paris' }, 'x')
    found.items = [attentionTodo('a')]
    await now.today.list(who('operations'))
    const board = await now.today.mark(who('operations'), 'a', 'tomorrow')
    expect(board.items[0]?.mark?.until).toBe('2026-11-22T23:00:00.000Z')
  })

  it('as seen is back when it changes, and not because it grows older', async () => {
    const workspace = await todayWorkspace()
    const { now, found, clock } = workspace
    found.items = [attentionTodo('a', { count: 2 })]
    await now.today.list(who('operations'))
    expect(open(await now.today.mark(who('operations'), 'a', 'seen'))).toEqual([])
    clock.advance(40 * 86_400_000)
    found.items = [attentionTodo('a', { count: 2, since: '2026-11-21T00:00:00.000Z', due: '2026-12-01T00:00:00.000Z' })]
    expect(open(await now.today.list(who('operations'), true))).toEqual([])
    found.items = [attentionTodo('a', { count: 3 })]
    expect(open(await now.today.list(who('operations'), true))).toEqual(['a'])
    found.items = [attentionTodo('a', { count: 2 })]
    await workspace.restart()
    expect(open(await workspace.now.today.list(who('operations'), true))).toEqual([])
  })

  it('is put aside for one operator only, comes back by hand, and must be there', async () => {
    const { now, found } = await todayWorkspace()
    found.items = [failedTodo('a')]
    await now.today.list(who('administrator'))
    await now.today.mark(who('administrator', 'one'), 'a', 'seen')
    expect(open(await now.today.list(who('administrator', 'two')))).toEqual(['a'])
    expect(open(await now.today.unmark(who('administrator', 'one'), 'a'))).toEqual(['a'])
    await expect(now.today.mark(who('administrator'), 'gone', 'seen')).rejects.toMatchObject({ code: 'today.gone' })
  })
})

describe('the board of a role', () => {
  const source = (id: string, more: Partial<TodoSource> = {}) => ({ source: { id, kinds: [], topics: [], load: async () => [], ...more } })
  const all = [
    source('links.unknown', { permission: 'links.view' }),
    source('links.batches', { permission: 'links.view' }),
    source('links.undeclared', { permission: 'links.view', roles: ['administrator', 'operations', 'viewer'] }),
    source('apps.withoutSecret', { permission: 'apps.view' }),
    source('backups.state', { permission: 'backups.manage' }),
    source('jobs.failed', { permission: 'jobs.view' }),
  ]
  const seenBy = (role: Role) =>
    inOrderOf(all.filter(({ source: one }) => concerns(one, { role, permissions: who(role).permissions })), role).map(({ source: one }) => one.id)

  it('shows what its permissions allow, what matters to it first', () => {
    expect(seenBy('administrator')).toEqual(['backups.state', 'apps.withoutSecret', 'links.unknown', 'jobs.failed', 'links.batches', 'links.undeclared'])
    expect(seenBy('operations').slice(0, 2)).toEqual(['links.unknown', 'links.batches'])
    expect(seenBy('operations')).not.toContain('backups.state')
    expect(seenBy('finance').slice(0, 2)).toEqual(['links.unknown', 'jobs.failed'])
    expect(seenBy('finance')).not.toContain('links.undeclared')
    expect(seenBy('viewer')).toContain('links.undeclared')
    expect(seenBy('agent')).toEqual([])
  })

  it('lets nobody put aside what they may not see', async () => {
    const { now } = await todayWorkspace()
    now.today.register({ id: 'backups.state', kinds: ['backups.failed'], permission: 'backups.manage', topics: [], load: async () => [failedTodo('secret')] })
    expect(open(await now.today.list(who('administrator')))).toEqual(['secret'])
    expect((await now.today.list(who('operations'))).sources.map(({ id }) => id)).toEqual(['test.source'])
    await expect(now.today.mark(who('operations'), 'secret', 'seen')).rejects.toMatchObject({ code: 'today.gone' })
  })

  it('says of each source when it was looked at, and of one that failed that it did', async () => {
    const { now, found, clock } = await todayWorkspace()
    found.items = [failedTodo('a')]
    await now.today.list(who('viewer'))
    found.fails = true
    clock.advance(60_000)
    const board = await now.today.list(who('viewer'), true)
    expect(board).toMatchObject({
      at: '2026-11-22T06:06:00.000Z',
      items: [{ id: 'a', checkedAt: '2026-11-22T06:05:00.000Z' }],
      sources: [{ id: 'test.source', failed: true, checkedAt: '2026-11-22T06:05:00.000Z' }],
    })
  })
})
