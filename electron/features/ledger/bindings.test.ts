import { ledger as contract } from '@shared/contract/ledger'
import type { AccountKind } from '@shared/domain/ledger'
import { describe, expect, it } from 'vitest'
import { callBy } from '../apps/master-data.fixture'
import { accountFields, companyFields, knownApp, ledgerWorkspace } from './ledger.fixture'

const operator = callBy('operations')

/** A 公众号 of one company, and mini programs of it, of a related one and of strangers. */
async function workspace() {
  const made = ledgerWorkspace([knownApp()])
  const { ledger, bindings, commands } = made
  const own = (await ledger.createCompany(companyFields({ group: '云栖集团' }))).id
  const related = (await ledger.createCompany(companyFields({ name: '云栖文旅', group: '云栖集团' }))).id
  const other = (await ledger.createCompany(companyFields({ name: '别家' }))).id
  const account = async (name: string, kind: AccountKind, companyId?: string) => {
    // Ids rise with the time, and a plan goes by them.
    made.clock.advance(1)
    return (await ledger.createAccount(accountFields({ name, kind, ...(companyId ? { companyId } : {}) }))).id
  }
  const mp = await account('服务号', 'officialAccount', own)
  const strangers: string[] = []
  for (let at = 0; at < 5; at += 1) strangers.push(await account(`外部${at}`, 'miniProgram', other))
  await ledger.assign([knownApp().id], own)
  const link = (targetId: string, boundOn = '2026-11-22') =>
    bindings.add({ kind: 'link', holderId: mp, targetId, boundOn, throughApi: false, note: '', aboveLimit: false }, '王芳')
  const wish = (targetId: string, want: 'have' | 'drop' = 'have') => ({ want, kind: 'link' as const, holderId: mp, targetId, throughApi: false })
  return { ...made, commands, own, related, other, account, mp, strangers, link, wish }
}

describe('bindings', () => {
  it('know whose the two sides are from the companies, and follow a change of these', async () => {
    const { bindings, ledger, link, account, related, strangers } = await workspace()
    await link(knownApp().id)
    await link(await account('文旅', 'miniProgram', related))
    await link(strangers[0] ?? '')
    const relations = async () => (await bindings.list()).bindings.map(({ relation, relationSure }) => `${relation} ${relationSure}`)
    expect(await relations()).toEqual(['same true', 'related true', 'other true'])
    const company = (await ledger.companies()).find(({ id }) => id === related)
    await ledger.updateCompany(related, company?.rev ?? 0, companyFields({ name: '云栖文旅' }), '王芳')
    expect(await relations()).toEqual(['same true', 'other true', 'other true'])
  })

  it('count as of another subject where nobody said whose they are', async () => {
    const { bindings, link, account, mp } = await workspace()
    expect(await link(await account('没有主体', 'miniProgram'))).toMatchObject({ relation: 'other', relationSure: false })
    const said = await bindings.add({ kind: 'link', holderId: mp, targetId: await account('也没有', 'miniProgram'), boundOn: '2026-11-22', relation: 'related', throughApi: false, note: '', aboveLimit: false })
    expect(said).toMatchObject({ relation: 'related', relationSure: true })
  })

  it('above a limit are refused with the rule, and written down when they really stand', async () => {
    const { bindings, commands, link, strangers, mp } = await workspace()
    for (const id of strangers.slice(0, 3)) await link(id, '2026-08-01')
    const fourth = { kind: 'link' as const, holderId: mp, targetId: strangers[3] ?? '', boundOn: '2026-11-22', throughApi: false, note: '' }
    await expect(bindings.add({ ...fourth, aboveLimit: false })).rejects.toMatchObject({
      code: 'ledger.overLimit',
      params: { rule: 'A28-L-2', limit: 3, used: 3 },
    })
    await bindings.add({ ...fourth, aboveLimit: true })
    const { usage } = contract['bindings.list'].output.parse(await commands['bindings.list']({}, operator))
    expect(usage.find(({ rule }) => rule === 'A28-L-2')).toMatchObject({ used: 4, limit: 3, remaining: 0 })
  })

  it('are refused between accounts that cannot be bound, twice, and in the future', async () => {
    const { bindings, link, strangers, mp, account } = await workspace()
    const [a = '', b = ''] = strangers
    await expect(bindings.add({ kind: 'link', holderId: a, targetId: b, boundOn: '2026-11-22', throughApi: false, note: '', aboveLimit: false })).rejects.toMatchObject({
      fields: [{ path: 'holderId', code: 'ledger.kindMisfit' }],
    })
    const web = await account('官网', 'webApp')
    await expect(bindings.add({ kind: 'link', holderId: mp, targetId: web, boundOn: '2026-11-23', throughApi: false, note: '', aboveLimit: false })).rejects.toMatchObject({
      fields: [{ path: 'targetId', code: 'ledger.kindMisfit' }, { path: 'boundOn', code: 'ledger.dayInFuture' }],
    })
    await link(a)
    await expect(link(a)).rejects.toMatchObject({ code: 'ledger.alreadyBound', params: { target: '外部0' } })
  })

  it('undone keep counting in their month and end on a day that can be', async () => {
    const { bindings, link, strangers, ledger } = await workspace()
    const { id } = await link(strangers[0] ?? '', '2026-11-10')
    await expect(bindings.end(id, '2026-11-09')).rejects.toMatchObject({ fields: [{ path: 'unboundOn', code: 'ledger.beforeBound' }] })
    await expect(bindings.end(id, '2026-11-23')).rejects.toMatchObject({ fields: [{ code: 'ledger.dayInFuture' }] })
    await bindings.end(id, '2026-11-20')
    await expect(bindings.end(id, '2026-11-20')).rejects.toMatchObject({ code: 'ledger.alreadyUnbound' })
    const used = async () => Object.fromEntries((await bindings.list()).usage.map(({ rule, used }) => [rule, used]))
    expect(await used()).toMatchObject({ 'A28-L-2': 0, 'A28-L-6': 1 })
    await expect(ledger.removeAccount(strangers[0] ?? '')).rejects.toMatchObject({ code: 'ledger.accountBound', params: { count: 1 } })
    await bindings.remove(id)
    expect(await used()).toMatchObject({ 'A28-L-2': 0, 'A28-L-6': 0 })
  })
})

