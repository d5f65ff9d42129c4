import { expect, goTo, lookAt, openWindow, test } from './support/test'

test('the month strip: read by keyboard, a day fetched, a day without a bill recorded, the month-end handed in', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/settlement/bills')
  const strip = page.getByRole('grid')
  await expect(strip).toBeVisible()
  // The example's month is over and nothing was fetched yet.
  const first = strip.getByRole('button', { name: /云栖酒店 · 微信支付，交易账单（全部），\d{4}-\d{2}-01：缺失/ })
  await first.focus()
  await page.keyboard.press('ArrowRight')
  await expect(strip.getByRole('button', { name: /云栖酒店 · 微信支付，交易账单（全部），\d{4}-\d{2}-02：缺失/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '获取这一天' }).click()
  await expect(strip.getByRole('button', { name: /云栖酒店 · 微信支付，交易账单（全部），\d{4}-\d{2}-02：已入账/ })).toBeVisible()
  await expect(page.getByText('已核对一致')).toBeVisible()
  await lookAt(page, 'bills')

  await strip.getByRole('button', { name: /宽窄巷子店 · 服务商收款，交易账单（全部），\d{4}-\d{2}-02：缺失/ }).click()
  await page.getByRole('textbox', { name: '原因' }).fill('当天停业')
  await page.getByRole('button', { name: '登记无交易' }).click()
  await expect(strip.getByRole('button', { name: /宽窄巷子店 · 服务商收款，交易账单（全部），\d{4}-\d{2}-02：无交易/ })).toBeVisible()
  await page.getByRole('button', { name: '关闭' }).click()

  await page.getByRole('button', { name: /放入 \d{4}-\d{2} 的月底文件/ }).click()
  await expect(page.getByText('放入 4 个文件，导入 4 个。')).toBeVisible()
  expect(complaints).toEqual([])
})
