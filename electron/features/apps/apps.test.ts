import { AppFields, apps as contract } from '@shared/contract/apps'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { createVault } from '../../platform/vault'
import { appsRepository } from './index'
import { appFields, callBy, masterData } from './master-data.fixture'

const secret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}

describe('fields', () => {
  it('stores pages without leading slash, each once', async () => {
    const { apps } = await masterData()
    const pages = ['/pages/a', 'pages/a', ' pages/b ']
    const app = await apps.create(appFields({ pages, declaredPages: ['/pages/b'] }))
    expect(app.pages).toEqual(['pages/a', 'pages/b'])
    expect(app.declaredPages).toEqual(['pages/b'])
    expect(() => contract.create.output.parse(app)).not.toThrow()
  })

  it('names every wrong field at once', async () => {
    const { apps, told } = await masterData()
    const wrong = appFields({
      appId: 'WX0123456789ABCDEF',
      originalId: 'wx0123456789abcdef',
      pages: ['pages/ok', 'pages/a?id=1'],
      declaredPages: ['pages//a'],
      defaultTag: 'sms',
    })
    const fault = await faultOf(apps.create(wrong))
    expect(fault.code).toBe('bridge.invalidInput')
    expect(fault.fields).toEqual([
      { path: 'appId', code: 'apps.appIdNotLower', params: { lower: 'wx0123456789abcdef' } },
      { path: 'originalId', code: 'apps.originalIdIsAppId', params: { text: 'wx0123456789abcdef' } },
      { path: 'pages.1', code: 'apps.pathHasQuery', params: { path: 'pages/a', query: 'id=1', page: 'pages/a?id=1' } },
      { path: 'declaredPages.0', code: 'apps.pathDoubleSlash', params: { page: 'pages//a' } },
      { path: 'defaultTag', code: 'apps.tagForm' },
    ])
    expect(await apps.all()).toEqual([])
    expect(told).toEqual([])
  })

  it.each([
    ['', undefined],
    ['from=sms', undefined],
    ['from=sms&src=a', undefined],
    ['from=', 'apps.tagForm'],
    ['=sms', 'apps.tagForm'],
    ['from=短信', 'apps.tagCharacters'],
    ['?from=sms', 'apps.tagCharacters'],
    ['scancode_time=1', 'apps.tagForm'],
  ])('default tag %j → %s', async (defaultTag, code) => {
    const { apps } = await masterData()
    const made = apps.create(appFields({ defaultTag }))
    if (code === undefined) expect((await made).defaultTag).toBe(defaultTag)
    else expect((await faultOf(made)).fields?.[0]).toMatchObject({ path: 'defaultTag', code })
  })

  it('never repeats a secret that was pasted into another field', async () => {
    const { apps } = await masterData()
    for (const field of ['name', 'appId', 'originalId'] as const) {
      const fault = await faultOf(apps.create(appFields({ [field]: secret })))
      expect(fault.fields?.[0]).toEqual({ path: field, code: 'apps.isSecret' })
    }
    const fault = await faultOf(apps.create(appFields({ pages: [secret] })))
    expect(JSON.stringify(fault.toEnvelope('x'))).not.toContain(secret)
  })
})

describe('one AppID, one mini program', () => {
  it('refuses a taken AppID and names who has it, archived or not', async () => {
    const { apps } = await masterData()
    const first = await apps.create(appFields())
    await apps.archive(first.id, true)
    const fault = await faultOf(apps.create(appFields({ name: '另一个' })))
    expect(fault.code).toBe('apps.appIdTaken')
    expect(fault.params).toEqual({ appId: 'wx0123456789abcdef', name: '云栖酒店' })
    expect(fault.fields?.[0]?.path).toBe('appId')
    const other = await apps.create(appFields({ name: '另一个', appId: 'wxfedcba9876543210' }))
    const change = await faultOf(apps.update(other.id, other.rev, appFields({ name: '另一个' })))
    expect(change.fields?.[0]?.path).toBe('fields.appId')
  })

  it('keeps the AppID that a secret belongs to', async () => {
    const { apps } = await masterData()
    const app = await apps.create(appFields())
    const typo = await apps.update(app.id, app.rev, appFields({ appId: 'wx0123456789abcdee' }))
    await apps.setSecret(app.id, secret)
    const fault = await faultOf(apps.update(app.id, typo.rev, appFields()))
    expect(fault.code).toBe('apps.appIdTied')
  })
})

