import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { readSheet } from '../../electron/platform/files/spreadsheet'
import { startProgram } from './support/program'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const header = '酒店,地址,备注'
/** A telephone number and a name, nothing at all, the first address again, Greek, emoji, and one nobody knows. */
const hotels = [
  '和平饭店,上海市黄浦区南京东路20号（张三收）13800138000,1',
  '没写地址,,2',
  '和平饭店二,上海市黄浦区南京东路20号,3',
  '雅典,"Ερμού 12, Αθήνα",4',
  '柏林,"🏨 Invalidenstraße 116, 10115 Berlin",5',
  '查不到,"Nowhere Street 1, Paris",6',
]

function sheet(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `\uFEFF${[header, ...lines].join('\r\n')}\r\n`)
  return file
}
const button = (page: Page, name: RegExp | string) => page.getByRole('main').getByRole('button', { name })

/** Hands a sheet in and comes to the columns and the plan. */
async function handIn(page: Page, file: string): Promise<void> {
  await goTo(page, '/geocoding/batches/new')
  await page.locator('input[type=file]').setInputFiles(file)
  await button(page, '读取表格').click()
  await expect(page.getByRole('heading', { name: '怎么问' })).toBeVisible({ timeout: 20_000 })
}
async function toForecast(page: Page): Promise<void> {
  await button(page, /^拼好/u).click()
  await button(page, /^下一步/u).click()
  await expect(page.getByRole('heading', { name: '地址会发到哪里' })).toBeVisible({ timeout: 20_000 })
}
async function exported(page: Page, format: RegExp): Promise<string> {
  const dialog = page.getByRole('dialog', { name: '导出批次' })
  await dialog.getByRole('combobox', { name: '格式' }).press('Enter')
  await page.getByRole('option', { name: format }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: /^导出 \d+ 行$/u }).click()])
  return download.path()
}

