import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Locator, Page } from '@playwright/test'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

/** A page opened as a file by somebody who has neither the program nor a network. */
async function elsewhere(browser: Browser, path: string): Promise<{ page: Page; asked: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({ offline: true, locale: 'zh-CN' })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) asked.push(request.url())
  })
  page.on('requestfailed', (request) => asked.push(request.url()))
  await page.goto(pathToFileURL(path).href)
  await page.waitForFunction(() => performance.getEntriesByName('report-complete').length > 0 || document.querySelector('.differs'))
  return { page, asked, close: () => context.close() }
}

async function choose(page: Page, select: Locator, text: string): Promise<void> {
  await select.press('Enter')
  await page.getByRole('option', { name: text }).filter({ visible: true }).first().click()
}

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)).toEqual([])
}

/** CNY 1,234.50 → 123450 */
const minorOf = (text: string) => Number(text.replaceAll(/[^\d-]/gu, ''))

test('a report is made, read elsewhere with the network off, and a copy that was changed is named', async ({ page, program, browser, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/reports')
  await expect(page.getByText('还没有报表')).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: '生成报表' }).first().click()
  const form = page.getByRole('dialog', { name: '生成报表' })
  await choose(page, form.getByRole('combobox', { name: '哪种报表' }), '退款')
  await choose(page, form.getByRole('combobox', { name: '取数范围' }), '起止日期')
  await form.getByRole('textbox', { name: '从' }).fill('2020-01-01')
  await form.getByRole('textbox', { name: '到' }).fill('2035-12-31')
  await lookAt(page, 'report-make')
  await form.getByRole('button', { name: '生成报表' }).click()

  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1, name: '退款' })).toBeVisible({ timeout: 30_000 })
  await main.getByRole('button', { name: '核验这份报表' }).click()
  await expect(main).toContainText('全部一致')
  await lookAt(page, 'report')
  await main.getByRole('button', { name: '查看报表' }).click()
  const frame = page.frameLocator('iframe')
  await expect(frame.getByText('数据与生成时一致')).toBeVisible()

  const download = page.waitForEvent('download')
  await main.getByRole('button', { name: /保存 practice-report\.html/u }).click()
  const saved = join(program.dataDir, 'saved.html')
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^练习-退款.*\.html$/u)
  await file.saveAs(saved)

  const reader = await elsewhere(browser, saved)
  const { page: report } = reader
  await expect(report.getByText('练习（沙箱）数据，不是真实账目')).toBeVisible()
  await expect(report.getByRole('status').filter({ hasText: '数据与生成时一致' })).toBeVisible()
  const table = report.getByRole('table', { name: '退款明细' })
  const total = table.locator('tfoot tr[data-currency="CNY"] td').nth(2)
  const whole = minorOf(await total.innerText())
  // The rows of one state add up to what the total says then, and leave less than the whole.
  await table.getByRole('combobox', { name: '筛选：状态' }).selectOption('succeeded')
  await table.getByRole('textbox', { name: '筛选：币种' }).fill('CNY')
  const amounts = await table.locator('tbody tr:not(.gap) td:nth-child(4)').allInnerTexts()
  expect(amounts.length).toBeGreaterThan(0)
  const part = amounts.reduce((sum, text) => sum + minorOf(text), 0)
  expect(minorOf(await total.innerText())).toBe(part)
  expect(part).toBeLessThan(whole)
  await table.getByRole('button', { name: '查看第' }).first().click()
  await expect(report.getByRole('dialog')).toContainText('与渠道的往来')
  await clean(report)
  await report.getByRole('dialog').getByRole('button', { name: '关闭' }).click()

  await report.getByRole('button', { name: 'English' }).click()
  await expect(report.getByText('The data is as it was written')).toBeVisible()
  await expect(report.getByRole('table', { name: 'Refunds' }).getByRole('columnheader', { name: 'Amount' })).toBeVisible()
  await clean(report)
  expect(reader.asked).toEqual([])
  await reader.close()

  // One letter of its data: the page itself and the check here both say so.
  const tampered = join(program.dataDir, '改过的.html')
  writeFileSync(tampered, readFileSync(saved, 'utf8').replace(/(id="data">.{60})(.)/u, (_all, before: string, letter: string) => before + (letter === 'A' ? 'B' : 'A')))
  const victim = await elsewhere(browser, tampered)
  await expect(victim.page.getByRole('alert')).toContainText('数据')
  await expect(victim.page.locator('.differs')).toHaveCSS('color', 'rgb(179, 38, 30)')
  await expect(victim.page.getByText('生成时的 SHA-256')).toBeVisible()
  await victim.close()

  await goTo(page, '/reports/verify')
  await page.locator('input[type="file"]').setInputFiles(tampered)
  await expect(main.getByText('有不一致的地方')).toBeVisible()
  await expect(main.getByText('被改动').first()).toBeVisible()
  await expect(main.getByText('改过的.html').first()).toBeVisible()
  await lookAt(page, 'report-verify')
  await page.locator('input[type="file"]').setInputFiles(saved)
  await expect(main.getByText('全部一致')).toBeVisible()

  // The folder itself: by double click on its list, and in the program as one from elsewhere.
  const workspaces = join(program.dataDir, 'workspaces')
  const library = join(workspaces, readdirSync(workspaces)[0] ?? '', 'reports')
  const context = await browser.newContext({ offline: true })
  const index = await context.newPage()
  await index.goto(pathToFileURL(join(library, 'index.html')).href)
  await index.getByRole('searchbox').fill('退款')
  await expect(index.getByRole('link', { name: 'practice-report.html' })).toHaveCount(1)
  await clean(index)
  await context.close()
  await goTo(page, '/reports/open')
  await page.getByRole('textbox', { name: '文件夹或 ZIP 的路径' }).fill(library)
  await page.getByRole('button', { name: '打开文件夹' }).click()
  await expect(main.getByRole('heading', { name: '打开外来报表' })).toBeVisible()
  await expect(main.getByRole('row').filter({ hasText: '退款' })).toHaveCount(1)
  await lookAt(page, 'reports')
  expect(complaints).toEqual([])
})
