import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const main = (page: Page) => page.getByRole('main')
const drawerOf = (page: Page) => page.getByRole('complementary').last()
const dialogOf = (page: Page) => page.getByRole('dialog')
const v3Account = /云栖酒店 · 微信支付/u

/** Chooses in a select by the text of its option. By keyboard: what is chosen already lies over the field for a mouse. */
async function choose(page: Page, select: Locator, text: string | RegExp) {
  await select.press('Enter')
  await page.getByRole('option', { name: text }).filter({ visible: true }).first().click()
}

test('collect with a payment code, pay as the guest in practice, and see it paid with its timeline', async ({ page, program, complaints }) => {
  test.slow()
  await openWindow(page, program)
  await goTo(page, '/payments/new')
  await choose(page, page.getByRole('combobox', { name: /收款账号/u }), v3Account)
  await page.getByRole('textbox', { name: /金额/u }).fill('12.505')
  await expect(main(page)).toContainText('这个币种没有这么多位小数')
  await page.getByRole('textbox', { name: /金额/u }).fill('12.50')
  await page.getByRole('textbox', { name: /商品说明/u }).fill('早餐两份')
  await page.getByRole('button', { name: '生成收款码 ¥12.50' }).click()

  const result = page.getByRole('region', { name: '收款码' })
  await expect(result).toContainText('请客人用微信扫码付款')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 PNG' }).click()
  expect((await download).suggestedFilename()).toMatch(/^沙箱-MD\w+\.png$/u)
  await lookAt(page, 'payment-made')
  await page.getByRole('button', { name: '模拟付款' }).click()
  await expect(main(page)).toContainText('客人已付款')

  await page.getByRole('link', { name: '打开订单' }).click()
  await expect(drawerOf(page)).toContainText('已支付')
  await expect(drawerOf(page)).toContainText('收到渠道通知')
  await drawerOf(page).getByRole('button', { name: '修改信息' }).click()
  await dialogOf(page).getByRole('textbox', { name: '预订号' }).fill('HZ-7788')
  await choose(page, dialogOf(page).getByRole('combobox', { name: '核销' }), '已核销')
  await dialogOf(page).getByRole('button', { name: '保存' }).click()
  await expect(dialogOf(page)).toHaveCount(0)
  await expect(drawerOf(page)).toContainText('HZ-7788')
  await expect(drawerOf(page)).toContainText('已核销')
  await lookAt(page, 'payment-detail')
  expect(complaints).toEqual([])
})

test('import a sheet with a bad row, see counts and totals, and never the same order twice', async ({ page, program, dataDir, complaints }) => {
  test.slow()
  const sheet = join(dataDir, '商城订单.csv')
  const rows = ['SHOP20261101,128.00,CNY,2026-11-20 10:00:00,湖景房,视频号', 'SHOP20261102,66.50,CNY,2026-11-21 11:30:00,早餐,其他', 'SHOP20261103,abc,CNY,2026-11-21 12:00:00,坏行,其他']
  writeFileSync(sheet, ['商户订单号,金额,币种,支付时间,商品,场景', ...rows].join('\n'))
  await openWindow(page, program)
  await goTo(page, '/payments/import')
  const importFile = async () => {
    await choose(page, page.getByRole('combobox', { name: /收款账号/u }), v3Account)
    await page.locator('input[type=file]').setInputFiles(sheet)
    await expect(main(page)).toContainText('SHOP20261101')
  }
  const next = main(page).getByRole('button', { name: '下一步' })
  await importFile()
  await lookAt(page, 'payment-import-map')
  await next.click()
  await page.getByText('拒绝 1').click()
  await expect(page.getByRole('grid')).toContainText('“abc”不是金额')
  await lookAt(page, 'payment-import-check')
  await next.click()
  await expect(main(page)).toContainText('将新增 2 笔、补全 0 笔订单')
  await expect(main(page)).toContainText('¥194.50')
  await main(page).getByRole('button', { name: '导入 2 笔订单' }).click()
  await expect(main(page)).toContainText('新增了 2 笔、补全了 0 笔订单')
  await lookAt(page, 'payment-import-result')

  // The same file again: said at once, and nothing of it would be stored a second time.
  await main(page).getByRole('button', { name: '再导入一个文件' }).first().click()
  await expect(page.getByRole('link', { name: '商城订单.csv' })).toBeVisible()
  await importFile()
  await expect(main(page)).toContainText('这个文件导入过')
  await next.click()
  await expect(next).toBeDisabled()

  await goTo(page, '/payments?q=SHOP2026110&from=2026-01-01&to=2026-01-02&zone=UTC')
  await expect(main(page)).toContainText('按单号查找，不看日期筛选')
  await expect(main(page)).toContainText('2 条')
  expect(complaints).toEqual([])
})

