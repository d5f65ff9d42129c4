import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allCommands, describeCommands } from '@shared/contract'
import { permissions, permissionsOf, roles } from '@shared/contract/permissions'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'
import { sampleOf } from './sample'

const commands = [...allCommands()].map(([name, definition]) => ({ name, definition }))
const described = new Map(describeCommands().map((description) => [description.name, description]))
let at: Running
beforeAll(async () => {
  at = await startApplication()
}, 60_000)
afterAll(async () => {
  await at.close()
  removeData(at)
  await removeWorkers()
})

const execute = (name: string, input: unknown, session?: string) => at.application.execute({ name, input, session, locale: 'zh-CN' })
const envelopeKeys = ['code', 'correlationId', 'fields', 'messageKey', 'params', 'retry', 'upstream']

describe('the contract', () => {
  it('has a reviewed list of commands with kind and access', async () => {
    const list = commands.map(({ name, definition }) => `${name} ${definition.kind} ${definition.access}${definition.job ? ' job' : ''}`)
    await expect(`${list.sort().join('\n')}\n`).toMatchFileSnapshot('commands.snapshot.txt')
  })

  it.each(commands)('$name says what it is for, with schemas both ways', ({ name, definition }) => {
    expect(definition.summary).toMatch(/^.{5,}[.;]?$/u)
    const { input, output } = described.get(name) ?? {}
    expect(input).toMatchObject({ type: 'object' })
    expect(JSON.stringify(output).length).toBeGreaterThan(20)
    expect(definition.access === 'public' || definition.access === 'signedIn' || permissions.includes(definition.access)).toBe(true)
  })

  it.each(commands)('$name lists each secret that its input holds, and gives none back', ({ name, definition }) => {
    const secretName = /^(password|passphrase|secret|recoveryKey|current|next|token|key)$/u
    const found: string[] = []
    const walk = (schema: unknown, path: string[]) => {
      if (typeof schema !== 'object' || schema === null) return
      const { properties, anyOf, oneOf, items } = schema as Record<string, unknown>
      for (const [key, part] of Object.entries((properties as object | undefined) ?? {})) {
        const type = (part as { type?: string }).type
        if (secretName.test(key) && type === 'string' && !('enum' in (part as object))) found.push([...path, key].join('.'))
        walk(part, [...path, key])
      }
      for (const part of [...((anyOf as unknown[] | undefined) ?? []), ...((oneOf as unknown[] | undefined) ?? [])]) walk(part, path)
      if (items) walk(items, [...path, '*'])
    }
    walk(described.get(name)?.input, [])
    const listed = new Set(definition.secrets ?? [])
    // The name of a limit, and of a parameter that links are tagged with.
    const isTag = name.startsWith('campaigns.tags.')
    const isKnownKey = name === 'settings.setLimit' || isTag ? ['key', 'fields.key'] : []
    expect(found.filter((path) => !listed.has(path) && !isKnownKey.includes(path))).toEqual([])
    found.length = 0
    walk(described.get(name)?.output, [])
    const handedOutOnce = ['vault.replaceRecoveryKey', 'workspaces.createLive'].includes(name) ? ['recoveryKey'] : []
    expect(found.filter((path) => !handedOutOnce.includes(path) && !path.endsWith('*.key') && !(isTag && path === 'key'))).toEqual([])
  })
})

describe('the gate', () => {
  it('knows no other command', async () => {
    for (const name of ['', 'links', 'links.nothing', 'toString', '__proto__', 'accounts.signIn ', 'x'.repeat(10_000)]) {
      const answer = await execute(name, {}, await at.practice())
      expect(answer).toMatchObject({ ok: false, error: { code: 'bridge.unknownCommand' } })
      expect(JSON.stringify(answer).length).toBeLessThan(500)
    }
  })

  it.each(commands.filter(({ definition }) => definition.access !== 'public'))('lets nobody without a session through to $name', async ({ name }) => {
    for (const session of [undefined, '', 'x', '__proto__'])
      expect(await execute(name, sampleOf(described.get(name)?.input), session)).toMatchObject({ ok: false, error: { code: 'session.none' } })
  })

  it.each(commands)('$name refuses what it does not know, and names the field', async ({ name }) => {
    const session = await at.practice()
    const sample = sampleOf(described.get(name)?.input) as Record<string, unknown>
    const polluted = JSON.parse(`{"__proto__":{"isAdmin":true},${JSON.stringify(sample).slice(1)}`.replace(',}', '}')) as unknown
    for (const input of [{ ...sample, stranger: 1 }, polluted, [], 'text', 7, true])
      expect(await execute(name, input, session), JSON.stringify(input)).toMatchObject({ ok: false, error: { code: 'bridge.invalidInput' } })
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
    for (const key of Object.keys(sample)) {
      const answer = await execute(name, { ...sample, [key]: { wrong: { type: [1] } } }, session)
      if (answer.ok) throw new Error(`${name} took a wrong ${key}`)
      expect(answer.error.fields?.every((field) => field.path.split('.')[0] === key)).toBe(true)
      expect(answer.error.fields?.some((field) => field.code === 'required' && field.path === key)).toBe(false)
      expect(JSON.stringify(answer.error)).not.toContain('Invalid input')
    }
  })

  it.each(commands)('$name answers its smallest input by its contract or with a known reason', async ({ name }) => {
    const answer = await execute(name, sampleOf(described.get(name)?.input), await at.practice())
    if (answer.ok) return
    expect(['internal', 'bridge.noHandler', 'bridge.invalidOutput', 'bridge.invalidInput:', 'store.failed']).not.toContain(answer.error.code)
    expect(envelopeKeys).toEqual(expect.arrayContaining(Object.keys(answer.error)))
    expect(JSON.stringify(answer.error)).not.toContain(at.dataDir)
  })
})