test('a sheet with an empty, a repeated, a foreign, an emoji and a doubtful address: mapped, forecast, run, reviewed by keyboard, exported', async ({
  page,
  dataDir,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await handIn(page, sheet(dataDir, '海外酒店.csv', hotels))
  const preview = page.getByRole('region', { name: '会这样去问' }).last()
  await expect(preview.getByRole('row')).toHaveCount(hotels.length + 1)
  await expect(preview.getByRole('row').nth(1)).toContainText('上海市黄浦区南京东路20号原文：')
  await expect(preview.getByRole('row').nth(2)).toContainText('地址为空')
  await page.getByText('两家都问，对照', { exact: true }).click()
  await lookAt(page, 'geocoding-batch-map')

  await button(page, /^拼好/u).click()
  await expect(page.getByRole('main').getByRole('gridcell', { name: '地址为空' })).toBeVisible({ timeout: 20_000 })
  await button(page, /^下一步/u).click()
  await expect(page.getByRole('main')).toContainText('地址为空 1，重复 1')
  await lookAt(page, 'geocoding-batch-confirm')
  // Four addresses, two providers.
  await button(page, /^开始：最多调用 8 次/u).click()
  await expect(button(page, /^复核 \d+ 行$/u)).toBeVisible({ timeout: 30_000 })

  // The providers lie two kilometres apart about the Greek one: the second is taken, then undone, then pinned by hand.
  await button(page, /^复核 \d+ 行$/u).click()
  await expect(page.getByRole('main').getByRole('heading', { name: /第 5 行/u })).toBeVisible()
  await page.locator('.leaflet-container').waitFor()
  await lookAt(page, 'geocoding-batch-review')
  await page.keyboard.press('2')
  await expect(page.getByRole('main')).toContainText('处理完了，共 1 行')
  await button(page, '撤回上一个').click()
  await expect(page.getByRole('main').getByRole('heading', { name: /第 5 行/u })).toBeVisible()
  await page.keyboard.press('p')
  const where = page.getByRole('textbox', { name: /^标在/u })
  await where.fill('37.976400, 23.728600')
  await page.getByRole('textbox', { name: /^理由/u }).fill('酒店官网的地图')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toContainText('处理完了，共 1 行')

  await page.getByRole('link', { name: /^地图/u }).click()
  await expect(page.getByRole('main')).toContainText('手工标点')
  await page.locator('.leaflet-container').waitFor()
  await lookAt(page, 'geocoding-batch-points')
  await page.getByRole('link', { name: '过程与结果' }).click()
  await page.getByRole('gridcell', { name: /Invaliden/u }).first().click()
  await expect(page.getByRole('complementary', { name: '第 6 行' }).getByRole('list', { name: '服务商给的位置' })).toContainText('HERE')
  await lookAt(page, 'geocoding-batch-row')

  await button(page, /^导出$/u).click()
  await expect(page.getByRole('dialog', { name: '导出批次' })).toContainText('HERE 的结果一般只能保存 30 天')
  const csv = await exported(page, /CSV/u)
  const text = readFileSync(csv, 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  const { headers, rows } = await readSheet(csv, { name: 'a.csv' })
  const at = (title: string) => headers.indexOf(title)
  const cell = (line: number, title: string) => rows[line]?.cells[at(title)] ?? ''
  expect(headers.slice(0, 3)).toEqual(header.split(','))
  expect(rows).toHaveLength(hotels.length)
  // The sheet's own cells come back as they were; what was asked stands beside them.
  expect(cell(0, '地址')).toBe('上海市黄浦区南京东路20号（张三收）13800138000')
  expect(cell(0, '解析用的地址')).toBe('上海市黄浦区南京东路20号')
  expect(cell(0, '坐标系')).toBe('GCJ-02')
  expect(cell(1, '说明')).toBe('地址为空')
  expect([cell(2, '纬度'), cell(2, '经度')]).toEqual([cell(0, '纬度'), cell(0, '经度')])
  expect([cell(3, '纬度'), cell(3, '经度'), cell(3, '来源')]).toEqual(['37.9764', '23.7286', '手工'])
  expect(cell(4, '解析用的地址')).toBe('Invalidenstraße 116, 10115 Berlin')
  expect(cell(5, '解析状态')).toBe('未找到')

  const geojson = JSON.parse(readFileSync(await exported(page, /GeoJSON/u), 'utf8')) as {
    type: string
    features: { geometry: { coordinates: number[] } | null; properties: Record<string, unknown> }[]
  }
  expect(geojson.type).toBe('FeatureCollection')
  expect(geojson.features.map(({ geometry }) => geometry !== null)).toEqual([true, false, true, true, true, false])
  expect(geojson.features[3]?.geometry?.coordinates).toEqual([23.7286, 37.9764])
  // WGS-84 lies some hundred metres beside what the domestic service gave.
  const [lng = 0, lat = 0] = geojson.features[0]?.geometry?.coordinates ?? []
  expect(Math.abs(lat - Number(cell(0, '纬度'))) + Math.abs(lng - Number(cell(0, '经度')))).toBeGreaterThan(0.002)
  expect(complaints).toEqual([])
})

test('a run ends with the program, goes on with the next one, and no answer is paid twice', async ({ page, dataDir, complaints }) => {
  const many = 200
  const lines = Array.from({ length: many }, (_, n) => `房 ${n},上海市黄浦区南京东路${n + 1}号,${n}`)
  let program = await startProgram({ dataDir, args: ['--sandbox'] })
  await openWindow(page, program)
  await handIn(page, sheet(dataDir, '南京东路.csv', lines))
  await page.getByText('只问第一家', { exact: true }).click()
  await toForecast(page)
  await button(page, /^开始/u).click()
  const bar = page.getByRole('main').getByRole('progressbar').first()
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 20_000, intervals: [50] }).toBeGreaterThan(5)
  const hash = new URL(page.url()).hash
  await program.kill()

  program = await startProgram({ dataDir, args: ['--sandbox'] })
  try {
    await page.goto('about:blank')
    await openWindow(page, program)
    await goTo(page, hash.slice(1))
    await button(page, /^继续/u).first().click()
    await expect(button(page, /^导出$/u)).toBeVisible({ timeout: 30_000 })
    const { value } = await callFromPage(page, 'geocoding.batches.get', { batchId: hash.split('/').pop() })
    const { counts, calls, cacheHits } = value as { counts: Record<string, number>; calls: number; cacheHits: number }
    expect(counts.unasked).toBe(0)
    expect(counts.failed).toBe(0)
    // Every address was paid for once: by a call that is counted, or found again as an answer kept before the end.
    expect(calls + cacheHits).toBe(many)
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
})
