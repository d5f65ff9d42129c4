import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Sessions } from '../../bridge/sessions'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { accountsRepository, AccountsService } from './index'
import { hashPassword, passwordMatches } from './password'

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-accounts-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const engine = new StoreEngine({ file: join(folder, 'a.db'), role: 'writer', create: true, repositories: [accountsRepository], migrations, clock })
  onTestFinished(() => {
    engine.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const rows = inlineStore(engine).client(accountsRepository)
  const sessions = new Sessions({ clock, idleMinutes: () => 15, changed: () => undefined })
  const accounts = new AccountsService({ repository: rows, clock, sessions })
  const begin = (operator: { id: string; name: string; role: 'administrator' | 'viewer' }) =>
    sessions.begin({ operator, workspaceId: 'w', workspaceKind: 'live' }).handle
  return { accounts, rows, sessions, clock, begin }
}
const good = 'correct horse battery'

describe('a password', () => {
  it('is kept as scrypt with its own salt and cost, and nothing else', async () => {
    const [one, two] = [await hashPassword(good), await hashPassword(good)]
    expect(one).not.toBe(two)
    expect(JSON.parse(one)).toMatchObject({ v: 1, n: 32_768, r: 8, p: 1 })
    expect(one + two).not.toContain('horse')
    expect(await passwordMatches(good, one)).toBe(true)
    expect(await passwordMatches(`${good} `, one)).toBe(false)
    // The same characters, as two keyboards write them.
    expect(await passwordMatches('ｃｏｒｒｅｃｔ horse battery', one)).toBe(true)
  })

  it.each([undefined, '', 'not json', '{}', '{"v":2}', 'null'])('stored as %j matches nothing', async (stored) => {
    expect(await passwordMatches('', stored)).toBe(false)
  })
})

describe('signing in', () => {
  it('takes the name in any case, the password exactly, and notes when', async () => {
    const { accounts, clock } = setUp()
    await accounts.create({ name: 'Anna', role: 'viewer', password: good })
    clock.advance(1000)
    expect(await accounts.signIn('anna', good)).toMatchObject({ name: 'Anna', role: 'viewer' })
    expect((await accounts.list())[0]?.lastSignInAt).toBe('2026-11-22T06:00:01.000Z')
    expect(JSON.stringify(await accounts.list())).not.toMatch(/password|hash|salt/u)
    await expect(accounts.create({ name: 'ANNA', role: 'viewer', password: good })).rejects.toMatchObject({ code: 'accounts.nameTaken', fields: [{ path: 'name' }] })
  })

  it('tells an unknown name and a wrong password alike; a disabled one only to who knows the password', async () => {
    const { accounts } = setUp()
    const anna = await accounts.create({ name: 'Anna', role: 'viewer', password: good })
    const wrong = await accounts.signIn('Anna', 'x').catch((cause: unknown) => cause)
    const unknown = await accounts.signIn('Nobody', 'x').catch((cause: unknown) => cause)
    expect([wrong, unknown]).toMatchObject([{ code: 'accounts.wrongPassword' }, { code: 'accounts.wrongPassword' }])
    await accounts.update({ id: anna.id, disabled: true })
    await expect(accounts.signIn('Anna', 'x')).rejects.toMatchObject({ code: 'accounts.wrongPassword' })
    await expect(accounts.signIn('Anna', good)).rejects.toMatchObject({ code: 'accounts.disabled' })
  })

  it('waits after five wrong passwords, longer each time, also with the right one', async () => {
    const { accounts, clock } = setUp()
    await accounts.create({ name: 'Anna', role: 'viewer', password: good })
    for (let n = 0; n < 5; n++) await expect(accounts.signIn('Anna', 'x')).rejects.toMatchObject({ code: 'accounts.wrongPassword' })
    await expect(accounts.signIn('ANNA', good)).rejects.toMatchObject({ code: 'accounts.tooManyTries', params: { seconds: 30 }, retry: 'safe' })
    clock.advance(30_000)
    await expect(accounts.signIn('Anna', 'x')).rejects.toMatchObject({ code: 'accounts.wrongPassword' })
    await expect(accounts.signIn('Anna', good)).rejects.toMatchObject({ params: { seconds: 60 } })
    for (let n = 0; n < 12; n++) {
      clock.advance(15 * 60_000)
      await accounts.signIn('Anna', 'x').catch(() => undefined)
    }
    await expect(accounts.signIn('Anna', good)).rejects.toMatchObject({ params: { seconds: 900 } })
    clock.advance(15 * 60_000)
    await accounts.signIn('Anna', good)
    await expect(accounts.signIn('Anna', 'x')).rejects.toMatchObject({ code: 'accounts.wrongPassword' })
    await accounts.signIn('Anna', good)
  })

  it('does not let tries that come at once slip by the wait', async () => {
    const { accounts } = setUp()
    await accounts.create({ name: 'Anna', role: 'viewer', password: good })
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => accounts.signIn('Anna', 'x')))
    const codes = tries.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'in'))
    expect(codes.filter((code) => code === 'accounts.wrongPassword').length).toBe(5)
    expect(codes.filter((code) => code === 'accounts.tooManyTries').length).toBe(7)
  })
})

