import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { readSheet } from '../../electron/platform/files/spreadsheet'
import { decodeQrPng } from '../fixtures/decode-qr'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

const room = 'pages/room/detail'

async function chooseApp(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: /小程序/u }).first().click()
  await page.getByRole('option', { name: new RegExp(name, 'u') }).click()
}

/** Opens the maker with a domestic mini program and a kind, and fills in the page. */
async function begin(page: Page, kind: string, path = room): Promise<void> {
  await goTo(page, '/links/new')
  await page.getByRole('button', { name: '清空填写' }).click()
  await chooseApp(page, '云栖酒店')
  await page.getByRole('radio', { name: kind }).check()
  await page.getByRole('textbox', { name: '页面路径' }).fill(path)
  await page.getByRole('textbox', { name: '页面路径' }).press('Tab')
}
const result = (page: Page) => page.getByRole('region', { name: '结果' })
const make = (page: Page, kind: string) => page.getByRole('button', { name: `生成${kind}`, exact: true }).click()

/** The picture of a code as the page shows it: how wide it is, and whether it came as a blob. */
async function shownPicture(page: Page): Promise<{ width: number; blob: boolean }> {
  const picture = result(page).getByRole('img', { name: '微信画的小程序码' })
  await expect(picture).toBeVisible()
  return picture.evaluate((image: HTMLImageElement) => ({
    width: image.naturalWidth,
    blob: image.src.startsWith('blob:'),
  }))
}

test('each kind of text is made at the stand-in and shown with what is true of it', async ({ page, program, complaints }) => {
  test.setTimeout(120_000)
  await openWindow(page, program)
  await begin(page, 'URL Link')
  await expect(page.getByRole('main')).toContainText('今天已用')
  await lookAt(page, 'maker-url-link')
  await make(page, ' URL Link')
  await expect(result(page)).toContainText(/https:\/\/wx(aurl|mpurl)\.cn\//u)
  await expect(result(page)).toContainText('不要印在海报')
  await expect(result(page).getByRole('img', { name: '链接的二维码' })).toBeVisible()

  await begin(page, '小程序短链')
  await page.getByRole('textbox', { name: '卡片标题' }).fill('西湖大床房')
  await page.getByText('不选：30 天后失效').click()
  await expect(page.getByRole('main')).toContainText('会用掉一个永久名额')
  await lookAt(page, 'maker-short-link')
  await make(page, '小程序短链')
  await expect(result(page)).toContainText('#小程序://')
  await expect(result(page)).toContainText('粘贴到微信聊天里')
  await expect(result(page)).toContainText('长期有效')
  await expect(result(page).locator('img')).toHaveCount(0)
  await expect(result(page).getByRole('button', { name: /二维码/u })).toHaveCount(0)

  await begin(page, 'NFC Scheme')
  await page.getByRole('button', { name: '生成 NFC Scheme', exact: true }).click()
  await expect(page.getByRole('textbox', { name: /设备型号/u })).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('textbox', { name: /设备型号/u }).fill('practice_table_card')
  await lookAt(page, 'maker-nfc')
  await make(page, ' NFC Scheme')
  await expect(result(page)).toContainText('weixin://')
  await expect(result(page)).toContainText('写进 NFC 标签')
  await expect(result(page).locator('img')).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('each code is drawn by the stand-in, shown, and saved as it is', async ({ page, program, complaints }) => {
  test.setTimeout(120_000)
  await openWindow(page, program)
  await begin(page, '小程序码（不限量）')
  const scene = page.getByRole('textbox', { name: 'scene' })
  await scene.fill('房间801')
  await scene.press('Tab')
  await expect(scene).toHaveAttribute('aria-invalid', 'true')
  await scene.fill('r=801&d=20261128')
  await expect(page.getByRole('main')).toContainText('16 / 32')
  await page.getByPlaceholder('430').fill('300')
  await page.getByRole('switch', { name: '透明背景' }).press('Space')
  await lookAt(page, 'maker-code-scene')
  await make(page, '小程序码（不限量）')
  expect(await shownPicture(page)).toEqual({ width: 300, blob: true })
  await lookAt(page, 'made-code')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    result(page).getByRole('button', { name: '下载图片' }).click(),
  ])
  const bytes = readFileSync(await download.path())
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
  expect(download.suggestedFilename()).toMatch(/\.png$/u)

  await begin(page, '小程序码（限量）')
  await expect(page.getByRole('main')).toContainText('一共已用')
  await make(page, '小程序码（限量）')
  expect((await shownPicture(page)).width).toBe(430)
  const [jpeg] = await Promise.all([
    page.waitForEvent('download'),
    result(page).getByRole('button', { name: '下载图片' }).click(),
  ])
  expect(jpeg.suggestedFilename()).toMatch(/\.jpe?g$/u)
  expect([...readFileSync(await jpeg.path()).subarray(0, 2)]).toEqual([0xff, 0xd8])

  await begin(page, '小程序二维码（方形）')
  await expect(page.getByRole('combobox', { name: '打开的版本' })).toHaveCount(0)
  await make(page, '小程序二维码（方形）')
  expect((await shownPicture(page)).width).toBe(430)
  await result(page).getByRole('link', { name: '在链接记录里查看' }).click()
  await expect(page.getByRole('complementary')).toContainText('小程序二维码（方形）')
  await expect(page.getByRole('complementary').getByRole('img', { name: '微信画的小程序码' })).toBeVisible()
  await lookAt(page, 'history-code-detail')
  expect(complaints).toEqual([])
})

test('the same request is given the link that exists, and 另建一个 makes another', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await begin(page, 'URL Link')
  await make(page, ' URL Link')
  const text = result(page).getByText(/https:\/\/wx/u).first()
  await expect(text).toBeVisible()
  const first = await text.textContent()

  await begin(page, 'URL Link')
  await expect(result(page)).toContainText('已经有一条相同的链接')
  await expect(result(page)).toContainText('练习')
  await lookAt(page, 'maker-existing')
  await page.getByRole('button', { name: '用这条链接' }).click()
  await expect(result(page)).toContainText('用了已有的 URL Link')
  await expect(text).toHaveText(first ?? '')
  await lookAt(page, 'maker-reused')
  await result(page).getByRole('button', { name: '另建一个' }).click()
  await expect(result(page)).toContainText('URL Link 已生成')
  await expect(text).not.toHaveText(first ?? '')
  await goTo(page, '/links?kind=url_link')
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(3)
  expect(complaints).toEqual([])
})

