import { startProgram } from './support/program'
import { expect, lookAt, openWindow, test } from './support/test'

test('an empty data folder opens on today, in practice, with the example and ways in', async ({ page, dataDir, complaints }) => {
  const program = await startProgram({ dataDir })
  try {
    await openWindow(page, program)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('练习管理员')
    await expect(page.getByText('沙箱', { exact: true }).first()).toBeVisible()
    for (const way of ['生成一个链接', '从表格批量生成', '查找做过的链接', '查一笔订单'])
      await expect(page.getByRole('main').getByText(way)).toBeVisible()
    await expect(page.getByRole('main').getByText('pages/coupon/receive')).toBeVisible()
    await lookAt(page, 'today')
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
})

test('the whole frame works by keyboard: skip link, palette, shortcut list', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('小程序')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('combobox')).toBeHidden()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('生成链接')
  await expect(page.getByRole('option', { name: /生成链接/u }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('生成链接')
  await page.locator('body').press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(complaints).toEqual([])
})

test('English is complete: switching leaves no Chinese in the frame', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await page.evaluate(() => localStorage.setItem('minidesk.locale', 'en'))
  await page.reload()
  await expect(page.getByRole('navigation').first()).toContainText('Links')
  await expect(page.getByRole('navigation').first()).not.toContainText(/[\u4e00-\u9fff]{2,}/u)
  expect(complaints).toEqual([])
})
