import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { decodeQrPng } from '../fixtures/decode-qr'
import { startProgram } from './support/program'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

async function chooseApp(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: /小程序/u }).first().click()
  await page.getByRole('option', { name: new RegExp(name, 'u') }).click()
}

test('a plain scheme: checked while typing, encoded once, its QR decodes to it, found after a restart', async ({
  page,
  dataDir,
  complaints,
}) => {
  const program = await startProgram({ dataDir, args: ['--sandbox'] })
  await openWindow(page, program)
  await goTo(page, '/links/new')
  await chooseApp(page, '云栖酒店')
  const path = page.getByRole('textbox', { name: '页面路径' })
  await path.fill('pages/room/detail?x=1')
  await expect(page.getByRole('textbox', { name: '页面路径' })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('button', { name: '生成明文 Scheme' })).toBeVisible()
  await path.fill('pages/room/detail')
  // The list of suggestions lies over what comes below until the field is left.
  await path.press('Tab')
  await page.getByText('整段', { exact: true }).click()
  await page.getByRole('textbox', { name: /参数/u }).fill('name=西湖 & 房间=1%&done=%E6%88%BF')
  const expected = encodeURIComponent('name=%E8%A5%BF%E6%B9%96%20&%20%E6%88%BF%E9%97%B4=1%25&done=%E6%88%BF')
  await expect(page.getByRole('main')).toContainText('房间')
  await page.getByRole('button', { name: '生成明文 Scheme' }).click()
  await expect(page.getByRole('button', { name: /再建一个/u })).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /PNG/u }).first().click(),
  ])
  expect(download.suggestedFilename()).toContain('沙箱')
  const scheme = decodeQrPng(readFileSync(await download.path())) ?? ''
  expect(scheme).toContain('weixin://dl/business/?appid=wx00a1b2c3d4e5f601')
  expect(scheme.replaceAll('+', '%20')).toContain(expected.slice(0, 40))
  await lookAt(page, 'link-made')
  await program.kill()

  const again = await startProgram({ dataDir, args: ['--sandbox'] })
  try {
    await page.goto('about:blank')
    await openWindow(page, again)
    await goTo(page, '/links?q=西湖')
    await expect(page.getByRole('grid')).toContainText('pages/room/detail')
    await page.getByRole('grid').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('complementary').or(page.getByRole('dialog')).first()).toContainText(scheme.slice(0, 20))
    await lookAt(page, 'link-history-detail')
    expect(complaints).toEqual([])
  } finally {
    await again.stop()
  }
})

test('an encrypted scheme: made at the stand-in, opens on the phone page, refused for an overseas subject before any call', async ({
  page,
  context,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/links/new')
  await chooseApp(page, '塞纳河畔')
  await expect(page.getByRole('radio', { name: /加密 Scheme/u })).toBeDisabled()
  await expect(page.getByRole('main')).toContainText('海外')
  await chooseApp(page, '云栖酒店')
  await page.getByText('加密 Scheme', { exact: true }).click()
  await page.getByRole('textbox', { name: '页面路径' }).fill('pages/room/detail')
  await page.keyboard.press('Tab')
  await lookAt(page, 'link-maker')
  await page.getByRole('button', { name: '生成加密 Scheme' }).click()
  await expect(page.getByText(/weixin:\/\/dl\/business\/\?t=/u).first()).toBeVisible()
  const [phone] = await Promise.all([context.waitForEvent('page'), page.getByRole('button', { name: /手机/u }).first().click()])
  await phone.waitForLoadState()
  await expect(phone.locator('body')).toContainText('云栖酒店')
  await expect(phone.locator('body')).toContainText('沙箱')
  expect(complaints).toEqual([])
})
