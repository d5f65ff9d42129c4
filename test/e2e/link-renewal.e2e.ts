import type { Page } from '@playwright/test'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

interface App {
  id: string
  name: string
}
async function value<T>(page: Page, name: string, input: unknown): Promise<T> {
  const answer = await callFromPage(page, name, input)
  expect(answer, name).toMatchObject({ ok: true })
  return answer.value as T
}

/** Links that end in the given numbers of days, made as a person's program would. */
async function makeLinks(page: Page, days: readonly number[]): Promise<string[]> {
  const apps = await value<App[]>(page, 'apps.list', {})
  const app = apps.find(({ name }) => name === '云栖酒店')
  const ids: string[] = []
  for (const [index, count] of days.entries()) {
    const made = await value<{ id: string }>(page, 'links.create', {
      kind: 'encrypted_scheme',
      appId: app?.id,
      path: 'pages/room/detail',
      query: `room=${800 + index}`,
      expiry: { type: 'days', days: count },
      campaign: index === 0 ? '春节预热' : '',
    })
    ids.push(made.id)
  }
  return ids
}
const drawer = (page: Page) => page.getByRole('complementary')

test('uses are noted, the renewal says what it reaches and what not, and the link keeps its record', async ({
  page,
  program,
  complaints,
}) => {
  test.setTimeout(120_000)
  await openWindow(page, program)
  const [id = ''] = await makeLinks(page, [2])
  await goTo(page, `/links?open=${id}`)
  await expect(drawer(page)).toContainText('还没有记录')

  const note = async (kind: string, text: string, more: { count?: string; url?: string }) => {
    await drawer(page).getByRole('button', { name: '记一处用处' }).click()
    await drawer(page).getByRole('combobox', { name: '用途' }).click()
    await page.getByRole('option', { name: kind, exact: true }).click()
    await drawer(page).getByRole('textbox', { name: /说明/u }).fill(text)
    if (more.count !== undefined) await drawer(page).getByRole('spinbutton', { name: '数量' }).fill(more.count)
    if (more.url !== undefined) await drawer(page).getByRole('textbox', { name: '网址' }).fill(more.url)
    await drawer(page).getByRole('button', { name: '记下' }).click()
    await expect(drawer(page).getByRole('region', { name: '用在哪里' })).toContainText(text)
  }
  await drawer(page).getByRole('button', { name: '记一处用处' }).click()
  await drawer(page).getByRole('button', { name: '记下' }).click()
  await expect(drawer(page).getByRole('textbox', { name: /说明/u })).toHaveAttribute('aria-invalid', 'true')
  await drawer(page).getByRole('button', { name: '取消' }).click()
  await note('短信', '3 月会员短信', { count: '12000' })
  await note('印刷品', '801–820 房桌卡', { count: '20' })
  await note('网页', '官网首页横幅', { url: 'https://www.example.com/' })
  await note('聊天', '记错了', {})
  await drawer(page).getByRole('button', { name: '去掉“记错了”' }).click()
  await expect(drawer(page).getByRole('region', { name: '用在哪里' })).not.toContainText('记错了')
  await lookAt(page, 'link-uses')

  const before = await drawer(page).locator('code').first().textContent()
  await drawer(page).getByRole('button', { name: '续期', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('自动改到新链接')
  await expect(dialog.locator('section.is-never')).toContainText('3 月会员短信')
  await expect(dialog.locator('section.is-never')).toContainText('12,000 份')
  await expect(dialog.locator('section.is-never')).toContainText('801–820 房桌卡')
  await expect(dialog.locator('section.is-byHand')).toContainText('https://www.example.com/')
  await lookAt(page, 'link-renew-plan')
  await dialog.getByRole('spinbutton', { name: '有效天数' }).fill('31')
  await dialog.getByRole('button', { name: '续期这条链接' }).click()
  await expect(dialog).toContainText('只能在 1 到 30 之间')
  await dialog.getByRole('spinbutton', { name: '有效天数' }).fill('30')
  await dialog.getByRole('button', { name: '续期这条链接' }).click()
  await expect(dialog).toContainText('已换成第 2 版')
  await expect(dialog.locator('section.is-itself')).toContainText('已改好')
  await lookAt(page, 'link-renewed')
  await dialog.getByRole('button', { name: '知道了' }).click()
  await expect(drawer(page).locator('code').first()).not.toHaveText(before ?? '')
  const versions = drawer(page).getByRole('region', { name: '历次的链接' })
  await expect(versions).toContainText('第 1 版')
  await expect(versions).toContainText('第 2 版')
  expect(page.url()).toContain(id)
  expect(complaints).toEqual([])
})

test('the expiry watch groups what ends, shows what hangs on it, and renews several as one job', async ({
  page,
  program,
  complaints,
}) => {
  test.setTimeout(120_000)
  await openWindow(page, program)
  const ids = await makeLinks(page, [1, 1, 3, 6, 25])
  await value(page, 'links.uses.add', { linkId: ids[0], kind: 'sms', text: '短信', count: 10 })
  await goTo(page, '/links/expiring')
  const groups = page.getByRole('group', { name: '按到期时间分组' })
  await expect(groups.getByRole('button', { name: /24 小时内/u })).toContainText('2')
  await expect(groups.getByRole('button', { name: /^3 天内/u })).toContainText('1')
  await expect(groups.getByRole('button', { name: /^7 天内/u })).toContainText('1')
  await expect(groups.getByRole('button', { name: /^30 天内/u })).toContainText(/[1-9]/u)
  await expect(groups.getByRole('button', { name: /已失效/u })).toContainText('0')
  await expect(groups.getByRole('button', { name: /24 小时内/u })).toHaveAttribute('aria-pressed', 'true')
  const grid = page.getByRole('grid')
  await expect(grid).toContainText('room=800')
  await expect(grid.getByRole('row', { name: /room=800/u })).toContainText('1')
  await lookAt(page, 'link-expiring')
  await page.getByRole('combobox', { name: '活动' }).click()
  await page.getByRole('option', { name: '春节预热' }).click()
  await expect(grid).not.toContainText('room=801')
  await page.getByRole('button', { name: '清除全部' }).or(page.getByRole('button', { name: /清除/u })).first().click()
  await expect(grid).toContainText('room=801')
  await grid.focus()
  await page.keyboard.press('Control+a')
  await page.getByRole('toolbar').getByRole('button', { name: '续期 2 条链接' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('其中 1 条记有用处')
  await lookAt(page, 'link-renew-many')
  await dialog.getByRole('button', { name: '续期 2 条链接' }).click()
  await expect(page.getByRole('main')).toContainText('完成 2', { timeout: 30_000 })
  await expect(groups.getByRole('button', { name: /24 小时内/u })).toContainText('0')
  await lookAt(page, 'link-expiring-renewed')
  expect(complaints).toEqual([])
})

test('the quota screen counts, asks WeChat, and explains one call by its rid', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await makeLinks(page, [1, 2])
  await goTo(page, '/links/usage')
  const app = page.getByRole('region', { name: '云栖酒店', exact: true })
  await expect(app).toContainText('加密 Scheme 与 URL Link')
  await expect(app).toContainText(/[2-9] \/ 500,000/u)
  await expect(app).toContainText('北京时间')
  await expect(app.getByRole('link', { name: /核对于/u }).first()).toHaveAttribute('href', '#/settings/limits')
  await app.getByRole('button', { name: '问微信' }).click()
  await expect(app).toContainText('今天还能被打开')
  await expect(app).toContainText('接口已调用')
  await lookAt(page, 'link-usage')
  const lookup = page.getByRole('region', { name: '查一次调用（rid）' })
  await lookup.getByRole('textbox', { name: 'rid' }).fill('不是 rid')
  await lookup.getByRole('button', { name: '查询' }).click()
  await expect(lookup).toContainText('rid 是三段')
  await lookup.getByRole('textbox', { name: 'rid' }).fill('rid: 6512a0b1-1f2e3d4c-5b6a7988')
  await lookup.getByRole('button', { name: '查询' }).click()
  await expect(lookup.getByRole('alert')).toBeVisible()
  await lookAt(page, 'link-usage-rid')
  expect(complaints).toEqual([])
})

test('the reuse window is a setting in plain words, and off means always a new link', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/settings/reuse')
  await lookAt(page, 'settings-reuse')
  await page.getByRole('switch', { name: '复用相同的链接' }).press('Space')
  await page.getByRole('button', { name: '保存设置' }).click()
  await expect(page.getByRole('status').filter({ hasText: '已保存' })).toBeVisible()
  const [first] = await makeLinks(page, [5])
  const [second] = await makeLinks(page, [5])
  expect(second).not.toBe(first)
  await page.getByRole('switch', { name: '复用相同的链接' }).press('Space')
  await page.getByRole('button', { name: '保存设置' }).click()
  await expect.poll(async () => (await value<{ reuseWindowMinutes: number }>(page, 'settings.get', {})).reuseWindowMinutes).toBeGreaterThan(0)
  const [third] = await makeLinks(page, [5])
  const [fourth] = await makeLinks(page, [5])
  expect(fourth).toBe(third)
  expect(complaints).toEqual([])
})