describe('operators', () => {
  it('always keep one administrator who can sign in', async () => {
    const { accounts } = setUp()
    const boss = await accounts.create({ name: 'boss', role: 'administrator', password: good })
    for (const change of [{ role: 'viewer' as const }, { disabled: true }])
      await expect(accounts.update({ id: boss.id, ...change })).rejects.toMatchObject({ code: 'accounts.lastAdministrator', params: { name: 'boss' } })
    const second = await accounts.create({ name: 'second', role: 'administrator', password: good })
    await accounts.update({ id: second.id, disabled: true })
    await expect(accounts.update({ id: boss.id, role: 'viewer' })).rejects.toMatchObject({ code: 'accounts.lastAdministrator' })
    await accounts.update({ id: second.id, disabled: false })
    const both = await Promise.allSettled([accounts.update({ id: boss.id, role: 'viewer' }), accounts.update({ id: second.id, role: 'viewer' })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('lose their sessions with a reset password and when disabled, and their rights with their role', async () => {
    const { accounts, sessions, begin } = setUp()
    await accounts.create({ name: 'boss', role: 'administrator', password: good })
    const anna = await accounts.create({ name: 'Anna', role: 'administrator', password: good })
    const handle = begin({ id: anna.id, name: 'Anna', role: 'administrator' })
    await accounts.update({ id: anna.id, role: 'viewer' })
    expect(sessions.callerOf(handle).permissions).not.toContain('accounts.manage')
    await accounts.resetPassword(anna.id, 'another password')
    expect(sessions.find(handle)).toBeUndefined()
    await accounts.signIn('Anna', 'another password')
    await expect(accounts.signIn('Anna', good)).rejects.toMatchObject({ code: 'accounts.wrongPassword' })
    const again = begin({ id: anna.id, name: 'Anna', role: 'viewer' })
    await accounts.update({ id: anna.id, disabled: true })
    expect(sessions.find(again)).toBeUndefined()
    await expect(accounts.resetPassword('nobody', good)).rejects.toMatchObject({ code: 'accounts.notFound' })
    await expect(accounts.update({ id: 'nobody', role: 'viewer' })).rejects.toMatchObject({ code: 'accounts.notFound' })
  })

  it('change their own password with the present one, and stay signed in here alone', async () => {
    const { accounts, sessions, begin } = setUp()
    const anna = await accounts.create({ name: 'Anna', role: 'viewer', password: good })
    const [here, elsewhere] = [begin({ ...anna, role: 'viewer' }), begin({ ...anna, role: 'viewer' })]
    const caller = { id: anna.id, name: 'Anna', handle: here }
    await expect(accounts.changePassword(caller, 'wrong', 'next password')).rejects.toMatchObject({ fields: [{ path: 'current', code: 'wrongPassword' }] })
    await accounts.changePassword(caller, good, 'next password')
    expect([sessions.find(here), sessions.find(elsewhere)].map(Boolean)).toEqual([true, false])
    await accounts.signIn('Anna', 'next password')
  })
})
