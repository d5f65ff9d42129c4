import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { readSheet } from '../../electron/platform/files/spreadsheet'
import { decodeQrFromAfar, decodeQrPng } from '../fixtures/decode-qr'
import { startProgram } from './support/program'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

const rows = 500
const bad = new Map([
  [3, 'pages/room/detail?roomId=1'],
  [57, 'https://example.com/a'],
  [101, 'pages/room/ghost page'],
  [222, 'pages//room'],
  [333, 'pages/room/detail#top'],
  [404, 'C:\\rooms'],
  [499, 'pages/room/../detail'],
])

/** A campaign as marketing sends it: GBK, 500 rows, seven of them wrong, one cell that looks like a formula. */
function campaignSheet(folder: string): string {
  const lines = ['页面路径,参数,房号,备注']
  for (let n = 1; n <= rows; n++) {
    const note = n === 10 ? '=HYPERLINK("http://evil.test")' : `${n}号房`
    lines.push(`${bad.get(n) ?? 'pages/room/detail'},roomId=${n}&楼=西,${1000 + n},"${note.replaceAll('"', '""')}"`)
  }
  mkdirSync(folder, { recursive: true })
  const utf8 = join(folder, 'utf8.csv')
  const gbk = join(folder, '客房短信.csv')
  writeFileSync(utf8, `${lines.join('\r\n')}\r\n`)
  writeFileSync(gbk, execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GBK', utf8]))
  return gbk
}

async function next(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name }).last().click()
}

test('500 rows with 7 bad ones: checked, run, killed in the middle, resumed, exported; no row has two links', async ({
  page,
  dataDir,
  complaints,
}) => {
  test.setTimeout(180_000)
  const file = campaignSheet(join(dataDir, 'sheets'))
  let program = await startProgram({ dataDir, args: ['--sandbox'] })
  await openWindow(page, program)
  await goTo(page, '/links/batches/new')
  await page.locator('input[type=file]').setInputFiles(file)
  await next(page, /读取表格/u)
  await expect(page.getByRole('main')).toContainText('表格的列')
  await page.getByText('加密 Scheme', { exact: true }).first().click()
  await page.getByRole('combobox', { name: /^小程序/u }).last().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await lookAt(page, 'batch-map')
  await next(page, /检查/u)
  await expect(page.getByRole('main')).toContainText('7', { timeout: 30_000 })
  await expect(page.getByRole('grid')).toContainText('第 4 行'.replace(/第 | 行/gu, ''))
  await lookAt(page, 'batch-check')
  await page.getByRole('button', { name: '跳过有错误的行' }).click()
  await next(page, /下一步|确认/u)
  await expect(page.getByRole('main')).toContainText('493')
  await lookAt(page, 'batch-confirm')
  await next(page, /生成 493 个/u)
  await expect(page.getByRole('progressbar').first()).toBeVisible()
  const url = page.url()
  // Some links are made, more are to come: the moment for the power cut.
  await expect.poll(async () => Number(await page.getByRole('progressbar').first().getAttribute('aria-valuenow')), { timeout: 20_000 }).toBeGreaterThan(5)
  await program.kill()

  program = await startProgram({ dataDir, args: ['--sandbox'] })
  try {
    await page.goto('about:blank')
    await openWindow(page, program)
    await goTo(page, new URL(url).hash.slice(1))
    await expect(page.getByRole('button', { name: '继续', exact: true })).toBeVisible()
    await lookAt(page, 'batch-interrupted')
    await page.getByRole('button', { name: '继续', exact: true }).click()
    // When the last row is made the page turns to the result by itself.
    await expect(page.getByRole('button', { name: '导出结果' })).toBeVisible({ timeout: 60_000 })
    const settle = page.getByRole('button', { name: /行待确认的/u })
    if (await settle.isVisible()) {
      await settle.click()
      await page.getByRole('dialog').getByText('重新生成', { exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: /重新生成 \d+ 行/u }).click()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await page.getByRole('button', { name: /^继续生成 \d+ 个链接$/u }).click()
      await expect(page.getByRole('button', { name: /行待确认的/u })).toHaveCount(0, { timeout: 30_000 })
      await expect(page.getByRole('button', { name: '导出结果' })).toBeVisible({ timeout: 30_000 })
    }
    await lookAt(page, 'batch-result')
    await page.getByRole('button', { name: '导出结果' }).first().click()
    const panel = page.getByRole('region', { name: '导出结果' })
    await panel.getByRole('combobox', { name: /图片文件名用/u }).click()
    await page.getByRole('option', { name: '房号' }).click()
    await lookAt(page, 'batch-export')
    await panel.getByRole('button', { name: '开始导出' }).click()
    await expect(panel.getByRole('button', { name: '保存文件' })).toHaveCount(2, { timeout: 60_000 })
    const saved: Record<string, string> = {}
    for (const kind of ['xlsx', 'zip']) {
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 60_000 }),
        panel.getByRole('button', { name: '保存文件' }).nth(kind === 'xlsx' ? 0 : 1).click(),
      ])
      saved[download.suggestedFilename().split('.').pop() ?? ''] = await download.path()
    }
    const sheet = await readSheet(saved.xlsx ?? '')
    expect(sheet.headers.slice(0, 4)).toEqual(['页面路径', '参数', '房号', '备注'])
    expect(sheet.rows).toHaveLength(rows)
    const links = sheet.rows.map(({ cells }) => cells[4] ?? '').filter((link) => link !== '')
    expect(links).toHaveLength(rows - bad.size)
    expect(new Set(links).size).toBe(rows - bad.size)
    expect(sheet.rows[9]?.cells[3]).toBe('=HYPERLINK("http://evil.test")')
    const images = unzipSync(new Uint8Array(readFileSync(saved.zip ?? '')))
    expect(Object.keys(images)).toHaveLength(rows - bad.size)
    const one = Object.entries(images).find(([name]) => name.includes('1012'))
    expect(decodeQrPng(one?.[1] ?? new Uint8Array())).toBe(sheet.rows[11]?.cells[4])
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
})

