import { describe, expect, it } from 'vitest'
import { command, type CommandDefinition } from '@shared/contract/define'
import { permissionsOf } from '@shared/contract/permissions'
import { z } from 'zod'
import { Fault } from '../platform/errors/fault'
import { auditDetails } from './audit-details'
import type { Caller } from './context'
import { type EffectRecord, type OpenEffectRecord, Router, type RouterOptions } from './router'

const secretPath = '/home/wang/.minidesk/secret.key'
const caller: Caller = {
  handle: 'h',
  operator: { id: '1', name: '王芳', role: 'operations' },
  workspaceId: 'w',
  workspaceKind: 'live',
  permissions: permissionsOf.operations,
}
const input = z.strictObject({
  name: z.string().min(2).max(5),
  count: z.int().min(1).max(9).optional(),
  password: z.string().optional(),
  nested: z.strictObject({ secret: z.string(), kept: z.string() }).optional(),
})
const commands = new Map<string, CommandDefinition>([
  ['a.do', command({ kind: 'effect', access: 'links.make', summary: 's', input, output: z.object({ n: z.int() }), secrets: ['password', 'nested.secret'] })],
  ['a.ask', command({ kind: 'query', access: 'links.view', summary: 's', input, output: z.object({ n: z.int() }) })],
  ['a.touch', command({ kind: 'query', access: 'signedIn', activity: true, summary: 's', input: z.strictObject({}), output: z.object({}) })],
  ['a.open', command({ kind: 'effect', access: 'public', summary: 's', input, output: z.object({ n: z.int() }), secrets: ['password'] })],
  ['a.missing', command({ kind: 'query', access: 'signedIn', summary: 's', input: z.strictObject({}), output: z.object({}) })],
])

function setUp(answer: () => unknown = () => ({ n: 1 }), changes: Partial<RouterOptions> = {}) {
  const effects: EffectRecord[] = []
  const open: OpenEffectRecord[] = []
  const logged: { outcome: string; cause?: unknown }[] = []
  const active: boolean[] = []
  const handler = () => Promise.resolve().then(answer)
  const router = new Router({
    commands,
    openHandlers: new Map([['a.open', handler]]),
    handlersOf: (id) => (id === 'w' ? new Map([['a.do', handler], ['a.ask', handler], ['a.touch', () => Promise.resolve({})]]) : undefined),
    callerOf: (handle, isActive) => {
      active.push(isActive)
      if (handle !== 'h') throw new Fault('session.none')
      return caller
    },
    recordEffect: (entry) => Promise.resolve(void effects.push(entry)),
    recordOpenEffect: (entry) => Promise.resolve(void open.push(entry)),
    log: (entry) => void logged.push(entry),
    ...changes,
  })
  const run = (name: string, given: unknown, session: string | undefined = 'h') => router.execute({ name, input: given, session })
  return { run, effects, open, logged, active }
}