describe('roles', () => {
  const needed = commands.flatMap(({ name, definition: { access } }) => (access === 'public' || access === 'signedIn' ? [] : [{ name, access }]))
  it('each permission guards something or is kept for what comes', () => {
    const guarded = new Set(needed.map(({ access }) => access))
    expect(permissions.filter((permission) => !guarded.has(permission))).toEqual(['data.unmask'])
  })

  it('each role comes through to what it may do, and to nothing else', async () => {
    const practice = await at.practice()
    const made = await at.call(
      'workspaces.createLive',
      { name: '正式', administrator: { name: '管理员', password: 'correct horse 1' }, protection: { kind: 'keyFile' }, copyFromPractice: false },
      practice,
    )
    const workspaceId = made.workspace.id
    const boss = (await at.call('accounts.signIn', { workspaceId, name: '管理员', password: 'correct horse 1' })).handle
    for (const role of roles) {
      const name = `某${role}`
      await at.call('accounts.create', { name, role, password: 'battery staple 2' }, boss)
      const { handle } = await at.call('accounts.signIn', { workspaceId, name, password: 'battery staple 2' })
      for (const { name: command, access } of needed) {
        // What is not allowed is refused before the input is even looked at.
        const answer = await execute(command, { stranger: true }, handle)
        const code = answer.ok ? 'ok' : answer.error.code
        expect(`${role} ${command}: ${code}`).toBe(`${role} ${command}: ${permissionsOf[role].includes(access) ? 'bridge.invalidInput' : 'session.forbidden'}`)
      }
      await at.call('accounts.lock', {}, handle)
      for (const { name: command } of needed)
        expect(await execute(command, sampleOf(described.get(command)?.input), handle)).toMatchObject({ ok: false, error: { code: 'session.locked' } })
    }
    const trail = await at.call('audit.list', { limit: 500 }, boss)
    expect(JSON.stringify(trail)).not.toMatch(/battery staple|correct horse/u)
    const created = trail.rows.filter(({ action }) => action === 'accounts.create')
    expect(created.map(({ outcome, details }) => [outcome, details['name']]).reverse()).toEqual(roles.map((role) => ['done', `某${role}`]))
    expect(trail.rows.filter(({ action }) => action === 'accounts.signIn')).toHaveLength(roles.length + 1)
    await at.refused('accounts.signIn', { workspaceId, name: '某viewer', password: 'wrong password' })
    const [tried] = (await at.call('audit.list', { limit: 1, action: 'accounts.signIn' }, boss)).rows
    expect(tried).toMatchObject({ outcome: 'accounts.wrongPassword', operatorName: '某viewer' })
    expect(await at.call('audit.verify', {}, boss)).toMatchObject({ ok: true })
  }, 60_000)
})

describe('the trail', () => {
  it('has each effect once, with its outcome, and tells what is long by its size', async () => {
    const session = await at.practice()
    const before = (await at.call('audit.list', { limit: 1 }, session)).hits
    const cells = Array.from({ length: 500 }, (_, n) => [`id=${n}`, 'y'.repeat(1000)])
    await at.call('links.batches.create', { name: '大表', source: { kind: 'cells', cells } }, session)
    await at.refused('apps.archive', { id: '0190a1b2-0000-7000-8000-00000000000a', archived: true }, session)
    await at.call('apps.list', {}, session)
    const { rows, hits } = await at.call('audit.list', { limit: 5 }, session)
    expect(hits - before).toBe(2)
    expect(rows.slice(0, 2).map(({ action, outcome }) => [action, outcome])).toEqual([['apps.archive', 'apps.notFound'], ['links.batches.create', 'done']])
    expect(JSON.stringify(rows[1]?.details).length).toBeLessThan(20_000)
    expect(rows[1]?.details).toMatchObject({ name: '大表', source: { cells: { items: 500 } } })
  })
})
