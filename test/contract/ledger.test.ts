import { afterAll, afterEach, expect, it } from 'vitest'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'

const started: Running[] = []
afterEach(async () => {
  for (const running of started.splice(0)) {
    await running.close()
    removeData(running)
  }
})
afterAll(removeWorkers)

it('the example shows gauges, allowances and reminders, and all of it goes along when practice becomes live', async () => {
  const at = await startApplication()
  started.push(at)
  const practice = await at.practice()
  const companies = await at.call('ledger.companies.list', {}, practice)
  expect(companies.map(({ gauge }) => gauge.tone)).toEqual(['room', 'room', 'near'])
  const before = await at.call('ledger.bindings.list', {}, practice)
  const month = before.usage.find(({ rule }) => rule === 'A28-L-6')
  expect(month).toMatchObject({ used: 2, limit: 3, remaining: 1 })
  const reminders = await at.call('ledger.reminders', {}, practice)
  expect(reminders.expiring).toMatchObject([{ name: '云栖商城', daysLeft: 20 }])
  expect(reminders.nearLimit).toMatchObject([{ used: 4, limit: 5 }])

  const password = 'correct horse battery'
  const administrator = { name: '管理员', password }
  const made = await at.call('workspaces.createLive', { name: '正式', administrator, protection: { kind: 'keyFile' }, copyFromPractice: true }, practice)
  expect(made.copied.companies).toBe(companies.length)
  const { handle } = await at.call('accounts.signIn', { workspaceId: made.workspace.id, name: administrator.name, password })
  const live = await at.call('ledger.companies.list', {}, handle)
  expect(live.map(({ name, gauge }) => [name, gauge.used])).toEqual(companies.map(({ name, gauge }) => [name, gauge.used]))
  const accounts = await at.call('ledger.accounts.list', {}, handle)
  expect(accounts.filter(({ inMiniDesk }) => inMiniDesk).every(({ companyId }) => companyId !== undefined)).toBe(true)
  const after = await at.call('ledger.bindings.list', {}, handle)
  expect(after.bindings.length).toBe(before.bindings.length)
  expect(after.usage.map(({ rule, used }) => `${rule} ${used}`).sort()).toEqual(before.usage.map(({ rule, used }) => `${rule} ${used}`).sort())
}, 60_000)
