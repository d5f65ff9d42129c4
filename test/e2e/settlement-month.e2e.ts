import type { Page } from '@playwright/test'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const main = (page: Page) => page.getByRole('main')

/** The month before this one in Shanghai: that of the practice example. */
function lastMonth(): string {
  const now = new Date(Date.now() + 8 * 3_600_000)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
}

async function valueOf<T>(page: Page, name: string, input: unknown): Promise<T> {
  const { ok, value, error } = await callFromPage(page, name, input)
  expect(error, name).toBeUndefined()
  expect(ok).toBe(true)
  return value as T
}

/** Every class that a month can show between two sources (shared/contract/settlement-values). */
const wanted = ['amount', 'crossMonth', 'currency', 'dispute', 'duplicate', 'fee', 'leftOnly', 'refundWithoutOrder', 'rightOnly', 'rounding', 'state']

/** One account in full is a month; the others would only take longer. */
async function onlyTheLake(page: Page, month: string): Promise<void> {
  const choices = await valueOf<{ accountId: string; kind: string; offered: string[] }[]>(page, 'settlement.bills.choices', {})
  for (const { accountId, kind, offered } of choices)
    if (offered.length > 0) await valueOf(page, 'settlement.bills.choose', { accountId, wanted: kind === 'v3' ? ['all', 'fundBasic'] : [], automatic: false, fromDay: `${month}-01` })
}

interface Found {
  rows: { class: string; number: string }[]
  hits: number
}
const differencesOf = (page: Page, month: string) => valueOf<Found>(page, 'settlement.differences.list', { month, limit: 500, states: ['open'] })

/** A step of a statement: its button, what it asks for, and the button that repeats the verb. */
async function step(page: Page, button: string, verb: string | RegExp, fields: Record<string, string> = {}, file?: { name: string; text: string }, choose?: RegExp): Promise<void> {
  await main(page).getByRole('button', { name: button, exact: true }).click()
  const dialog = page.getByRole('dialog')
  for (const [label, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name: label }).fill(value)
  if (choose) {
    await dialog.getByRole('combobox').first().press('Enter')
    await page.getByRole('option', { name: choose }).filter({ visible: true }).first().click()
  }
  if (file) {
    await dialog.locator('input[type=file]').first().setInputFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: Buffer.from(file.text) })
    await expect(dialog.getByText(file.name)).toBeVisible()
  }
  await dialog.getByRole('button', { name: verb }).click()
  await expect(dialog).toBeHidden()
}

test('a month from order to paid: every class of difference found and resolved, the fee explained, paid, invoiced, and the month closed', async ({ page, program, complaints }) => {
  test.setTimeout(180_000)
  const month = lastMonth()
  await openWindow(page, program)
  await onlyTheLake(page, month)

  // Files by mail, bills by interface, reconciled, computed, exported: in one go.
  await goTo(page, `/settlement/bills?month=${month}`)
  await main(page).getByRole('button', { name: /放入 \d{4}-\d{2} 的月底文件/ }).click()
  await expect(main(page)).toContainText('放入 4 个文件，导入 4 个。')
  const payouts = (await valueOf<{ rows: { source: string; account?: { id: string } }[] }>(page, 'settlement.files.list', { limit: 20 })).rows.find(({ source }) => source === 'payout')?.account?.id
  await valueOf(page, 'settlement.reconciliations.create', { month, left: { source: 'bill', accountId: payouts }, right: { source: 'payout', accountId: payouts } })
  await main(page).getByRole('button', { name: `运行 ${month} 月结` }).click()
  await expect(main(page)).toContainText(/还有 \d+ 处差异、0 天账单待处理/u, { timeout: 90_000 })

  const found = await differencesOf(page, month)
  expect(wanted.filter((one) => !found.rows.some((row) => row.class === one))).toEqual([])

  // Each class by keyboard: one after the other, then all that is left of it at once.
  for (const name of new Set(found.rows.map((row) => row.class))) {
    await goTo(page, `/settlement/differences?month=${month}&class=${name}`)
    const grid = main(page).getByRole('grid', { name: '处理差异' })
    // The list of this class, and no longer the one before.
    const own = found.rows.filter((row) => row.class === name)
    await expect(grid).toHaveAttribute('aria-rowcount', String(own.length + 1))
    await expect(grid.getByRole('row').nth(1)).toContainText(new RegExp(own.map(({ number }) => number).join('|'), 'u'))
    await grid.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('r')
    await page.getByRole('dialog').getByRole('textbox', { name: /原因/u }).fill(`月结：${name}`)
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(async () => (await differencesOf(page, month)).rows.filter((row) => row.class === name).length, { timeout: 20_000 }).toBe(0)
  }
  expect((await differencesOf(page, month)).hits).toBe(0)

  // The platform's figure counts an order too many: the difference is named to the fen, disputed, corrected.
  await goTo(page, '/settlement/fees')
  await main(page).getByRole('link', { name: month, exact: true }).click()
  const [statement] = await valueOf<{ id: string; computed: { totalMinor: number } }[]>(page, 'settlement.statements.list', {})
  const ours = statement?.computed.totalMinor ?? 0
  const yuan = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
  const issued = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 8) + '01'
  await step(page, '导入平台账单', '导入账单', { 出账日期: issued }, undefined, /技术服务费账单/u)
  await step(page, '开始核对', '开始核对')
  await expect(main(page)).toContainText('它的费用正好等于差额')
  await step(page, '提出异议', '提出异议', { 我方认为的金额: yuan(ours), 理由: '多计一单，不是视频号场景' })
  await step(page, '记录往来', '记录往来', { 内容: '已核实，更正账单' })
  await step(page, '异议了结', '了结异议', { 平台账单金额: yuan(ours), 说明: '平台已更正' })
  await expect(main(page)).toContainText('一分不差')
  await lookAt(page, 'settlement-month-statement')
  await step(page, '确认账单', /^确认/u)
  await step(page, '申请付款', /^申请付款/u)
  await step(page, '登记付款', /^登记付款/u, { 银行流水号: 'B20261101' }, { name: '回单.pdf', text: '%PDF-1.7 slip' })
  await step(page, '登记发票', '登记发票', { 发票号码: '0440012345' })
  await step(page, '结账', '结账')
  await expect(main(page)).toContainText('已结账')

  await goTo(page, `/settlement/closing?month=${month}`)
  await expect(main(page).getByText('未完成')).toHaveCount(0)
  await lookAt(page, 'settlement-month-closing')
  await main(page).getByRole('button', { name: `关账 ${month}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: `关账 ${month}` }).click()
  await expect(main(page)).toContainText('已关账')
  expect((await callFromPage(page, 'settlement.reconciliations.setUp', { month })).error?.code).toBe('settlement.monthLocked')

  expect(complaints).toEqual([])
})
