import { ledger as contract } from '@shared/contract/ledger'
import { describe, expect, it } from 'vitest'
import { accountFields, companyFields, knownApp, ledgerWorkspace } from './ledger.fixture'

const operator = '王芳'

describe('companies', () => {
  it('are of one name whatever its width, case and brackets', async () => {
    const { ledger } = ledgerWorkspace()
    const { name } = await ledger.createCompany(companyFields({ name: '云栖（杭州）ＡＢＣ 有限公司' }))
    await expect(ledger.createCompany(companyFields({ name: '云栖(杭州)abc有限公司' }))).rejects.toMatchObject({
      code: 'ledger.companyNameTaken',
      params: { name },
      fields: [{ path: 'name' }],
    })
  })

  it('show how full they are, by what they are', async () => {
    const { ledger } = ledgerWorkspace()
    const company = await ledger.createCompany(companyFields({ entityType: 'soleTrader' }))
    expect(company.gauge).toEqual({ used: 0, limit: 5, tone: 'room' })
    for (let at = 0; at < 5; at += 1)
      await ledger.createAccount(accountFields({ name: `店${at}`, companyId: company.id, state: at === 0 ? 'cancelled' : 'normal' }))
    await ledger.createAccount(accountFields({ kind: 'officialAccount', name: '服务号', companyId: company.id }))
    expect((await ledger.companies())[0]).toMatchObject({ gauge: { used: 4, limit: 5, tone: 'near' }, otherAccounts: 1 })
    await ledger.updateCompany(company.id, 1, companyFields({ entityType: 'company' }), operator)
    expect((await ledger.companies())[0]?.gauge).toEqual({ used: 4, limit: 50, tone: 'room' })
    expect(() => contract['companies.list'].output.parse([company])).not.toThrow()
  })

  it('tell the second of two editors who was first, and are removed only when empty', async () => {
    const { ledger } = ledgerWorkspace()
    const company = await ledger.createCompany(companyFields())
    await ledger.updateCompany(company.id, 1, companyFields({ note: '甲' }), '李雷')
    await expect(ledger.updateCompany(company.id, 1, companyFields({ note: '乙' }), operator)).rejects.toMatchObject({
      code: 'ledger.changedMeanwhile',
      params: { by: '李雷' },
    })
    const account = await ledger.createAccount(accountFields({ companyId: company.id }))
    await expect(ledger.removeCompany(company.id)).rejects.toMatchObject({ code: 'ledger.companyInUse', params: { count: 1 } })
    await ledger.removeAccount(account.id)
    await ledger.removeCompany(company.id)
    expect(await ledger.companies()).toEqual([])
  })
})

describe('accounts', () => {
  it('of MiniDesk stand in the ledger by themselves and get a row with the first word about them', async () => {
    const { ledger, known } = ledgerWorkspace([knownApp()])
    const company = await ledger.createCompany(companyFields())
    const [seen] = (await ledger.book()).all
    expect(seen).toMatchObject({ id: knownApp().id, rev: 0, inMiniDesk: { feature: 'apps' }, state: 'normal' })
    expect(() => contract['accounts.list'].output.parse([seen])).not.toThrow()
    const [assigned] = await ledger.assign([knownApp().id], company.id, operator)
    expect(assigned).toMatchObject({ id: knownApp().id, companyId: company.id })
    expect((await ledger.companies())[0]?.gauge.used).toBe(1)
    // The name is MiniDesk's own, also after a change there; what was written here stays.
    const row = await ledger.updateAccount(knownApp().id, assigned?.rev ?? 0, accountFields({ name: '别的', administrator: '李雷', companyId: company.id }), operator)
    expect(row).toMatchObject({ name: '云栖酒店', appId: 'wx0123456789abcdef', administrator: '李雷' })
    known[0] = knownApp({ name: '云栖酒店（新）', archived: true })
    expect((await ledger.book()).all).toMatchObject([{ name: '云栖酒店（新）', administrator: '李雷' }])
    await expect(ledger.removeAccount(knownApp().id)).rejects.toMatchObject({ code: 'ledger.inMiniDesk' })
  })

  it('are certified as MiniDesk says where it knows', async () => {
    const service = { kind: 'officialAccount', feature: 'officialAccounts' } as const
    const { ledger, known } = ledgerWorkspace([knownApp({ ...service, verified: true, verifiedUntil: '2026-12-01' })])
    expect((await ledger.book()).all[0]).toMatchObject({ certified: true, certifiedUntil: '2026-12-01' })
    const company = await ledger.createCompany(companyFields())
    await ledger.assign([knownApp().id], company.id)
    known[0] = knownApp({ ...service, verified: true, verifiedUntil: '2027-12-01' })
    expect((await ledger.book()).all[0]).toMatchObject({ certified: true, certifiedUntil: '2027-12-01' })
    known[0] = knownApp({ ...service, verified: false })
    expect((await ledger.book()).all[0]?.certified).toBe(false)
    known[0] = knownApp({ ...service, verified: true })
    expect((await ledger.book()).all[0]?.certified).toBe(true)
  })

  it('entered before MiniDesk knew them are the same one', async () => {
    const { ledger, known } = ledgerWorkspace()
    const early = await ledger.createAccount(accountFields({ name: '旧名', appId: 'wx0123456789abcdef' }))
    known.push(knownApp())
    expect((await ledger.book()).all).toMatchObject([{ id: early.id, name: '云栖酒店', inMiniDesk: { id: knownApp().id } }])
  })

  it('have each id once, also against what MiniDesk works with', async () => {
    const { ledger } = ledgerWorkspace([knownApp()])
    await ledger.createAccount(accountFields({ name: '甲', appId: 'wx00000000000000aa', originalId: 'gh_0000000000aa' }))
    for (const taken of [{ appId: 'wx00000000000000aa' }, { originalId: 'gh_0000000000aa' }, { appId: knownApp().appId }])
      await expect(ledger.createAccount(accountFields({ name: '乙', ...taken }))).rejects.toMatchObject({ code: 'ledger.idTaken' })
    await expect(ledger.createAccount(accountFields({ appId: 'gh_0123456789ab', certifiedOn: '2026-02-02', certifiedUntil: '2026-01-01' }))).rejects.toMatchObject({
      fields: [{ path: 'appId', code: 'apps.appIdIsOriginalId' }, { path: 'certifiedUntil', code: 'rangeReversed' }],
    })
  })

  it('are certified until their last day in Beijing', async () => {
    const { ledger, clock } = ledgerWorkspace()
    const { id } = await ledger.createAccount(accountFields({ certifiedOn: '2025-11-23', certifiedUntil: '2026-11-22' }))
    expect((await ledger.book()).byId.get(id)?.certified).toBe(true)
    clock.advance(Date.parse('2026-11-22T16:00:00.000Z') - clock.now().getTime())
    expect((await ledger.book()).byId.get(id)?.certified).toBe(false)
  })
})