test('filter orders, keep the filter under a name, and sum what is selected per currency by keyboard', async ({ page, program, complaints }) => {
  test.slow()
  await openWindow(page, program)
  await goTo(page, '/payments')
  await expect(page.getByRole('grid')).toContainText('已支付')
  await page.getByRole('button', { name: '更多筛选' }).click()
  await choose(page, page.getByRole('combobox', { name: '退款情况' }), '没有退款')
  await expect(page).toHaveURL(/refunds=none/u)
  await page.getByRole('button', { name: '常用筛选' }).click()
  await page.getByRole('textbox', { name: '筛选名称' }).fill('没退过的')
  await page.getByRole('button', { name: '保存筛选' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '清除筛选' }).click()
  await expect(page).not.toHaveURL(/refunds=none/u)
  // It is kept in the program, not in this window.
  await page.reload()
  await page.getByRole('button', { name: '常用筛选' }).click()
  await page.getByRole('button', { name: '没退过的', exact: true }).click()
  await expect(page).toHaveURL(/refunds=none/u)
  await page.getByRole('button', { name: '清除筛选' }).click()

  // What is selected is what is shown: the first page of the list.
  const listed = await callFromPage(page, 'payments.orders.list', { limit: 100 })
  const orders = (listed.value as { rows: { received?: { minor: number; currency: string } }[] }).rows
  const euros = orders.filter(({ received }) => received?.currency === 'EUR').reduce((sum, { received }) => sum + (received?.minor ?? 0), 0)
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+a')
  const bar = page.getByRole('toolbar', { name: '对所选的操作' })
  await expect(bar).toContainText(`已选 ${orders.length} 条`)
  await expect(bar).toContainText(`€${(euros / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`)
  await lookAt(page, 'payments-selected')
  await page.keyboard.press('/')
  await expect(page.getByRole('textbox', { name: '任意单号、预订号、说明、备注' })).toBeFocused()
  expect(complaints).toEqual([])
})

test('add an account, fill in what is missing, and see that a secret never comes back', async ({ page, program, complaints }) => {
  test.slow()
  await openWindow(page, program)
  await goTo(page, '/payments/accounts/new')
  await choose(page, page.getByRole('combobox', { name: /渠道/u }), 'YabandPay')
  await page.getByRole('textbox', { name: /^名称/u }).fill('马赛店 · YabandPay')
  await main(page).getByRole('button', { name: '新增收款账号' }).click()
  await expect(page.getByRole('textbox', { name: /账号 UID/u })).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('textbox', { name: /账号 UID/u }).fill('100899')
  await lookAt(page, 'payment-account-form')
  await main(page).getByRole('button', { name: '新增收款账号' }).click()
  await expect(drawerOf(page)).toContainText('还缺这些')

  await drawerOf(page).getByRole('button', { name: '填写' }).click()
  await lookAt(page, 'payment-account-secret')
  await dialogOf(page).getByLabel('密钥', { exact: false }).first().fill('0123456789abcdef0123456789abcdef')
  await dialogOf(page).getByRole('button', { name: '保存密钥' }).click()
  await expect(drawerOf(page)).toContainText('••••cdef')
  await expect(drawerOf(page)).not.toContainText('还缺这些')
  await lookAt(page, 'payment-account')
  const told = await callFromPage(page, 'payments.accounts.list', {})
  expect(JSON.stringify(told)).not.toContain('0123456789abcdef0123')

  await goTo(page, '/payments/accounts')
  await page.getByRole('gridcell', { name: v3Account }).first().click()
  await drawerOf(page).getByRole('button', { name: '测试' }).click()
  await expect(drawerOf(page)).toContainText('能用：')
  await lookAt(page, 'payment-account-tested')
  expect(complaints).toEqual([])
})
