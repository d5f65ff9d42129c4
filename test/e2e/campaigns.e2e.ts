import type { Page } from '@playwright/test'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

async function pick(page: Page, box: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: box, exact: true }).press('Enter')
  await page.getByRole('option', { name: option, exact: true }).click()
  await page.keyboard.press('Escape')
}

test('agree on a tag and make a channel of it; what is used cannot go', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const main = page.getByRole('main')
  const drawer = page.getByRole('complementary').last()

  // A tag: the same value in another spelling is refused at its row.
  await goTo(page, '/campaigns?tab=tags')
  await expect(page.getByRole('grid')).toContainText('sms 短信')
  await page.getByRole('button', { name: '新增标签' }).click()
  await page.getByRole('textbox', { name: /^参数名/u }).fill('utm')
  await page.getByRole('textbox', { name: /^名称/u }).fill('广告')
  await page.getByRole('textbox', { name: '第 1 个取值', exact: true }).fill('red')
  await page.getByRole('textbox', { name: '第 1 个取值的名称' }).fill('小红书')
  await page.getByRole('button', { name: '加一个取值' }).click()
  await page.getByRole('textbox', { name: '第 2 个取值', exact: true }).fill('ＲＥＤ')
  await page.getByRole('button', { name: '新增标签' }).click()
  await expect(main).toContainText('和“red”重复了')
  await page.getByRole('textbox', { name: '第 2 个取值', exact: true }).fill('dy')
  await lookAt(page, 'tag-new')
  await page.getByRole('button', { name: '新增标签' }).click()
  await expect(drawer).toContainText('小红书')
  await lookAt(page, 'tag-detail')

  // A channel: only agreed values can be chosen, and the query stands beside the form.
  await goTo(page, '/campaigns/channels/new')
  await page.getByRole('textbox', { name: /^代码/u }).fill('SMS')
  await page.getByRole('textbox', { name: /^名称/u }).fill('小红书笔记')
  await page.getByRole('button', { name: '新增渠道' }).click()
  await expect(main).toContainText('至少选一个标签')
  await pick(page, '广告 (utm)', '小红书 (red)')
  await expect(main).toContainText('utm=red')
  await page.getByRole('button', { name: '新增渠道' }).click()
  await expect(page.getByRole('textbox', { name: /^代码/u })).toHaveAttribute('aria-invalid', 'true')
  await expect(main).toContainText('已经是渠道“短信”的代码')
  await lookAt(page, 'channel-new')
  await page.getByRole('textbox', { name: /^代码/u }).fill('xhs')
  await page.getByRole('button', { name: '新增渠道' }).click()
  await expect(drawer).toContainText('utm=red')
  await lookAt(page, 'channel-detail')

  // A tag that a channel uses cannot go.
  await goTo(page, '/campaigns?tab=tags')
  await page.getByRole('grid').getByText('广告', { exact: true }).click()
  await drawer.getByRole('button', { name: '归档' }).click()
  await page.getByRole('button', { name: '归档标签' }).click()
  await expect(page.getByRole('dialog')).toContainText('渠道“小红书笔记”还在用')
  await page.getByRole('button', { name: '取消' }).click()

  expect(complaints).toEqual([])
})

test('write a campaign with its template, start a link from it, and see its links', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const main = page.getByRole('main')
  const drawer = page.getByRole('complementary').last()
  await goTo(page, '/campaigns/new')
  await page.getByRole('textbox', { name: /^名称/u }).fill('夏日亲子')
  await pick(page, '渠道', '海报')
  await pick(page, '小程序', '云栖酒店')
  await page.getByRole('textbox', { name: '页面' }).fill('pages/room/detail?x=1')
  await expect(main).toContainText('这些地方可能有问题')
  await page.getByRole('textbox', { name: '页面' }).fill('pages/room/detail')
  await page.getByRole('textbox', { name: '参数' }).fill('kids=1')
  await lookAt(page, 'campaign-new')
  await page.getByRole('button', { name: '新增活动' }).click()
  await expect(drawer).toContainText('夏日亲子')
  await lookAt(page, 'campaign-detail')
  await drawer.getByRole('button', { name: '生成链接' }).click()
  await expect(page).toHaveURL(/#\/links\/new\?campaign=/u)
  await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()

  // The example's campaign counts its links and leads to them.
  await goTo(page, '/campaigns')
  await lookAt(page, 'campaigns')
  await page.getByRole('grid').getByText('春节预热', { exact: true }).click()
  await drawer.getByRole('link', { name: /看这 \d+ 条链接/u }).click()
  await expect(page).toHaveURL(/#\/links\?campaign=/u)
  await expect(page.getByRole('grid')).toContainText('春节预热')
  expect(complaints).toEqual([])
})

test('two people change one campaign: the second is told, and keeps what was typed', async ({ page, program, context, complaints }) => {
  await openWindow(page, program)
  const other = await context.newPage()
  await openWindow(other, program)
  for (const one of [page, other]) {
    await goTo(one, '/campaigns')
    await one.getByRole('grid').getByText('春节预热', { exact: true }).click()
    await one.getByRole('button', { name: '修改活动' }).click()
    await expect(one.getByRole('textbox', { name: /^名称/u })).toHaveValue('春节预热')
  }
  await page.getByRole('textbox', { name: '备注' }).fill('甲改的')
  await page.getByRole('button', { name: '保存修改' }).click()
  await expect(page.getByRole('complementary').last()).toContainText('甲改的')
  await other.getByRole('textbox', { name: '参数' }).fill('batch=CNY2028')
  await other.getByRole('button', { name: '保存修改' }).click()
  await expect(other.getByRole('alert').filter({ hasText: '刚被' })).toBeVisible()
  await other.getByRole('button', { name: '重新载入' }).click()
  await expect(other.getByRole('textbox', { name: '备注' })).toHaveValue('甲改的')
  await expect(other.getByRole('textbox', { name: '参数' })).toHaveValue('batch=CNY2028')
  await other.getByRole('button', { name: '保存修改' }).click()
  await expect(other.getByRole('complementary').last()).toContainText('batch=CNY2028')
  expect(complaints).toEqual([])
})
