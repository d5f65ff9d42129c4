import type { Reminders } from '@shared/contract/ledger-values'
import { expect, it } from 'vitest'
import { ledgerTodos } from './todos'

const account = (name: string, daysLeft: number): Reminders['expiring'][number] => ({
  accountId: '0190a1b2-0000-7000-8000-0000000000c1',
  name,
  kind: 'miniProgram',
  companyName: '杭州云栖酒店管理有限公司',
  administrator: '李雷',
  until: '2026-12-18',
  daysLeft,
})
const load = (reminders: Reminders) => ledgerTodos({ reminders: () => Promise.resolve(reminders) })[0]?.load()
const company = (used: number) => ({ companyId: '0190a1b2-0000-7000-8000-0000000000c2', name: '农家乐', used, limit: 5 })

it('says nothing where nothing ends and nobody is full', async () => {
  expect(await load({ expiring: [], nearLimit: [] })).toEqual([])
})

it.each([
  [-1, 'failed'],
  [0, 'attention'],
  [7, 'attention'],
  [8, 'info'],
])('a certification with %i days left is told as %s, due at the end of its day in Beijing', async (daysLeft, tone) => {
  expect(await load({ expiring: [account('云栖商城', daysLeft)], nearLimit: [] })).toMatchObject([
    { kind: 'ledger.certification', tone, due: '2026-12-18T15:59:59.999Z', count: 1 },
  ])
})

it('names three, and says how many there are', async () => {
  const expiring = ['甲', '乙', '丙', '丁'].map((name) => account(name, 20))
  expect(await load({ expiring, nearLimit: [] })).toMatchObject([
    { count: 4, detail: { key: 'today.todos.namesAndMore', params: { names: '甲 · 乙 · 丙', count: 4 } } },
  ])
})

it('a full company wants attention, one that is nearly full only a look', async () => {
  expect(await load({ expiring: [], nearLimit: [company(4)] })).toMatchObject([{ kind: 'ledger.nearLimit', tone: 'info' }])
  expect(await load({ expiring: [], nearLimit: [company(4), company(5)] })).toMatchObject([{ tone: 'attention', count: 2 }])
})
