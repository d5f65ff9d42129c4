import { officialAccounts as contract } from '@shared/contract/official-accounts'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { appFields, callBy } from '../apps/master-data.fixture'
import { accountFields, accountsDesk } from './official-accounts.fixture'

const secret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}

describe('fields of an official account', () => {
  it('are stored as the console shows them', async () => {
    const { accounts } = await accountsDesk()
    const made = await accounts.create(accountFields({ safeDomains: ['H5.Example.com', 'h5.example.com', 'm.example.cn'] }))
    expect(made).toMatchObject({ safeDomains: ['h5.example.com', 'm.example.cn'], verifiedUntil: '2027-03-31', rev: 1 })
    expect(() => contract.create.output.parse(made)).not.toThrow()
  })

  it('are refused with every mistake at its place', async () => {
    const { accounts, told } = await accountsDesk()
    const wrong = accountFields({
      appId: 'gh_0123456789ab',
      originalId: 'wx0123456789abcdef',
      verified: false,
      safeDomains: ['ok.example.com', 'https://h5.example.com/a', 'h5.example.com:8080', '10.0.0.1', '酒店', 'a.com/b'],
    })
    const fault = await faultOf(accounts.create(wrong))
    expect(fault.code).toBe('bridge.invalidInput')
    expect(fault.fields?.map(({ path, code }) => [path, code])).toEqual([
      ['appId', 'officialAccounts.appIdIsOriginalId'],
      ['originalId', 'officialAccounts.originalIdIsAppId'],
      ['safeDomains.1', 'officialAccounts.domainScheme'],
      ['safeDomains.2', 'officialAccounts.domainPort'],
      ['safeDomains.3', 'officialAccounts.domainIsAddress'],
      ['safeDomains.4', 'officialAccounts.domainForm'],
      ['safeDomains.5', 'officialAccounts.domainPath'],
      ['verifiedUntil', 'officialAccounts.notVerified'],
    ])
    expect(fault.fields?.[2]?.params).toMatchObject({ suggestion: 'h5.example.com' })
    expect(told()).toBe(0)
  })

  it('never repeat a secret that was pasted into another field', async () => {
    const { accounts } = await accountsDesk()
    for (const field of ['name', 'appId', 'originalId', 'company'] as const) {
      const fault = await faultOf(accounts.create(accountFields({ [field]: secret })))
      expect(fault.fields?.[0]).toEqual({ path: field, code: 'officialAccounts.isSecret' })
    }
    const fault = await faultOf(accounts.create(accountFields({ safeDomains: [secret] })))
    expect(JSON.stringify(fault.toEnvelope('x'))).not.toContain(secret)
  })
})

describe('one AppID, one account', () => {
  it('refuses one that another account has, and one that is a mini program', async () => {
    const { accounts, apps } = await accountsDesk()
    await accounts.create(accountFields())
    expect((await faultOf(accounts.create(accountFields({ name: '另一个' })))).code).toBe('officialAccounts.appIdTaken')
    await apps.create(appFields({ appId: 'wxfedcba9876543210' }))
    const fault = await faultOf(accounts.create(accountFields({ appId: 'wxfedcba9876543210' })))
    expect(fault).toMatchObject({ code: 'officialAccounts.appIdIsApp', params: { name: '云栖酒店' } })
  })

  it('keeps the AppID that a secret belongs to, and tells the second editor who was first', async () => {
    const { accounts } = await accountsDesk()
    const made = await accounts.create(accountFields())
    await accounts.setSecret(made.id, secret)
    const other = accountFields({ appId: 'wx0123456789abcdee' })
    expect((await faultOf(accounts.update(made.id, made.rev, other))).code).toBe('officialAccounts.appIdTied')
    await accounts.update(made.id, made.rev, accountFields({ name: '甲改的' }), '李雷')
    const late = await faultOf(accounts.update(made.id, made.rev, accountFields({ name: '乙改的' })))
    expect(late).toMatchObject({ code: 'officialAccounts.changedMeanwhile', params: { by: '李雷', name: '甲改的' } })
  })
})

describe('the secret', () => {
  it('goes in and never comes back', async () => {
    const { accounts, commands, databaseBytes, redactor, forgotten, clock } = await accountsDesk()
    const { id, appId } = await accounts.create(accountFields())
    const call = callBy('administrator')
    const kept = await commands.setSecret({ id, secret }, call)
    expect(kept.secret).toEqual({ last4: 'e1f0', setAt: clock.instant() })
    expect(JSON.stringify(await accounts.all())).not.toContain(secret)
    expect((await databaseBytes()).includes(secret)).toBe(false)
    expect(redactor.text(`leak ${secret}`)).not.toContain(secret)
    expect(await accounts.credentials(appId)).toEqual({ secret })
    expect((await accounts.get(id)).secret?.lastUsedAt).toBe(clock.instant())
    expect(forgotten).toEqual([appId])
  })

  it('is asked for before a call is made without one', async () => {
    const { accounts, commands } = await accountsDesk()
    const { id } = await accounts.create(accountFields())
    const fault = await faultOf(commands.testConnection({ id }, callBy('administrator')))
    expect(fault).toMatchObject({ code: 'officialAccounts.noSecret', params: { name: '云栖酒店服务号' } })
    await accounts.setSecret(id, secret)
    expect(await commands.testConnection({ id }, callBy('administrator'))).toEqual({ expiresInSeconds: 7200 })
    const mistaken = await faultOf(accounts.setSecret(id, 'gh_0123456789abcdef'))
    expect(mistaken.fields).toEqual([{ path: 'secret', code: 'officialAccounts.secretIsId' }])
  })
})

it('takes accounts in use over to the live workspace, without secrets, each AppID once', async () => {
  const practice = await accountsDesk()
  const live = await accountsDesk()
  const { id } = await practice.accounts.create(accountFields())
  await practice.accounts.setSecret(id, secret)
  const away = await practice.accounts.create(accountFields({ name: '旧号', appId: 'wx0123456789abcdee' }))
  await practice.accounts.archive(away.id, true)
  const taken = await practice.accounts.transferable()
  expect(JSON.stringify(taken)).not.toContain('e1f0')
  expect(await live.accounts.adopt(taken)).toBe(1)
  expect(await live.accounts.adopt(taken)).toBe(0)
  const [copy] = await live.accounts.list(true)
  expect(copy).toMatchObject({ name: '云栖酒店服务号', safeDomains: ['h5.example.com'] })
  expect(copy?.secret).toBeUndefined()
})
