import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

const dialog = (page: Page) => page.getByRole('dialog').filter({ visible: true })

/** 在此审批: the second person of practice, with own password. */
async function secondPerson(page: Page, password = 'minidesk-practice') {
  await dialog(page).getByLabel('审批人姓名').fill('周敏')
  await dialog(page).getByLabel('审批人自己的密码').fill(password)
}
/** Asks for all that is left of an order of the example, from its number to the refund that waits. */
async function askForAll(page: Page, number: string, reason: string) {
  await goTo(page, '/payments/refunds/new')
  await page.getByRole('textbox', { name: '订单号' }).fill(number)
  await page.getByRole('textbox', { name: '订单号' }).press('Enter')
  await page.getByRole('textbox', { name: '退款原因' }).fill(reason)
}

test('a full refund: approved at this computer, sent, accepted, and refunded only when the provider says so', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await askForAll(page, await firstNumber(page, '湖景大床房 1 晚（'), '客人行程取消')
  const facts = page.getByRole('region', { name: '退款前要看的' })
  await expect(facts).toContainText('还能退¥1,288.00')
  await expect(page.getByText('提交后要由第二个人审批，才能发送。')).toBeVisible()
  await lookAt(page, 'refund-form')
  await page.getByRole('button', { name: '退款 ¥1,288.00' }).click()
  await expect(dialog(page)).toContainText('退款发送之后不能撤销')
  await dialog(page).getByRole('button', { name: '退款 ¥1,288.00' }).click()

  // Nobody approves their own, administrators included.
  await expect(page.getByRole('button', { name: '批准 ¥1,288.00' })).toBeDisabled()
  await page.getByRole('button', { name: '在此审批' }).click()
  await secondPerson(page, 'wrong')
  await dialog(page).getByRole('button', { name: '批准 ¥1,288.00' }).click()
  await expect(dialog(page).getByRole('alert')).toBeVisible()
  await secondPerson(page)
  await lookAt(page, 'refund-approve-here')
  await dialog(page).getByRole('button', { name: '批准 ¥1,288.00' }).click()

  await page.getByRole('button', { name: '退款 ¥1,288.00' }).click()
  await expect(dialog(page)).toContainText('此操作不能撤销')
  await dialog(page).getByRole('button', { name: '退款 ¥1,288.00' }).click()
  await expect(page.getByText('渠道已受理，还不是已退款')).toBeVisible()
  await page.getByRole('button', { name: '给客人的话' }).click()
  await expect(dialog(page)).toContainText('支付渠道已受理，还没有到账')
  await page.keyboard.press('Escape')

  const refund = page.url()
  await page.getByRole('link', { name: '看订单' }).click()
  await page.getByRole('button', { name: '模拟…' }).click()
  await page.getByRole('menuitem', { name: '让退款到账' }).click()
  await page.goto(refund)
  // The provider's notification is enough; nobody has to ask.
  await expect(page.getByText('钱已退出：渠道已确认')).toBeVisible()
  await lookAt(page, 'refund-detail')
  expect(complaints).toEqual([])
})

test('a refund of unknown outcome: recorded with evidence by one, confirmed by another', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/payments/refunds?tab=review')
  await page.getByRole('gridcell').filter({ hasText: '€65.00' }).click()
  const detail = page.getByRole('complementary', { name: '退款详情' })
  await expect(detail).toContainText('待人工核实（勿重退）')
  await detail.getByRole('button', { name: '登记核实结果' }).click()
  await dialog(page).getByRole('button', { name: '登记' }).click()
  await expect(dialog(page)).toContainText('请选一个结果')
  await dialog(page).getByLabel('已退款', { exact: true }).check()
  await dialog(page).getByLabel('依据').fill('YabandPay 后台 10:32 显示已退款，截图已存')
  await dialog(page).getByRole('button', { name: '登记' }).click()
  await expect(detail).toContainText('登记的人不能自己确认')
  await lookAt(page, 'refund-review')
  await detail.getByRole('button', { name: '在此确认' }).click()
  await secondPerson(page)
  await dialog(page).getByRole('button', { name: '确认结果' }).click()
  await expect(detail).toContainText('钱已退出')
  await expect(page.getByRole('navigation', { name: '按要做的事' }).getByRole('button', { name: '待人工核实' })).not.toContainText('1')
  expect(complaints).toEqual([])
})

