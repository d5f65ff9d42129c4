import type { Locator, Page } from '@playwright/test'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const main = (page: Page) => page.getByRole('main')
const drawerOf = (page: Page) => page.getByRole('complementary').last()
const dialogOf = (page: Page) => page.getByRole('dialog')

/** Chooses in a select by the text of its option, typed as a person does who has many. */
async function choose(page: Page, select: Locator, text: string) {
  // By keyboard: what is chosen already lies over the field for a mouse.
  await select.press('Enter')
  await page.getByRole('option', { name: text }).filter({ visible: true }).first().click()
}

/** Goes through the steps of an import from the file on, and imports. */
async function importOn(page: Page, verb: RegExp) {
  const next = main(page).getByRole('button', { name: '下一步' })
  await next.click()
  await next.click()
  await main(page).getByRole('button', { name: verb }).click()
}

test('add a company, import its list twice, see the gauge at the limit and what is new and gone', async ({ page, program, complaints }) => {
  // Five screens, each looked at in both looks.
  test.slow()
  await openWindow(page, program)
  await goTo(page, '/ledger')
  await expect(page.getByRole('grid')).toContainText('杭州云栖酒店管理有限公司')
  await lookAt(page, 'ledger')

  await main(page).getByRole('button', { name: '新增主体' }).click()
  await dialogOf(page).getByRole('button', { name: '新增主体' }).click()
  await expect(dialogOf(page).getByRole('textbox', { name: /主体名称/u })).toHaveAttribute('aria-invalid', 'true')
  await dialogOf(page).getByRole('textbox', { name: /主体名称/u }).fill('老王民宿')
  await choose(page, dialogOf(page).getByRole('combobox', { name: '类型' }), '个体户')
  await lookAt(page, 'ledger-company-form')
  await dialogOf(page).getByRole('button', { name: '新增主体' }).click()
  await expect(dialogOf(page)).toHaveCount(0)
  await expect(drawerOf(page)).toContainText('老王民宿')
  await expect(drawerOf(page)).toContainText('0 / 5')

  await drawerOf(page).getByRole('button', { name: '导入名单' }).click()
  await expect(main(page).getByRole('heading', { name: '导入名单' })).toBeVisible()
  const rows = (names: string[]) => names.map((name, at) => `${name}\twx00000000000000a${at}\t王五`)
  const paste = page.getByRole('textbox', { name: '粘贴名单' })
  await main(page).getByRole('button', { name: '读取粘贴的名单' }).click()
  await expect(main(page)).toContainText('请先粘贴名单')
  await paste.fill(['小程序名称\tAppID\t管理员', ...rows(['甲店', '乙店', '丙店', '丁店', '戊店'])].join('\n'))
  await main(page).getByRole('button', { name: '读取粘贴的名单' }).click()
  await importOn(page, /^导入 5 行$/u)
  await expect(main(page)).toContainText('新增了 5 个')
  await main(page).getByRole('button', { name: /查看|账号/u }).first().click()
  await expect(drawerOf(page)).toContainText('5 / 5')
  await expect(drawerOf(page)).toContainText('已满')
  await lookAt(page, 'ledger-company')

  // The list of the month after: one new, one gone.
  await drawerOf(page).getByRole('button', { name: '导入名单' }).click()
  await paste.fill(['小程序名称\tAppID\t管理员', ...rows(['甲店', '乙店', '丙店', '丁店']), '己店\twx00000000000000a9\t王五'].join('\n'))
  await main(page).getByRole('button', { name: '读取粘贴的名单' }).click()
  const next = main(page).getByRole('button', { name: '下一步' })
  await next.click()
  await expect(main(page)).toContainText('新增 1 个')
  await expect(main(page)).toContainText('消失 1 个')
  await expect(main(page).getByRole('region', { name: '和上次相比' })).toContainText('戊店')
  await lookAt(page, 'ledger-import-check')
  await next.click()
  await main(page).getByText('把名单里没有的 1 个标为“待核实”').click()
  await lookAt(page, 'ledger-import-confirm')
  await main(page).getByRole('button', { name: '导入 1 行' }).click()
  await expect(main(page)).toContainText('新增了 1 个')
  await goTo(page, '/ledger')
  await page.getByRole('gridcell', { name: '老王民宿' }).click()
  await expect(drawerOf(page)).toContainText('6 / 5')
  await expect(drawerOf(page)).toContainText('待核实')
  await expect(drawerOf(page)).toContainText('新增 1、消失 1、变化 0')
  expect(complaints).toEqual([])
})

