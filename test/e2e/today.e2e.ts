import type { Page } from '@playwright/test'
import { expect, goTo, lookAt, openWindow, test, callFromPage } from './support/test'

const robotKey = '693a91f6-7c3e-4bc4-97a0-0ec2sifa5aaa'
const webhook = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${robotKey}`
const password = 'mail-Passw0rd-geheim'

/** A mini program that has no AppSecret: a thing to do. */
const appFields = (name: string, appId: string) => ({ name, appId, subjectType: 'company_domestic', pages: [], declaredPages: [] })

interface LedgerRow {
  id: string
  name: string
  rev: number
  certifiedUntil: string
  [other: string]: unknown
}

/** The example has two reminders of the ledger; a certification renewed and an account less, and its board is empty. */
async function settleExample(page: Page): Promise<void> {
  const accounts = (await callFromPage(page, 'ledger.accounts.list', {})).value as LedgerRow[]
  const ending = accounts.find(({ name }) => name === '云栖商城')
  const unbound = accounts.find(({ name }) => name === '竹林茶舍')
  if (!ending || !unbound) throw new Error('the example has these accounts')
  const { kind, name, appId, originalId, companyId, administrator, state, note } = ending
  const fields = { kind, name, appId, originalId, companyId, administrator, state, note }
  const answers = [
    await callFromPage(page, 'ledger.accounts.update', { id: ending.id, rev: ending.rev, fields }),
    await callFromPage(page, 'ledger.accounts.remove', { id: unbound.id }),
  ]
  expect(answers.every(({ ok }) => ok)).toBe(true)
}

/** What the example's payments and its month-end want stays: this test is about what comes on top of it. */
async function putPaymentsAside(page: Page): Promise<number> {
  const board = (await callFromPage(page, 'today.list', {})).value as { items: { id: string }[] }
  const payments = board.items.filter(({ id }) => ['payments.', 'refunds.', 'settlement.'].some((feature) => id.startsWith(feature)))
  for (const { id } of payments) expect(await callFromPage(page, 'today.mark', { id, how: 'seen' })).toMatchObject({ ok: true })
  return payments.length
}

test('the board: by urgency with age and data time, put aside and brought back, by keyboard', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const board = page.getByRole('region', { name: '需要处理' })
  await expect(board).toContainText('认证快到期')
  for (const wanted of ['退款待审批', '退款要人工核实', '订单关闭后又付了款', '拒付待答复']) await expect(board).toContainText(wanted)
  await lookAt(page, 'today-example')
  const aside = await putPaymentsAside(page)
  await settleExample(page)
  await expect(board).toContainText('现在没有要处理的事')
  await expect(board).toContainText(/已检查：.*备份.*检查于 \d\d:\d\d/u)
  await lookAt(page, 'today-empty')

  await callFromPage(page, 'apps.create', appFields('湖畔民宿', 'wx00a1b2c3d4e5f699'))
  const noSecret = board.getByRole('listitem').filter({ hasText: '还没有填 AppSecret' })
  await expect(noSecret).toContainText('1 个小程序')
  await expect(noSecret).toContainText('已等了 不到 1 分钟')
  await expect(noSecret).toContainText(/检查于 \d\d:\d\d/u)
  const cells = [['参数'], ['id=1'], ['id=2']]
  await callFromPage(page, 'links.batches.create', { name: '桌卡', source: { kind: 'cells', cells } })
  const batch = board.getByRole('listitem').filter({ hasText: '批量“桌卡”还没有对应列' })
  await expect(batch).toBeVisible()
  await expect(board.getByRole('heading', { level: 3 })).toHaveText([/今天处理\s*1/u, /留意\s*1/u])
  await lookAt(page, 'today-todos')

  // Down and up the list, and one put aside, without the mouse.
  await page.locator('body').press('j')
  await expect(noSecret.getByRole('button', { name: '去填写' })).toBeFocused()
  await page.keyboard.press('j')
  await expect(batch.getByRole('button', { name: '去继续' })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('s')
  await expect(noSecret).toHaveCount(0)
  await expect(batch.getByRole('button', { name: '去继续' })).toBeFocused()
  await board.getByText(`已放一边 ${aside + 1} 项`).click()
  await expect(board).toContainText(/放到 \d{4}-\d\d-\d\d 00:00 之前/u)
  await lookAt(page, 'today-aside')

  // It is still put aside after a restart of the window, and back when it has changed.
  await page.reload()
  await expect(board.getByText(`已放一边 ${aside + 1} 项`)).toBeVisible()
  await callFromPage(page, 'apps.create', appFields('山里民宿', 'wx00a1b2c3d4e5f698'))
  await expect(noSecret).toContainText('2 个小程序')
  await noSecret.getByRole('button', { name: '知道了' }).click()
  await board.getByText(`已放一边 ${aside + 1} 项`).click()
  await noSecret.getByRole('button', { name: '放回来' }).click()
  // It stood among what was put aside with the same words.
  await expect(noSecret.getByRole('button', { name: '放回来' })).toHaveCount(0)
  await expect(noSecret).toContainText('2 个小程序')

  await page.locator('body').press('k')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('小程序')
  expect(complaints).toEqual([])
})

test('pushes to a group robot and by mail: set up, tested against the stand-ins, sealed, said when they fail', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await callFromPage(page, 'apps.create', appFields('湖畔民宿', 'wx00a1b2c3d4e5f699'))
  await goTo(page, '/settings/notices')
  const main = page.getByRole('main')
  await expect(main).toContainText('还没有推送目标')
  await lookAt(page, 'notices-empty')

  await main.getByRole('button', { name: '添加企业微信群机器人' }).click()
  const robot = page.getByRole('dialog', { name: '添加企业微信群机器人' })
  await robot.getByRole('button', { name: '保存机器人' }).click()
  await expect(robot.getByLabel('名称')).toHaveAttribute('aria-invalid', 'true')
  await robot.getByLabel('名称').fill('运营群')
  await robot.getByLabel('Webhook 地址').fill('https://example.com/hook')
  await robot.getByRole('button', { name: '保存机器人' }).click()
  await expect(robot).toContainText('请粘贴机器人页面上的整个 Webhook 地址')
  await robot.getByLabel('Webhook 地址').fill(webhook)
  await lookAt(page, 'notices-robot')
  await robot.getByRole('button', { name: '保存机器人' }).click()
  await expect(robot).toHaveCount(0)
  const group = main.getByRole('listitem').filter({ hasText: '运营群' })
  await expect(group).toContainText('Webhook 尾号 5aaa')
  await expect(group).toContainText('还没有推送过')
  // The board hears of the new mini program by itself, but not at once.
  await callFromPage(page, 'today.list', { fresh: true })
  await group.getByRole('button', { name: '发一条试试' }).click()
  const result = page.getByRole('dialog', { name: '试发结果' })
  await expect(result).toContainText('已送达')
  await expect(result).toContainText('没填 AppSecret 的小程序：1')
  await expect(result).not.toContainText('湖畔民宿')
  await lookAt(page, 'notices-test')
  await result.getByRole('button', { name: '知道了' }).click()
  await expect(main.getByRole('region', { name: '模拟服务收到的' })).toContainText('没填 AppSecret 的小程序：1')

  await main.getByRole('button', { name: '添加邮箱' }).click()
  const mail = page.getByRole('dialog', { name: '添加邮箱' })
  await mail.getByLabel('名称').fill('值班邮箱')
  await mail.getByText('不加密', { exact: true }).click()
  await expect(mail).toContainText('密码和内容在网络上谁都能看到')
  await mail.getByText('STARTTLS', { exact: true }).click()
  await expect(mail.getByLabel('端口')).toHaveValue('587')
  await mail.getByLabel('SMTP 服务器').fill('smtp.example.com')
  await mail.getByLabel('用户名').fill('minidesk')
  await mail.getByLabel('发件人').fill('minidesk')
  await mail.getByLabel('收件人').fill('ops@example.com')
  await mail.getByLabel('收件人').press('Enter')
  await mail.getByRole('button', { name: '保存邮箱' }).click()
  await expect(mail).toContainText('“minidesk”不是一个邮箱地址')
  await mail.getByLabel('发件人').fill('minidesk@example.com')
  await mail.getByRole('button', { name: '保存邮箱' }).click()
  await expect(mail).toContainText('请填密码（授权码）')
  await mail.getByLabel('密码或授权码').fill(password)
  await lookAt(page, 'notices-mail')
  await mail.getByRole('button', { name: '保存邮箱' }).click()
  await expect(mail).toHaveCount(0)
  const box = main.getByRole('listitem').filter({ hasText: '值班邮箱' })
  await box.getByRole('button', { name: '发一条试试' }).click()
  await expect(result).toContainText('已送达')
  await result.getByRole('button', { name: '知道了' }).click()
  await expect(main.getByRole('region', { name: '模拟服务收到的' })).toContainText('邮件 · ops@example.com')

  const rules = main.getByRole('region', { name: '推送什么、什么时候' })
  await rules.getByText('免打扰时段', { exact: true }).click()
  await rules.getByLabel('汇总时间').fill('25:00')
  await rules.getByRole('button', { name: '保存推送设置' }).click()
  await expect(rules).toContainText('请写成 24 小时制的时间')
  await rules.getByLabel('汇总时间').fill('23:30')
  await rules.getByRole('button', { name: '保存推送设置' }).click()
  await expect(rules).toContainText('这个时间在免打扰时段里')
  await rules.getByLabel('汇总时间').fill('8:30')
  await rules.getByRole('button', { name: '保存推送设置' }).click()
  await expect(rules).toContainText('已保存')
  await expect(rules).toContainText(/下一次汇总：\d{4}-\d\d-\d\d 08:30/u)
  await lookAt(page, 'notices')

  // Neither secret stands in anything that a page can ask for.
  const answers = []
  for (const name of ['today.push.status', 'today.push.practiceMessages', 'audit.list', 'calls.list', 'settings.get', 'today.list'])
    answers.push(await callFromPage(page, name, {}))
  const seen = JSON.stringify(answers)
  expect(answers.every(({ ok }) => ok)).toBe(true)
  for (const secret of [robotKey, password]) expect(seen).not.toContain(secret)

  await box.getByRole('button', { name: '删除' }).click()
  const confirm = page.getByRole('dialog', { name: '删除这个推送目标？' })
  await confirm.getByRole('button', { name: '删除' }).click()
  await expect(box).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('desktop notices: asked for on the switch, shown while no window is in front, a click leads to 今天', async ({ page, context, program, complaints }) => {
  await context.grantPermissions(['notifications'], { origin: new URL(program.url).origin })
  // Headless there is no system to show them: what the page asks the system for is what can be seen.
  await page.addInitScript(() => {
    const shown: { title: string; body: string; click: () => void }[] = []
    const Real = window.Notification
    class Watched extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        shown.push({ title, body: options?.body ?? '', click: () => this.onclick?.(new Event('click')) })
      }
    }
    window.Notification = Watched
    Object.assign(window, { shown })
  })
  const shown = () => page.evaluate(() => (window as unknown as { shown: { title: string; body: string }[] }).shown.map(({ title, body }) => ({ title, body })))
  await openWindow(page, program)
  await settleExample(page)
  await goTo(page, '/settings/notices')
  const desktop = page.getByRole('region', { name: '这台电脑上的通知' })
  await callFromPage(page, 'apps.create', appFields('湖畔民宿', 'wx00a1b2c3d4e5f699'))
  expect(await shown()).toEqual([])
  await desktop.getByText('打开桌面通知').click()
  await expect(desktop.getByRole('button', { name: '试一下' })).toBeVisible()
  await lookAt(page, 'notices-desktop')

  // In front: nothing, the board says it.
  await page.bringToFront()
  await callFromPage(page, 'apps.create', appFields('山里民宿', 'wx00a1b2c3d4e5f698'))
  await goTo(page, '/today')
  await expect(page.getByRole('region', { name: '需要处理' })).toContainText('2 个小程序')
  expect(await shown()).toEqual([])

  // Behind another window.
  await page.evaluate(() => {
    Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true })
    window.dispatchEvent(new Event('blur'))
  })
  await callFromPage(page, 'apps.create', appFields('海边民宿', 'wx00a1b2c3d4e5f697'))
  await expect.poll(shown).toEqual([{ title: '【练习】练习（沙箱） · 有 3 项要处理', body: '没填 AppSecret 的小程序 3' }])
  expect(JSON.stringify(await shown())).not.toContain('民宿')
  await goTo(page, '/links')
  await page.evaluate(() => (window as unknown as { shown: { click: () => void }[] }).shown[0]?.click())
  await expect(page.getByRole('region', { name: '需要处理' })).toBeVisible()
  expect(complaints).toEqual([])
})

test('desktop notices that the browser forbids say so, and stay off', async ({ page, program, complaints }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await openWindow(page, program)
  await goTo(page, '/settings/notices')
  const desktop = page.getByRole('region', { name: '这台电脑上的通知' })
  await desktop.getByText('打开桌面通知').click()
  await expect(desktop).toContainText('系统或浏览器不允许这个程序发通知')
  await expect(desktop.getByRole('switch')).not.toBeChecked()
  expect(complaints).toEqual([])
})