const many = 1000

test('1,000 rows of URL Links: every QR image is read by another decoder and says the link of its row', async ({
  page,
  dataDir,
  program,
  complaints,
}) => {
  test.setTimeout(420_000)
  const file = join(dataDir, '桌卡.csv')
  const lines = Array.from({ length: many }, (_, n) => `roomId=${n + 1},${20_000 + n + 1}`)
  writeFileSync(file, `参数,房号\r\n${lines.join('\r\n')}\r\n`)
  await openWindow(page, program)
  await goTo(page, '/links/batches/new')
  await page.locator('input[type=file]').setInputFiles(file)
  await next(page, /读取表格/u)
  await page.getByRole('radio', { name: 'URL Link' }).check()
  await page.getByRole('combobox', { name: /^小程序/u }).last().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await page.getByRole('combobox', { name: '页面路径', exact: true }).fill('pages/room/detail')
  await next(page, /检查/u)
  await expect(page.getByRole('main')).toContainText('要调用微信 1,000 次', { timeout: 60_000 })
  await next(page, /下一步|确认/u)
  await next(page, /生成 1,000 个/u)
  await expect(page.getByRole('button', { name: '导出结果' })).toBeVisible({ timeout: 120_000 })
  await page.getByRole('button', { name: '导出结果' }).first().click()
  const panel = page.getByRole('region', { name: '导出结果' })
  await panel.getByRole('combobox', { name: /图片文件名用/u }).click()
  await page.getByRole('option', { name: '房号' }).click()
  await panel.getByRole('button', { name: '开始导出' }).click()
  await expect(panel.getByRole('button', { name: '保存文件' })).toHaveCount(2, { timeout: 120_000 })
  const saved: Record<string, string> = {}
  for (const index of [0, 1]) {
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      panel.getByRole('button', { name: '保存文件' }).nth(index).click(),
    ])
    saved[download.suggestedFilename().split('.').pop() ?? ''] = await download.path()
  }
  const sheet = await readSheet(saved.xlsx ?? '')
  const linkOf = new Map(sheet.rows.map(({ cells }) => [cells[1] ?? '', cells[2] ?? '']))
  expect(new Set(linkOf.values()).size).toBe(many)
  const images = Object.entries(unzipSync(new Uint8Array(readFileSync(saved.zip ?? ''))))
  expect(images).toHaveLength(many)
  const wrong = images.filter(([name, image]) => {
    const room = /\d{5}/u.exec(name)?.[0] ?? ''
    return decodeQrFromAfar(image) !== linkOf.get(room)
  })
  expect(wrong.map(([name]) => name)).toEqual([])
  expect(complaints).toEqual([])
})