test('plan three bindings over two months, mark one done and see it among the bindings', async ({ page, program, complaints }) => {
  test.slow()
  await openWindow(page, program)
  // The example's service account has made two links to strangers this month, one of them undone: one is left.
  await goTo(page, '/ledger/plan')
  const holder = page.getByRole('combobox', { name: '公众号', exact: true })
  await choose(page, holder, '云栖酒店服务号')
  const target = page.getByRole('combobox', { name: '账号', exact: true })
  await target.press('Enter')
  for (const name of ['茶园采摘', '山货铺子']) await page.getByRole('option', { name }).filter({ visible: true }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '加入计划' }).click()
  await choose(page, page.getByRole('combobox', { name: '想要' }), '解绑')
  await target.press('Enter')
  await page.getByRole('option', { name: '云栖商城' }).filter({ visible: true }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '加入计划' }).click()

  const result = page.getByRole('region', { name: '排好的步骤' })
  await expect(result).toContainText('共 3 步，2 个月')
  await expect(result).toContainText('A28-L-6')
  await expect(result).toContainText('现在就可以做')
  await lookAt(page, 'ledger-plan')

  // One too many is refused with its rule, in words.
  await choose(page, page.getByRole('combobox', { name: '想要' }), '绑上')
  await target.press('Enter')
  await page.getByRole('option', { name: '竹林茶舍' }).filter({ visible: true }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '加入计划' }).click()
  await expect(result).toContainText('做不到的')
  await expect(result).toContainText('A28-L-2 公众号关联非同主体小程序，上限 3 个，已用 3 个')
  await lookAt(page, 'ledger-plan-refused')
  await page.getByRole('button', { name: /去掉“.*竹林茶舍”/u }).click()
  await expect(result).not.toContainText('做不到的')

  await page.getByRole('textbox', { name: '计划名称' }).fill('换绑合作小程序')
  await page.getByRole('button', { name: '保存计划' }).click()
  const plan = page.getByRole('region', { name: '换绑合作小程序' })
  await expect(plan).toContainText('共 3 步')
  // Which of the two comes first is decided by their ids.
  const [first, second] = (await plan.getByRole('listitem').filter({ hasText: '茶园采摘' }).getByRole('button').isEnabled())
    ? ['茶园采摘', '山货铺子']
    : ['山货铺子', '茶园采摘']
  await plan.getByRole('listitem').filter({ hasText: first }).getByRole('button', { name: '标记完成' }).click()
  await dialogOf(page).getByRole('button', { name: '标记完成' }).click()
  await expect(dialogOf(page)).toHaveCount(0)
  await expect(plan).toContainText('绑定已登记')
  await expect(plan).toContainText('共 2 步')
  // What has to wait cannot be marked.
  const later = plan.getByRole('listitem').filter({ hasText: second })
  await expect(later.getByRole('button', { name: '标记完成' })).toBeDisabled()
  await lookAt(page, 'ledger-plan-run')

  await goTo(page, '/ledger/bindings')
  await expect(page.getByRole('grid')).toContainText('非同主体')
  const usage = page.getByRole('region', { name: '云栖酒店服务号的额度' })
  await expect(usage).toContainText('3 / 3')
  await lookAt(page, 'ledger-bindings')
  await page.getByRole('gridcell', { name: first }).click()
  await expect(drawerOf(page)).toContainText('云栖酒店服务号')
  await expect(drawerOf(page)).toContainText('换绑合作小程序')
  await lookAt(page, 'ledger-binding-detail')
  expect(complaints).toEqual([])
})

test('record a binding above a limit only on second thoughts, undo it, and take a mistake back', async ({ page, program, complaints }) => {
  test.slow()
  await openWindow(page, program)
  await goTo(page, '/ledger/bindings?kind=open')
  const usage = page.getByRole('region', { name: '云栖开放平台账号的额度' })
  await expect(usage).toContainText('A28-O-7')
  const limited = await callFromPage(page, 'settings.setLimit', { key: 'openAppsOther', value: 1, source: '测试用的公告', asOf: '2026-01-01' })
  expect(limited.ok).toBe(true)
  const bind = async (name: string) => {
    await main(page).getByRole('button', { name: '登记绑定' }).first().click()
    await choose(page, dialogOf(page).getByRole('combobox', { name: '谁来绑' }), '云栖开放平台账号')
    await choose(page, dialogOf(page).getByRole('combobox', { name: '绑上谁' }), name)
    await expect(dialogOf(page)).toContainText('非同主体')
    await dialogOf(page).getByRole('button', { name: '登记绑定' }).click()
  }
  await bind('农家小院')
  await expect(dialogOf(page)).toHaveCount(0)
  await bind('茶园采摘')
  await expect(dialogOf(page)).toContainText('A28-O-8')
  await lookAt(page, 'ledger-bind-over')
  await dialogOf(page).getByText('后台确实已经绑上，照实登记').click()
  await dialogOf(page).getByRole('button', { name: '登记绑定' }).click()
  await expect(dialogOf(page)).toHaveCount(0)
  await expect(usage).toContainText('超出 1 个')

  await page.getByRole('gridcell', { name: '茶园采摘' }).click()
  await drawerOf(page).getByRole('button', { name: '登记解绑' }).click()
  await dialogOf(page).getByRole('textbox').fill('2026-02-30')
  await dialogOf(page).getByRole('button', { name: '登记解绑' }).click()
  await expect(dialogOf(page)).toContainText('请写成 2026-11-22 这样的日期')
  await dialogOf(page).getByRole('textbox').fill('2020-01-01')
  await dialogOf(page).getByRole('button', { name: '登记解绑' }).click()
  await expect(dialogOf(page)).toContainText('不能早于绑定那天')
  await lookAt(page, 'ledger-unbind')
  await dialogOf(page).getByRole('button', { name: '取消' }).click()
  await drawerOf(page).getByRole('button', { name: '登记错了' }).click()
  await dialogOf(page).getByRole('button', { name: '删除这条记录' }).click()
  await expect(drawerOf(page)).toContainText('没有绑着')
  await expect(usage).not.toContainText('超出')

  // The limit that was changed stands in the settings under its own group.
  await goTo(page, '/settings/limits')
  await expect(main(page)).toContainText('主体与绑定')
  await expect(main(page)).toContainText('非同主体小程序，已认证（A28-O-8）')
  await lookAt(page, 'settings-limits-ledger')
  expect(complaints).toEqual([])
})