test('a batch: a bad row stops only itself, sums are ticked, and the window calls all back', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const [room, meal] = [await firstNumber(page, '湖景大床房 1 晚（'), await firstNumber(page, '龙井虾仁双人套餐')]
  await goTo(page, '/payments/refunds/batches/new')
  const rows = ['订单号,退款金额,退款原因', `${room},100.00,少住`, `${meal},全额,取消`, 'NO-SUCH-ORDER,5.00,打错']
  const sheet = { name: '11月退款.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) }
  await page.locator('input[type=file]').setInputFiles(sheet)
  await page.getByRole('button', { name: '读取并检查' }).click()
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByRole('grid', { name: '批次的行' })).toContainText('找不到这个订单')
  await lookAt(page, 'refund-batch-check')
  await page.getByRole('button', { name: '下一步' }).click()
  const ask = page.getByRole('button', { name: '申请 2 笔退款，¥199.00' })
  await expect(ask).toBeDisabled()
  await page.getByRole('checkbox', { name: 'CNY：2 笔，共 ¥199.00' }).check()
  await ask.click()

  await page.getByRole('button', { name: '在此审批' }).click()
  await dialog(page).getByRole('checkbox').check()
  await secondPerson(page)
  await dialog(page).getByRole('button', { name: '批准 2 笔' }).click()
  await page.getByRole('button', { name: '发送 2 笔' }).click()
  await dialog(page).getByRole('button', { name: '退款 ¥199.00' }).click()
  await expect(page.getByRole('timer')).toContainText('内可以整批撤回')
  await lookAt(page, 'refund-batch-window')
  await page.getByRole('button', { name: '撤回' }).click()
  await dialog(page).getByRole('button', { name: '撤回' }).click()
  await expect(page.getByText('这一批已撤回；没有发送的都没有退。')).toBeVisible()

  // The same file is recognised.
  await goTo(page, '/payments/refunds/batches/new')
  await page.locator('input[type=file]').setInputFiles(sheet)
  await page.getByRole('button', { name: '读取并检查' }).click()
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByText('同一个文件用过：“11月退款”')).toBeVisible()
  expect(complaints).toEqual([])
})

test('any number finds a refund, and its slip is a PDF that says practice', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/payments/refunds?tab=failed')
  const number = await page.getByRole('row').nth(1).getByRole('gridcell').nth(1).innerText()
  await goTo(page, '/payments/refunds')
  await page.getByRole('textbox', { name: '退款单号或订单号' }).fill(number.trim())
  // What is typed is asked for a moment later, and that closes what was opened before.
  await expect.poll(() => page.evaluate(() => location.hash)).toContain(number.trim())
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 条')
  await page.getByRole('row').nth(1).getByRole('gridcell').nth(2).click()
  const detail = page.getByRole('complementary', { name: '退款详情' })
  await expect(detail).toContainText('退款失败')
  const [download] = await Promise.all([page.waitForEvent('download'), detail.getByRole('button', { name: '退款凭单 PDF' }).click()])
  expect(download.suggestedFilename()).toMatch(/^练习-退款凭单-.+\.pdf$/u)
  const file = readFileSync(await download.path())
  expect(file.subarray(0, 5).toString('latin1')).toBe('%PDF-')
  expect(file.length).toBeLessThan(300_000)
  expect(complaints).toEqual([])
})

/** The number of the newest order of the example with this description. */
async function firstNumber(page: Page, description: string): Promise<string> {
  await goTo(page, '/payments')
  const row = page.getByRole('row').filter({ hasText: description }).filter({ hasText: '已支付' }).first()
  const text = await row.innerText()
  const found = /[A-Z]{2}\d{10}/u.exec(text)
  if (!found) throw new Error(`no number in ${text}`)
  return found[0]
}
