import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

async function next(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name }).last().click()
}

/** Reads a sheet, chooses kind and mini program, and checks it. */
async function checkSheet(page: Page, file: string, kind: string): Promise<void> {
  await goTo(page, '/links/batches/new')
  await page.locator('input[type=file]').setInputFiles(file)
  await next(page, /读取表格/u)
  await page.getByRole('radio', { name: kind }).check()
  await page.getByRole('combobox', { name: /^小程序/u }).last().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await next(page, /检查/u)
}

test('codes from a sheet: pictures as WeChat drew them, named by a column; a second run takes those that exist', async ({
  page,
  dataDir,
  program,
  complaints,
}) => {
  test.setTimeout(180_000)
  const rows = 12
  const file = join(dataDir, '房卡.csv')
  const lines = Array.from({ length: rows }, (_, n) => `pages/room/detail,r=${801 + n},${801 + n}`)
  // The last row says the same as the first: it takes that one's code.
  writeFileSync(file, `页面路径,参数,房号\r\n${[...lines, 'pages/room/detail,r=801,801B'].join('\r\n')}\r\n`)
  await openWindow(page, program)
  await checkSheet(page, file, '小程序码（限量）')
  await expect(page.getByRole('main')).toContainText(`要调用微信 ${rows} 次`)
  await expect(page.getByRole('main')).toContainText('1 行直接用已有的链接')
  await expect(page.getByRole('main')).toContainText('限量小程序码与方形码')
  await expect(page.getByRole('grid')).toContainText('用已有的')
  await lookAt(page, 'batch-codes-check')
  await next(page, /下一步|确认/u)
  await lookAt(page, 'batch-codes-confirm')
  await next(page, /生成 13 个/u)
  await expect(page.getByRole('button', { name: '导出结果' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('main')).toContainText('1 行用了已有的链接')
  await page.getByRole('grid').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary').getByRole('img', { name: '微信画的小程序码' })).toBeVisible()
  await lookAt(page, 'batch-codes-result')
  await page.getByRole('button', { name: '导出结果' }).first().click()
  const panel = page.getByRole('region', { name: '导出结果' })
  await panel.getByRole('combobox', { name: /图片文件名用/u }).click()
  await page.getByRole('option', { name: '房号' }).click()
  await panel.getByRole('button', { name: '开始导出' }).click()
  await expect(panel.getByRole('button', { name: '保存文件' })).toHaveCount(2, { timeout: 60_000 })
  const files = new Map<string, string>()
  for (const index of [0, 1]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: '保存文件' }).nth(index).click(),
    ])
    files.set(download.suggestedFilename().split('.').pop() ?? '', await download.path())
  }
  const images = Object.entries(unzipSync(new Uint8Array(readFileSync(files.get('zip') ?? ''))))
  expect(images).toHaveLength(rows + 1)
  for (const [name, image] of images) {
    expect(name).toMatch(/80\d|81\d/u)
    expect([...image.subarray(0, 2)], name).toEqual([0xff, 0xd8])
  }

  await checkSheet(page, file, '小程序码（限量）')
  await expect(page.getByRole('main')).toContainText('要调用微信 0 次')
  await next(page, /下一步|确认/u)
  await next(page, /生成 13 个/u)
  await expect(page.getByRole('main')).toContainText('13 行用了已有的链接', { timeout: 60_000 })
  expect(complaints).toEqual([])
})

test('an NFC batch takes model and number from its columns, and says which row lacks them', async ({
  page,
  dataDir,
  program,
  complaints,
}) => {
  const file = join(dataDir, '门锁.csv')
  writeFileSync(
    file,
    '页面路径,model_id,sn\r\npages/room/detail,practice_door_lock,SN801\r\npages/room/detail,,SN802\r\npages/room/detail,practice_door_lock,SN803\r\n',
  )
  await openWindow(page, program)
  await goTo(page, '/links/batches/new')
  await page.locator('input[type=file]').setInputFiles(file)
  await next(page, /读取表格/u)
  await page.getByRole('radio', { name: 'NFC Scheme' }).check()
  await page.getByRole('combobox', { name: /^小程序/u }).last().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await lookAt(page, 'batch-nfc-map')
  await next(page, /检查/u)
  await expect(page.getByRole('grid')).toContainText('model_id')
  await page.getByRole('button', { name: '跳过有错误的行' }).click()
  await next(page, /下一步|确认/u)
  await next(page, /生成 2 个/u)
  await expect(page.getByRole('grid')).toContainText('weixin://', { timeout: 60_000 })
  expect(complaints).toEqual([])
})
