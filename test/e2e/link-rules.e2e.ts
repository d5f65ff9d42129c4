import { existsSync, readFileSync } from 'node:fs'
import { expect, goTo, lookAt, openWindow, test } from './support/test'
import { decodeQrPng } from '../fixtures/decode-qr'

const prefix = 'https://h5.yunqi-hotel.example.com/room/'

test('add a rule, try addresses, edit it, take file and code along, publish, and be told that it is final', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/link-rules')
  const main = page.getByRole('main')
  await expect(main).toContainText('还没有规则')
  await expect(main).toContainText('微信的数据，读取于')
  await expect(main).toContainText('0 / 100')
  await lookAt(page, 'link-rules-empty')

  await main.getByRole('button', { name: '新增规则' }).first().click()
  await main.getByRole('textbox', { name: /链接规则/u }).fill('h5.yunqi-hotel.example.com/room/')
  await main.getByRole('button', { name: '新增规则' }).click()
  await expect(main).toContainText('以 http:// 或 https:// 开头')
  await expect(main).toContainText('还没有填小程序页面')
  await main.getByRole('textbox', { name: /链接规则/u }).fill(prefix)
  await main.getByRole('combobox', { name: /小程序页面/u }).fill('pages/room/detail')
  await main.getByRole('textbox', { name: /测试网址/u }).fill('https://other.example.com/room/1')
  await expect(main).toContainText('不在这条规则下面')
  await main.getByRole('textbox', { name: /测试网址/u }).fill(`${prefix}1208`)
  await main.getByRole('textbox', { name: '扫到的网址' }).fill('http://h5.yunqi-hotel.example.com/room/1208')
  await expect(main).toContainText('打开网页')
  await main.getByRole('textbox', { name: '扫到的网址' }).fill(`${prefix}1208?from=table`)
  await expect(main).toContainText('打开页面 pages/room/detail')
  await expect(main).toContainText('q=https%3A%2F%2Fh5.yunqi-hotel.example.com%2Froom%2F1208%3Ffrom%3Dtable')
  await expect(main).toContainText('h5.yunqi-hotel.example.com/room/校验文件名.txt')
  await lookAt(page, 'link-rule-new')
  await main.getByRole('button', { name: '新增规则' }).click()

  const drawer = page.getByRole('complementary').last()
  await expect(drawer).toContainText('未发布')
  const file = page.waitForEvent('download')
  await drawer.getByRole('button', { name: '下载校验文件' }).click()
  expect((await file).suggestedFilename()).toMatch(/^\w+\.txt$/u)
  await drawer.getByRole('textbox', { name: '码里的网址' }).fill(`${prefix}1208?from=table`)
  const picture = page.waitForEvent('download')
  await drawer.getByRole('button', { name: '下载 PNG' }).click()
  const path = await (await picture).path()
  expect(existsSync(path)).toBe(true)
  expect(decodeQrPng(readFileSync(path))).toBe(`${prefix}1208?from=table`)
  await lookAt(page, 'link-rule-detail')

  await drawer.getByRole('button', { name: '修改规则' }).click()
  await main.getByRole('combobox', { name: /小程序页面/u }).fill('pages/room/booking')
  await main.getByRole('button', { name: '保存修改' }).click()
  await expect(drawer).toContainText('pages/room/booking')

  await drawer.getByRole('button', { name: '发布规则' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('还剩 100 次，共 100 次')
  await expect(dialog).toContainText('发布后不能再改')
  await lookAt(page, 'link-rule-publish')
  await dialog.getByRole('button', { name: '发布规则' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(drawer).toContainText('已发布')
  await expect(main).toContainText('1 / 100')
  await expect(drawer.getByLabel('已发布的规则不能改，只能删掉后重新添加。')).toBeVisible()

  await drawer.getByRole('button', { name: '关闭详情' }).click()
  await main.getByRole('button', { name: '试一个网址' }).click()
  await dialog.getByRole('textbox', { name: '扫到的网址' }).fill(`${prefix}1`)
  await expect(dialog).toContainText('打开小程序')
  await lookAt(page, 'link-rule-try')
  await page.keyboard.press('Escape')
  await page.getByRole('grid').getByText(prefix).click()
  await drawer.getByRole('button', { name: '删除规则' }).click()
  await expect(page.getByRole('dialog').last()).toContainText('已经印出去的码用微信扫会打开网页')
  await page.getByRole('dialog').last().getByRole('button', { name: '删除规则' }).click()
  await expect(main).toContainText('还没有规则')
  expect(complaints).toEqual([])
})

test('what WeChat refuses is said where it was asked, and the kept list stays in sight', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/link-rules/new')
  const main = page.getByRole('main')
  await main.getByRole('textbox', { name: /链接规则/u }).fill('https://unfiled.example.com/a/')
  await main.getByRole('combobox', { name: /小程序页面/u }).fill('pages/index/index')
  await main.getByRole('button', { name: '新增规则' }).click()
  await expect(main).toContainText('域名没有备案')
  await main.getByRole('textbox', { name: /链接规则/u }).fill(prefix)
  await main.getByRole('button', { name: '新增规则' }).click()
  await expect(page.getByRole('grid')).toContainText(prefix)
  await lookAt(page, 'link-rules')
  await goTo(page, '/today')
  await goTo(page, '/link-rules')
  await expect(page.getByRole('grid')).toContainText('未发布')
  expect(complaints).toEqual([])
})
