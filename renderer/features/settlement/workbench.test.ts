// @vitest-environment happy-dom
import { refuse, shellDouble, showScreen } from '@renderer/features/apps/testing.fixture'
import { listenForShortcuts } from '@renderer/ui/shortcuts/useShortcuts'
import { permissions } from '@shared/contract/permissions'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { accountId, billEntry, difference, found, reconciliation, reconciliationId, run } from './testing.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const sent = (name: string) => desk.calls.filter((call) => call.name === `settlement.${name}`).map(({ input }) => input)
const inDialog = () => [...document.querySelectorAll<HTMLElement>('.el-dialog')].find((one) => one.offsetParent !== null || one.closest('.el-overlay')?.getAttribute('style')?.includes('display: none') !== true)
let deaf: () => void
beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  deaf = listenForShortcuts()
  desk.calls.length = 0
  desk.program = {
    'payments.accounts.list': () => [{ id: accountId, name: '云栖酒店 · 微信支付' }],
    'settlement.reconciliations.list': () => [reconciliation()],
    'settlement.reconciliations.get': () => reconciliation(),
    'settlement.reconciliations.runs': () => [],
    'settlement.decisions.list': () => [],
  }
})
afterEach(() => deaf())

const names = ['', '.charts', '.reconciliations', '.reconciliation', '.differences', '.pairs', '.entries', '.arrivals', '.rules'].map((end) => `settlement${end}`)
async function open(name: string, path: string, component: Component, address = path, granted = permissions as readonly (typeof permissions)[number][]) {
  const others = names.filter((one) => one !== name).map((one) => ({ name: one, path: `/elsewhere/${one}/:id?` }))
  const shown = await showScreen({ path, name, component }, address, granted, [...others, { name: 'settlement-file', path: '/settlement/files/:id' }])
  await vi.dynamicImportSettled()
  await flushPromises()
  return shown
}
const press = async (key: string, target: EventTarget = document.activeElement ?? document.body) => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await flushPromises()
}
const typeInDialog = async (text: string) => {
  const field = inDialog()?.querySelector('textarea')
  if (!field) throw new Error('no field')
  field.value = text
  field.dispatchEvent(new Event('input'))
  await flushPromises()
}
const pressInDialog = async (text: string) => {
  const found = [...(inDialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === text)
  if (!found) throw new Error(`no button ${text} in ${inDialog()?.textContent ?? 'no dialog'}`)
  found.click()
  await flushPromises()
}
const textOf = (page: VueWrapper, selector: string) => page.find(selector).text()

describe('differences by keyboard', () => {
  const rows = [difference(), difference({ id: 'd2', number: 'YQ2', state: 'inWork', assignee: '周敏' }), difference({ id: 'd3', number: 'YQ3' })]
  const candidates = [{ side: 'right' as const, row: billEntry({ merchantNo: 'OTHER' }), agrees: ['amount' as const, 'day' as const] }]
  async function show(granted?: readonly (typeof permissions)[number][]) {
    desk.program['settlement.differences.list'] = () => ({ rows, hits: 3, hitsCapped: false, sums: [{ currency: 'CNY', count: 3, minor: -206_550 }] })
    desk.program['settlement.differences.get'] = ({ id }: { id: string }) => found({ difference: rows.find((one) => one.id === id) ?? difference(), candidates })
    desk.program['settlement.differences.decide'] = ({ ids }: { ids: string[] }) => ({ done: ids.length, refused: [] })
    const { default: component } = await import('./differences/DifferencesScreen.vue')
    const shown = await open('settlement.differences', '/settlement/differences', component, `/settlement/differences?reconciliation=${reconciliationId}`, granted)
    await vi.waitFor(() => expect(shown.page.find('.compare').exists()).toBe(true))
    const grid = shown.page.get<HTMLElement>('[role=grid]').element
    grid.focus()
    await flushPromises()
    return { ...shown, grid }
  }

  it('asks for what waits, shows both sides with the candidate, and leads from a row to its file and line', async () => {
    const { page } = await show()
    expect(sent('differences.list')[0]).toMatchObject({ reconciliationId, states: ['open', 'inWork'], order: 'amount' })
    expect(textOf(page, '.pane')).toContain('我方订单有，渠道账单无')
    expect(textOf(page, '.compare')).toContain('（候选）')
    expect(page.get('.is-differs').text()).toContain('商户订单号')
    expect(page.get('a[href="/settlement/files/bill-1?row=41"]').text()).toContain('第 43 行')
    expect(page.get('a[href^="/payments?open="]').text()).toBe('打开我方订单')
  })

  it('resolves the active one by R and goes on to the next, with the way back in the notice', async () => {
    const { page, grid } = await show()
    await press('r')
    await typeInDialog('漏记，已补')
    await pressInDialog('记为已处理')
    expect(sent('differences.decide')).toEqual([{ ids: ['d1'], decision: { action: 'resolve', resolution: 'bookedHere', reason: '漏记，已补', attachments: [] } }])
    await vi.waitFor(() => expect(document.activeElement).toBe(grid))
    await vi.waitFor(() => expect(sent('differences.get').at(-1)).toEqual({ id: 'd2' }))
    expect(textOf(page, '.done')).toContain('已处理 1 个')
    await page.get('.done button').trigger('click')
    await flushPromises()
    expect(sent('differences.decide').at(-1)).toEqual({ ids: ['d1'], decision: { action: 'reopen', reason: '撤销刚才的操作' } })
    expect(textOf(page, '.done')).toBe('已撤销。关闭')
  })

  it('decides about all that Space selected at once, and says which were refused and why', async () => {
    const { page } = await show()
    await press(' ')
    await press('ArrowDown')
    await press('ArrowDown')
    await press(' ')
    desk.program['settlement.differences.decide'] = () => ({ done: 1, refused: [{ id: 'd3', code: 'settlement.nothingKnown' }] })
    await press('g')
    await typeInDialog('次月到账')
    await pressInDialog('挂账')
    expect(sent('differences.decide')).toEqual([{ ids: ['d1', 'd3'], decision: { action: 'carry', reason: '次月到账' } }])
    expect(textOf(page, '.done')).toContain('有 1 个没有成功：settlement.nothingKnown')
  })

  it('pairs with the candidate by M under its reason, and keeps a refusal in the dialog', async () => {
    const { page } = await show()
    desk.program['settlement.pairs.make'] = () => refuse('settlement.monthLocked', { params: { month: '2026-10' } })
    await press('m')
    await typeInDialog('同一笔')
    await pressInDialog('勾在一起')
    expect(sent('pairs.make')).toEqual([
      { reconciliationId, left: [{ fileId: 'own-orders', row: 7 }], right: [{ fileId: 'bill-1', row: 41 }], reason: '同一笔' },
    ])
    expect(inDialog()?.textContent).toContain('2026-10 已经关账')
    expect(page.find('.done').exists()).toBe(false)
  })

  it('does nothing by key for a person who may only look, and says why', async () => {
    const { page } = await show(['settlement.view'])
    await press('r')
    expect(inDialog()?.textContent ?? '').not.toContain('怎么处理的')
    expect(page.findAll('.bar button').every((one) => one.attributes('disabled') !== undefined)).toBe(true)
  })
})

describe('a reconciliation', () => {
  it('proves its totals, and every number leads to its rows', async () => {
    const [left] = run().left
    if (!left) throw new Error('no side')
    desk.program['settlement.reconciliations.get'] = () =>
      reconciliation({ state: 'stale', staleBecause: ['files', 'decisions'], lastRun: run({ left: [{ ...left, total: { ...left.total, minor: 1 } }] }) })
    const { default: component } = await import('./reconcile/ReconciliationScreen.vue')
    const { page } = await open('settlement.reconciliation', '/settlement/reconciliations/:id', component, `/settlement/reconciliations/${reconciliationId}`)
    expect(page.text()).toContain('不等，请报告')
    expect(page.text()).toContain('上次勾对之后有变化：文件、处理结果')
    const links = page.findAll('a').map((one) => one.attributes('href') ?? '')
    expect(links).toContain(`/elsewhere/settlement.entries/${reconciliationId}?side=right&part=matched&currency=CNY`)
    expect(links).toContain(`/elsewhere/settlement.differences?reconciliation=${reconciliationId}&class=leftOnly&state=open,inWork`)
    expect(links).toContain(`/elsewhere/settlement.pairs/${reconciliationId}?rule=numbers`)
  })
})

describe('rules', () => {
  it('are tried before they are saved; what was tried goes with the next change, and nothing leaves unsaved unasked', async () => {
    const rule = (id: string, name: string) => ({ id, name, on: true, keys: ['wechatNo' as const], shape: 'oneToOne' as const, amount: 'equal' as const, kinds: [] })
    const set = { rules: [rule('a', '微信单号'), rule('b', '订单号')], kindRules: [], expectedDays: 1, roundingMinor: 1 }
    desk.program['settlement.rules.get'] = () => ({ set, version: 3, changedBy: '周敏', shipped: set })
    desk.program['settlement.rules.preview'] = () => ({ byRule: [{ ruleId: 'b', pairs: 58 }], byClass: [{ class: 'leftOnly', count: 5 }], before: { pairs: 60, differences: 3 } })
    desk.program['settlement.rules.save'] = () => ({ version: 4 })
    const { default: component } = await import('./rules/RulesScreen.vue')
    const { page, router } = await open('settlement.rules', '/settlement/rules', component)
    const items = () => page.findAll('ol > li').map((one) => one.get('strong').text())
    expect(page.text()).toContain('按微信单号找，一笔对一笔，金额要相等。')
    page.findAll('ol > li')[1]?.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', altKey: true, bubbles: true }))
    await flushPromises()
    expect(items()).toEqual(['订单号', '微信单号'])
    await page.findAll('button').find((one) => one.text() === '试算')?.trigger('click')
    await flushPromises()
    expect(textOf(page, '.preview')).toContain('-2')
    expect(page.text()).toContain('会勾上 58 对')
    await page.findAll('ol > li input')[0]?.trigger('change')
    await flushPromises()
    expect(page.text()).not.toContain('会勾上 58 对')
    void router.push('/somewhere')
    await flushPromises()
    expect(inDialog()?.textContent).toContain('不保存就离开？')
    await pressInDialog('取消')
    expect(router.currentRoute.value.name).toBe('settlement.rules')
    await page.findAll('button').find((one) => one.text() === '保存规则')?.trigger('click')
    await flushPromises()
    expect(sent('rules.save')[0]).toMatchObject({ left: 'orders', right: 'bill', version: 3, set: { rules: [{ id: 'b', on: false }, { id: 'a', on: true }] } })
  })
})

describe('the month board', () => {
  const sum = (currency: string, minor: number) => ({ currency, count: 2, minor })
  const cell = {
    month: '2026-10',
    accountId,
    account: '云栖酒店',
    bills: { booked: 30, noTrade: 0, missing: 1, failed: 0, awaited: 0 },
    openDifferences: 3,
    differences: [],
    paid: [sum('CNY', 10_000), sum('EUR', 1000)],
    refunded: [],
    fees: [],
    locked: false,
  }
  it('sums per currency and, where it is asked for in CNY, says by which rate and what has none', async () => {
    desk.program['settlement.board.get'] = () => ({
      cells: [cell, { ...cell, accountId: undefined, account: '', bills: { booked: 0, noTrade: 0, missing: 0, failed: 0, awaited: 0 }, openDifferences: 0, paid: [], fees: [sum('AUD', 500)] }],
      rates: [{ currency: 'EUR', day: '2026-10-31', rate: '7.8', source: '中间价', by: '王芳', at: '2026-11-01T00:00:00.000Z' }],
    })
    const { default: component } = await import('./board/BoardScreen.vue')
    const { page } = await open('settlement', '/settlement', component, '/settlement?to=2026-10&months=3')
    expect(sent('board.get')).toEqual([{ fromMonth: '2026-08', toMonth: '2026-10' }])
    expect(textOf(page, 'tr.total')).toContain('¥100.00')
    expect(textOf(page, 'tr.total')).toContain('€10.00')
    expect(page.text()).toContain('缺 1 天账单')
    expect(page.find(`a[href="/elsewhere/settlement.differences?month=2026-10&state=open,inWork&account=${accountId}"]`).exists()).toBe(true)
    await page.get('.switch input').trigger('change')
    await flushPromises()
    expect(textOf(page, '.band')).toContain('1 EUR = 7.8 CNY（2026-10-31，中间价）')
    expect(textOf(page, '.band')).toContain('没有汇率、没有折算的：AUD')
    expect(textOf(page, 'tr.total')).toContain('¥178.00')
    expect(textOf(page, 'tr.total')).not.toContain('€10.00')
  })
})