describe('the router', () => {
  it('gives what fits, and writes an effect down once without its secrets', async () => {
    const { run, effects } = setUp(() => ({ n: 1, more: secretPath }))
    expect(await run('a.do', { name: 'ab', password: 'p', nested: { secret: 's', kept: 'k' } })).toEqual({ ok: true, value: { n: 1 } })
    expect(effects).toEqual([expect.objectContaining({ command: 'a.do', outcome: 'done', details: { name: 'ab', nested: { kept: 'k' } } })])
  })

  it('writes nothing down for a question, nor for what was refused at the gate', async () => {
    const { run, effects } = setUp()
    await run('a.ask', { name: 'ab' })
    await run('a.do', { name: 'ab' }, 'stranger')
    await run('a.do', {})
    expect(effects).toEqual([])
  })

  it('writes down who came in without a session, apart', async () => {
    const { run, open, effects } = setUp()
    await run('a.open', { name: 'ab', password: 'p' }, undefined)
    expect(effects).toEqual([])
    expect(open).toEqual([expect.objectContaining({ command: 'a.open', outcome: 'done', details: { name: 'ab' }, output: { n: 1 } })])
  })

  it.each([
    [{}, 'name', 'required', undefined],
    [{ name: 7 }, 'name', 'wrongType', { expected: 'string' }],
    [{ name: null }, 'name', 'wrongType', { expected: 'string' }],
    [{ name: '' }, 'name', 'required', undefined],
    [{ name: 'a' }, 'name', 'tooSmall', { minimum: '2' }],
    [{ name: 'abcdef' }, 'name', 'tooLong', { maximum: '5' }],
    [{ name: 'ab', count: 0 }, 'count', 'tooSmall', { minimum: '1' }],
    [{ name: 'ab', count: 10 }, 'count', 'tooBig', { maximum: '9' }],
    [{ name: 'ab', count: 1.5 }, 'count', 'wrongType', { expected: 'int' }],
    [{ name: 'ab', nested: { kept: 'x' } }, 'nested.secret', 'required', undefined],
    [{ name: 'ab', other: 1 }, '', 'unknownField', { keys: 'other' }],
  ])('%j is refused at its field', async (given, path, code, params) => {
    const { run } = setUp()
    expect(await run('a.do', given)).toMatchObject({ ok: false, error: { code: 'bridge.invalidInput', retry: 'no', fields: [{ path, code, ...(params ? { params } : {}) }] } })
  })

  it('never lets out what does not fit, and says in the log where it did not', async () => {
    const { run, logged, effects } = setUp(() => ({ n: secretPath }))
    const answer = await run('a.do', { name: 'ab' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'bridge.invalidOutput' } })
    expect(JSON.stringify(answer)).not.toContain(secretPath)
    expect(logged[0]).toMatchObject({ outcome: 'bridge.invalidOutput', cause: { cause: { message: expect.stringContaining('n') } } })
    expect(effects[0]?.outcome).toBe('bridge.invalidOutput')
  })

  it.each([
    ['an error', new TypeError(`cannot open ${secretPath}`), 'internal'],
    ['a text', secretPath, 'internal'],
    ['nothing', undefined, 'internal'],
    ['an end of waiting', Object.assign(new Error('aborted'), { name: 'AbortError' }), 'bridge.cancelled'],
    ['a fault with an origin', new Fault('links.refused', { cause: new Error(secretPath) }), 'links.refused'],
  ])('%s that was thrown leaves as an envelope without message, stack and path', async (_name, thrown, code) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a library may throw anything
    const { run, logged, effects } = setUp(() => Promise.reject(thrown))
    const answer = await run('a.do', { name: 'ab' })
    expect(answer).toEqual({
      ok: false,
      error: { code, messageKey: `errors.${code}`, params: {}, retry: 'no', correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/u) },
    })
    expect(effects).toEqual([expect.objectContaining({ outcome: code })])
    expect(logged[0]).toMatchObject({ outcome: code, cause: thrown })
  })

  it('answers although the trail could not be written, and says so in the log', async () => {
    const { run, logged } = setUp(undefined, { recordEffect: () => Promise.reject(new Fault('store.diskFull')) })
    expect(await run('a.do', { name: 'ab' })).toMatchObject({ ok: true })
    expect(logged.map(({ outcome }) => outcome)).toContain('audit.failed')
  })

  it('refuses where a handler is missing or the workspace is closed', async () => {
    expect(await setUp().run('a.missing', {})).toMatchObject({ ok: false, error: { code: 'bridge.noHandler' } })
    const closed = setUp(undefined, { handlersOf: () => undefined })
    expect(await closed.run('a.ask', { name: 'ab' })).toMatchObject({ ok: false, error: { code: 'bridge.noHandler' } })
  })

  it('counts effects and the touch as a person, questions not', async () => {
    const { run, active } = setUp()
    await run('a.ask', { name: 'ab' })
    await run('a.touch', {})
    await run('a.do', { name: 'ab' })
    expect(active).toEqual([false, true, true])
  })
})

describe('the details of a trail entry', () => {
  it('tell a long list and a long text by their size', () => {
    const details = auditDetails({ ids: Array.from({ length: 5000 }, (_, n) => n), note: '房'.repeat(9000), few: [1, 2] }, [])
    expect(details).toMatchObject({ ids: { items: 5000, first: expect.arrayContaining([0, 19]) }, few: [1, 2] })
    expect(details['note']).toBe(`${'房'.repeat(500)}… (9000)`)
    expect(JSON.stringify(details).length).toBeLessThan(2000)
  })

  it('leave the input itself as it was', () => {
    const given = { password: 'x', nested: { secret: 'y' } }
    expect(auditDetails(given, ['password', 'nested.secret', 'nowhere.at.all'])).toEqual({ nested: {} })
    expect(given).toEqual({ password: 'x', nested: { secret: 'y' } })
    expect(auditDetails(['x'], [])).toEqual({})
  })
})