describe('a saved plan', () => {
  it('goes over two months; a step is marked in its month and writes the binding', async () => {
    const { commands, bindings, link, strangers, wish, clock } = await workspace()
    const [a = '', b = '', c = '', d = ''] = strangers
    await bindings.end((await link(a, '2026-11-03')).id, '2026-11-04')
    await bindings.end((await link(d, '2026-11-03')).id, '2026-11-04')
    const plan = await commands['plans.create']({ name: '换新', wishes: [wish(b), wish(c), wish(knownApp().id)] }, operator)
    const { view } = contract['plans.get'].output.parse(await commands['plans.get']({ id: plan.id }, operator))
    expect(view.steps.map(({ targetId, month }) => [targetId, month])).toEqual([
      [knownApp().id, '2026-11'],
      [b, '2026-11'],
      [c, '2026-12'],
    ])
    const done = (targetId: string, on: string) =>
      commands['plans.completeStep']({ planId: plan.id, action: 'bind', kind: 'link', holderId: wish(b).holderId, targetId, on }, operator)
    await expect(done(c, '2026-11-22')).rejects.toMatchObject({ code: 'ledger.stepWaits', params: { day: '2026-12-01' } })
    const after = await done(b, '2026-11-22')
    expect(after.view.steps.map(({ targetId }) => targetId)).toEqual([knownApp().id, c])
    expect(after.view.met).toMatchObject([{ targetId: b }])
    expect((await bindings.list()).bindings.at(-1)).toMatchObject({ targetId: b, boundOn: '2026-11-22', createdBy: '王芳', note: '换新' })
    await expect(done(b, '2026-11-22')).rejects.toMatchObject({ code: 'ledger.stepGone' })
    // The first second of December in Beijing.
    clock.advance(Date.parse('2026-11-30T15:59:59.999Z') - clock.now().getTime())
    await expect(done(c, '2026-11-30')).rejects.toMatchObject({ code: 'ledger.stepWaits' })
    clock.advance(1)
    expect((await done(c, '2026-12-01')).view.steps.map(({ targetId }) => targetId)).toEqual([knownApp().id])
  })

  it('unbinds by its step and says what is impossible', async () => {
    const { commands, bindings, link, strangers, wish } = await workspace()
    for (const id of strangers.slice(0, 3)) await link(id, '2026-08-01')
    const wishes = [wish(strangers[0] ?? '', 'drop'), wish(strangers[3] ?? ''), wish(strangers[4] ?? '')]
    const view = contract.plan.output.parse(await commands.plan({ wishes }, operator))
    expect(view.steps.map(({ action }) => action)).toEqual(['unbind', 'bind'])
    expect(view.refused).toMatchObject([{ targetId: strangers[4], code: 'totalFull', rule: 'A28-L-2', used: 3, limit: 3 }])
    const plan = await commands['plans.create']({ name: '换', wishes }, operator)
    await commands['plans.completeStep']({ planId: plan.id, action: 'unbind', kind: 'link', holderId: wish('').holderId, targetId: strangers[0] ?? '', on: '2026-11-22' }, operator)
    expect((await bindings.list()).bindings[0]).toMatchObject({ unboundOn: '2026-11-22' })
    await commands['plans.remove']({ id: plan.id }, operator)
    await expect(commands['plans.get']({ id: plan.id }, operator)).rejects.toMatchObject({ code: 'ledger.planNotFound' })
  })

  it('tells of an account that is gone', async () => {
    const { commands, wish, account, ledger } = await workspace()
    const gone = await account('临时', 'miniProgram')
    await ledger.removeAccount(gone)
    expect((await commands.plan({ wishes: [wish(gone)] }, operator)).refused).toMatchObject([{ code: 'accountGone', targetId: gone }])
  })
})