test('one link in several channels: one call, each with its tags, copied together and exported', async ({
  page,
  program,
  context,
  complaints,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openWindow(page, program)
  await begin(page, '加密 Scheme')
  await page.getByRole('switch', { name: '一条链接，多个渠道' }).press('Space')
  await page.getByRole('button', { name: '全选', exact: true }).click()
  const boxes = page.getByRole('group', { name: '渠道' }).getByRole('checkbox')
  const count = await boxes.count()
  expect(count).toBeGreaterThan(1)
  await expect(result(page)).toContainText(`共 ${count} 条，调用微信 1 次`)
  await lookAt(page, 'maker-variants')
  await page.getByRole('button', { name: `生成 ${count} 个渠道的加密 Scheme` }).click()
  await expect(result(page)).toContainText(`${count} 个渠道的链接已就绪`)
  await lookAt(page, 'made-variants')
  await result(page).getByRole('button', { name: '全部复制' }).click()
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(copied).toHaveLength(count)
  const tickets = copied.map((line) => /t=(\w+)/u.exec(line)?.[1])
  expect(new Set(tickets).size).toBe(1)
  expect(copied.every((line) => line.includes('&cq='))).toBe(true)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    result(page).getByRole('button', { name: /xlsx/iu }).click(),
  ])
  const sheet = await readSheet(await download.path())
  expect(sheet.rows.map(({ cells }) => cells[1]).sort()).toEqual(copied.map((line) => line.split('\t')[1]).sort())
  expect(complaints).toEqual([])
})

test('a URL Link’s QR code says the link, read by another decoder', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await begin(page, 'URL Link')
  await make(page, ' URL Link')
  await expect(result(page)).toContainText('URL Link 已生成')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    result(page).getByRole('button', { name: /PNG/u }).click(),
  ])
  expect(decodeQrPng(readFileSync(await download.path()))).toMatch(/^https:\/\/wx(aurl|mpurl)\.cn\/\w+/u)
  expect(complaints).toEqual([])
})