describe('two editors', () => {
  it('lets the first save and tells the second who changed it', async () => {
    const { apps, otherApps } = await masterData()
    const app = await apps.create(appFields())
    const other = otherApps()
    expect(await other.get(app.id)).toEqual(app)
    await apps.update(app.id, app.rev, appFields({ name: '甲改的' }), '李雷')
    const fault = await faultOf(other.update(app.id, app.rev, appFields({ name: '乙改的' }), '韩梅梅'))
    expect(fault.code).toBe('apps.changedMeanwhile')
    expect(fault.params).toEqual({ name: '甲改的', by: '李雷', at: '2026-11-22T06:00:00.000Z' })
    expect((await apps.get(app.id)).name).toBe('甲改的')
  })

  it('does not stand in the way of a form when only the secret was set', async () => {
    const { apps } = await masterData()
    const app = await apps.create(appFields())
    await apps.setSecret(app.id, secret)
    expect((await apps.update(app.id, app.rev, appFields({ name: '新名' }))).secret?.last4).toBe('e1f0')
  })

  it('shows a change at once in what is kept in memory', async () => {
    const { apps, told } = await masterData()
    const app = await apps.create(appFields())
    expect((await apps.byId(app.id))?.name).toBe('云栖酒店')
    await apps.update(app.id, app.rev, appFields({ name: '新名' }))
    expect((await apps.byId(app.id))?.name).toBe('新名')
    expect((await apps.byAppId(app.appId))?.name).toBe('新名')
    expect(told).toEqual([[app.id], [app.id]])
  })
})

describe('secret', () => {
  it('is sealed: no byte of the database, no answer and no log shows it', async () => {
    const { apps, store, databaseBytes, redactor } = await masterData()
    const app = await apps.create(appFields())
    const answer = await apps.setSecret(app.id, secret)
    await store.checkpoint()
    const bytes = await databaseBytes()
    expect(bytes.includes('云栖酒店')).toBe(true)
    expect(bytes.includes(secret)).toBe(false)
    expect(bytes.includes(Buffer.from(secret, 'hex'))).toBe(false)
    expect(bytes.includes(Buffer.from(secret).toString('base64').slice(0, 40))).toBe(false)
    expect(JSON.stringify([answer, await apps.all(), await apps.transferable()])).not.toContain(secret)
    expect(answer.secret).toEqual({ last4: 'e1f0', setAt: '2026-11-22T06:00:00.000Z' })
    expect(redactor.text(`the key is ${secret}!`)).not.toContain(secret)
  })

  it('comes out for a call, and its use is noted once a minute', async () => {
    const { apps, clock, told } = await masterData()
    const app = await apps.create(appFields())
    await apps.setSecret(app.id, secret)
    clock.advance(1000)
    expect(await apps.credentials(app.appId)).toEqual({ secret })
    expect((await apps.get(app.id)).secret?.lastUsedAt).toBe('2026-11-22T06:00:01.000Z')
    const before = told.length
    clock.advance(59_000)
    await apps.credentials(app.appId)
    expect((await apps.get(app.id)).secret?.lastUsedAt).toBe('2026-11-22T06:00:01.000Z')
    expect(told.length).toBe(before)
    clock.advance(1000)
    await apps.credentials(app.appId)
    expect((await apps.get(app.id)).secret?.lastUsedAt).toBe('2026-11-22T06:01:01.000Z')
  })

  it('says which mini program lacks one', async () => {
    const { apps, appCommands } = await masterData()
    const app = await apps.create(appFields())
    await apps.setSecret(app.id, secret)
    await apps.removeSecret(app.id)
    const faults = [
      await faultOf(apps.credentials(app.appId)),
      await faultOf(appCommands.testConnection({ id: app.id }, callBy('operations'))),
    ]
    for (const fault of faults) expect([fault.code, fault.params]).toEqual(['apps.noSecret', { name: '云栖酒店' }])
    expect((await apps.get(app.id)).secret).toBeUndefined()
  })

  it('does not open in another row or under another vault', async () => {
    const { apps, store, folder, clock, redactor, vault } = await masterData()
    const app = await apps.create(appFields())
    const otherVault = await createVault(`${folder}/other`, {
      workspaceId: app.id,
      slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
      clock,
    })
    const rows = store.client(appsRepository)
    const foreign = otherVault.vault.seal(`apps.secret:${app.id}`, secret)
    for (const sealed of [foreign, vault.seal('apps.secret:x', secret)]) {
      await rows.setSecret({ id: app.id, secret: { sealed, last4: 'e1f0' } })
      const fault = await faultOf(apps.credentials(app.appId))
      expect([fault.code, fault.params]).toEqual(['apps.secretUnreadable', { name: '云栖酒店' }])
      await apps.learnSecrets()
    }
    expect(redactor.known(secret)).toBe(secret)
  })

  it('is learned by the redactor after a start', async () => {
    const { apps, otherApps, redactor } = await masterData()
    const app = await apps.create(appFields())
    await apps.setSecret(app.id, 'another-Form_of.secret!')
    await otherApps().learnSecrets()
    expect(redactor.known('x another-Form_of.secret! x')).not.toContain('another-Form')
  })

  it.each([
    ['short', 'apps.secretForm'],
    ['********************************', 'apps.secretForm'],
    ['0f1e2d3c 4b5a69788796a5b4c3d2e1f0', 'apps.secretForm'],
    ['••••••••••••••••••••••••••••e1f0', 'apps.secretForm'],
    ['wx0123456789abcdef', 'apps.secretIsId'],
  ])('refuses %j', async (text, code) => {
    const { apps } = await masterData()
    const app = await apps.create(appFields())
    const fault = await faultOf(apps.setSecret(app.id, text))
    expect(fault.fields).toEqual([{ path: 'secret', code }])
  })

  it('drops the token that was fetched with the former one', async () => {
    const { apps, appCommands, forgotten } = await masterData()
    const app = await apps.create(appFields())
    await appCommands.setSecret({ id: app.id, secret }, callBy('administrator'))
    await appCommands.removeSecret({ id: app.id }, callBy('administrator'))
    expect(forgotten).toEqual([app.appId, app.appId])
  })

  it('tests the connection even where openings may not be asked for', async () => {
    const { apps, appCommands } = await masterData()
    const app = await apps.create(appFields())
    await apps.setSecret(app.id, secret)
    expect(await appCommands.testConnection({ id: app.id }, callBy('operations'))).toEqual({ expiresInSeconds: 7200 })
  })
})

