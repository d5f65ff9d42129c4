import type { Page } from '@playwright/test'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const main = (page: Page) => page.getByRole('main')
/** The month before this one in Shanghai: that of the practice example. */
function lastMonth(): string {
  const now = new Date(Date.now() + 8 * 3_600_000)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
}

test('match a day of bills, see the totals proved, and work through a difference by keyboard with its way back', async ({ page, program, complaints }) => {
  test.slow()
  await openWindow(page, program)
  const month = lastMonth()
  const accounts = (await callFromPage(page, 'payments.accounts.list', {})).value as { id: string; name: string }[]
  const account = accounts.find(({ name }) => name.startsWith('云栖酒店 · 微信支付'))
  const fetching = await callFromPage(page, 'settlement.bills.fetch', { month, accountId: account?.id, billType: 'all', day: `${month}-07` })
  const { jobId } = fetching.value as { jobId: string }
  await expect.poll(async () => ((await callFromPage(page, 'jobs.get', { id: jobId })).value as { state: string }).state, { timeout: 60_000 }).toBe('done')

  await goTo(page, `/settlement/reconciliations?month=${month}`)
  await main(page).getByRole('button', { name: `配好 ${month} 的对账` }).click()
  await main(page).getByRole('grid').getByText('渠道账单', { exact: false }).first().click()
  await main(page).getByRole('button', { name: '开始勾对' }).click()
  await expect(main(page)).toContainText('总额核对', { timeout: 60_000 })
  await expect(main(page).getByText('相等').first()).toBeVisible()
  await expect(main(page)).not.toContainText('不等，请报告')
  await lookAt(page, 'settlement-reconciliation')

  await main(page).getByRole('button', { name: /^处理差异（/u }).click()
  const grid = main(page).getByRole('grid', { name: '处理差异' })
  await expect(grid.getByRole('row').nth(2)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await lookAt(page, 'settlement-difference')
  const numberOf = (row: number) => grid.getByRole('row').nth(row).getByRole('gridcell').nth(1)
  const second = (await numberOf(2).textContent())?.trim() ?? ''
  await expect(main(page).getByRole('complementary')).toContainText(second)
  await page.keyboard.press('r')
  await page.getByRole('dialog').getByRole('textbox', { name: /原因/u }).fill('漏记，已补')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(main(page)).toContainText('已处理 1 个')
  // The next one comes, and the keys go on to act in the list.
  await expect(grid).toBeFocused()
  const third = (await numberOf(3).textContent())?.trim() ?? ''
  await expect(main(page).getByRole('complementary')).toContainText(third)
  await main(page).getByRole('button', { name: '撤销', exact: true }).click()
  await expect(main(page)).toContainText('已撤销。')
  expect(complaints).toEqual([])
})
