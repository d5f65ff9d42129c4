import type { Page } from '@playwright/test'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

const drawer = (page: Page) => page.getByRole('complementary').last()
const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text })

/** Opens an order of the example by its description or booking number, in the list's drawer. */
async function openOrder(page: Page, text: string): Promise<string> {
  await goTo(page, `/payments?q=${encodeURIComponent(text)}`)
  await row(page, /[A-Z]{2}\d{10}/u).first().click()
  await expect(drawer(page)).toContainText('商户订单号')
  return /[A-Z]{2}\d{10}/u.exec(await drawer(page).innerText())?.[0] ?? ''
}

async function act(page: Page, name: string) {
  await drawer(page).getByRole('button', { name: '模拟…' }).click()
  await page.getByRole('menuitem', { name }).click()
}

test('a forged notification is refused with its reason, the true one is applied once, and its repetition changes nothing', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  const number = await openOrder(page, '晚宴补差价')
  await act(page, '发一条伪造的通知')
  await goTo(page, '/payments/notifications')
  await expect(row(page, '签名不对').first()).toContainText('已拒收')
  await openOrder(page, number)
  await expect(drawer(page)).toContainText('待支付')

  await drawer(page).getByRole('button', { name: '模拟付款' }).click()
  await expect(drawer(page)).toContainText('已支付')
  await act(page, '再发一次通知')
  await goTo(page, '/payments/notifications')
  await expect(row(page, number).filter({ hasText: '已处理' })).toHaveCount(1)
  await expect(row(page, number).filter({ hasText: '重复' }).first()).toBeVisible()
  await lookAt(page, 'payment-inbox')
  await row(page, number).filter({ hasText: '已处理' }).click()
  await expect(drawer(page)).toContainText('¥456.00')
  await lookAt(page, 'payment-notification')
  await drawer(page).getByRole('button', { name: '打开订单' }).click()
  await expect(drawer(page)).toContainText('¥456.00')
  await expect(drawer(page)).toContainText('收到渠道通知')
  expect(complaints).toEqual([])
})

test('a dispute is recorded by any number of its order; the order and the refund form show it', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const number = await openOrder(page, 'HZ-88214')
  await expect(drawer(page)).not.toContainText('有争议')
  await goTo(page, '/payments/disputes')
  await page.getByRole('button', { name: '登记争议' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox', { name: '订单号' }).fill(number)
  await form.getByRole('textbox', { name: '争议单号' }).fill('CB-77')
  await form.getByRole('textbox', { name: '争议金额' }).fill('100.00')
  await form.getByRole('button', { name: '登记争议' }).click()
  await expect(row(page, 'CB-77')).toContainText('¥100.00')
  await lookAt(page, 'payment-disputes')

  await openOrder(page, number)
  await expect(drawer(page)).toContainText('有争议')
  await goTo(page, '/payments/refunds/new')
  await page.getByRole('textbox', { name: '订单号' }).fill(number)
  await page.getByRole('textbox', { name: '订单号' }).press('Enter')
  await expect(page.getByRole('main')).toContainText('有 1 个未结的争议，退款可能付两次')
  expect(complaints).toEqual([])
})