describe('exceptions to the rules', () => {
  it('only for what the rules refuse, with evidence and the name of who decided', async () => {
    const { apps } = await masterData()
    const domestic = await apps.create(appFields())
    const overseas = await apps.create(appFields({ appId: 'wxfedcba9876543210', subjectType: 'company_overseas' }))
    const needless = await faultOf(apps.override(domestic.id, 'encrypted_scheme', '截图', '管理员'))
    expect(needless.code).toBe('apps.overrideNotNeeded')
    const empty = await faultOf(apps.override(overseas.id, 'no_such_kind', '  ', '管理员'))
    expect(empty.fields).toEqual([
      { path: 'kind', code: 'apps.kindUnknown' },
      { path: 'evidence', code: 'required' },
    ])
    const allowed = await apps.override(overseas.id, 'encrypted_scheme', '客服工单 123', '管理员')
    expect(allowed.overrides).toEqual([
      { kind: 'encrypted_scheme', evidence: '客服工单 123', by: '管理员', at: '2026-11-22T06:00:00.000Z' },
    ])
    expect((await apps.revokeOverride(overseas.id, 'encrypted_scheme')).overrides).toEqual([])
  })

  it('end with the subject type that they were made for', async () => {
    const { apps } = await masterData()
    const app = await apps.create(appFields({ subjectType: 'company_overseas' }))
    await apps.override(app.id, 'plain_scheme', '客服工单 123')
    const kept = await apps.update(app.id, app.rev, appFields({ subjectType: 'company_overseas', name: '新名' }))
    expect(kept.overrides).toHaveLength(1)
    const changed = await apps.update(app.id, kept.rev, appFields({ subjectType: 'individual_overseas' }))
    expect(changed.overrides).toEqual([])
  })
})

describe('taking over into another workspace', () => {
  it('copies fields, never secrets, exceptions or the archive', async () => {
    const from = await masterData()
    const app = await from.apps.create(appFields({ subjectType: 'company_overseas' }))
    await from.apps.setSecret(app.id, secret)
    await from.apps.override(app.id, 'plain_scheme', '客服工单 123')
    const old = await from.apps.create(appFields({ appId: 'wxfedcba9876543210' }))
    await from.apps.archive(old.id, true)
    await from.apps.rememberMapping('links', 'v1-2-abc', { path: '页面', query: '参数' })
    const to = await masterData()
    const ids = await to.apps.adopt(await from.apps.transferable())
    expect([...ids.keys()]).toEqual([app.id])
    const made = await to.apps.get(ids.get(app.id) ?? '')
    expect(made).toMatchObject({ appId: app.appId, overrides: [], archived: false })
    expect(made.id).not.toBe(app.id)
    expect(made.secret).toBeUndefined()
    expect(await to.apps.adopt(await from.apps.transferable())).toEqual(ids)
    expect(await to.apps.adoptMappings(await from.apps.transferableMappings())).toBe(1)
    expect(await to.apps.recallMapping('links', 'v1-2-abc')).toEqual({ path: '页面', query: '参数' })
    expect(await to.apps.recallMapping('apps', 'v1-2-abc')).toBeUndefined()
  })
})

it('lists by name, those put away only on request', async () => {
  const { apps } = await masterData()
  const one = await apps.create(appFields({ name: '酒店10' }))
  await apps.create(appFields({ name: '酒店9', appId: 'wxfedcba9876543210' }))
  await apps.archive(one.id, true)
  expect((await apps.list(false)).map(({ name }) => name)).toEqual(['酒店9'])
  await apps.archive(one.id, false)
  expect((await apps.list(true)).map(({ name }) => name)).toEqual(['酒店9', '酒店10'])
  expect((await faultOf(apps.get('0190a1b2-0000-7000-8000-00000000000f'))).code).toBe('apps.notFound')
  expect(AppFields.safeParse({ ...appFields(), secret }).success).toBe(false)
})