describe('reminders', () => {
  it('name certifications that end within 30 days and companies from four fifths on', async () => {
    const { ledger } = ledgerWorkspace([], { appsPerCompany: 5 })
    const company = await ledger.createCompany(companyFields())
    const untils = { 今天: '2026-11-22', 三十天: '2026-12-22', 三十一天: '2026-12-23', 过了: '2026-11-01' }
    for (const [name, certifiedUntil] of Object.entries(untils))
      await ledger.createAccount(accountFields({ name, certifiedUntil, companyId: company.id, administrator: '李雷' }))
    await ledger.createAccount(accountFields({ name: '注销的', certifiedUntil: '2026-11-22', state: 'cancelled', companyId: company.id }))
    const reminders = contract.reminders.output.parse(await ledger.reminders())
    expect(reminders.expiring.map(({ name, daysLeft }) => `${name} ${daysLeft}`)).toEqual(['过了 -21', '今天 0', '三十天 30'])
    expect(reminders.expiring[0]).toMatchObject({ companyName: company.name, administrator: '李雷' })
    expect(reminders.nearLimit).toEqual([{ companyId: company.id, name: company.name, used: 4, limit: 5 }])
  })
})

describe('转为正式', () => {
  it('takes companies, accounts, bindings and plans along under new ids', async () => {
    const from = ledgerWorkspace([knownApp()])
    const company = await from.ledger.createCompany(companyFields())
    await from.ledger.assign([knownApp().id], company.id)
    const mp = await from.ledger.createAccount(accountFields({ kind: 'officialAccount', name: '服务号', companyId: company.id }))
    const pair = { kind: 'link' as const, holderId: mp.id, targetId: knownApp().id }
    await from.bindings.add({ ...pair, boundOn: '2026-11-02', throughApi: false, note: '', aboveLimit: false })
    await from.bindings.createPlan('换绑', [{ want: 'drop', ...pair, throughApi: false }], operator)

    const to = ledgerWorkspace([knownApp({ id: '0190a1b2-0000-7000-8000-0000000000ff' })])
    const { accountIds, companies } = await to.ledger.adopt(await from.ledger.transferable())
    await to.bindings.adopt(await from.bindings.transferable(), accountIds)
    expect(companies).toBe(1)
    const [adopted] = await to.ledger.companies()
    expect(adopted).toMatchObject({ name: company.name, gauge: { used: 1 } })
    expect(adopted?.id).not.toBe(company.id)
    const [binding] = (await to.bindings.list()).bindings
    expect(binding).toMatchObject({ boundOn: '2026-11-02', relation: 'same', holderId: accountIds.get(mp.id) })
    const [plan] = await to.bindings.plans()
    expect((await to.bindings.getPlan(plan?.id ?? '')).view.steps).toMatchObject([{ action: 'unbind' }])
    // Once more changes nothing.
    expect(await to.ledger.adopt(await from.ledger.transferable())).toMatchObject({ companies: 0 })
  })
})
