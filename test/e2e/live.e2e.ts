import type { Page } from '@playwright/test'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const workspace = '西湖酒店集团'
const administrator = { name: '王芳', password: '青石板 雨伞 桂花糕' }
const viewer = { name: '李明', password: '竹筏 灯塔 白茶 石阶' }

interface Row {
  id: string
  secret?: unknown
}

/** A live workspace without the screens that the first test goes through. */
async function makeLive(page: Page): Promise<void> {
  const answer = await callFromPage(page, 'workspaces.createLive', {
    name: workspace,
    administrator,
    protection: { kind: 'keyFile' },
    copyFromPractice: true,
  })
  expect(answer.ok).toBe(true)
}

async function useMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /账号菜单/u }).click()
  await page.getByRole('dialog', { name: '账号菜单' }).getByRole('button', { name: item }).click()
}

async function signIn(page: Page, operator: { name: string; password: string }): Promise<void> {
  await page.getByLabel('姓名').fill(operator.name)
  await page.getByLabel('密码').fill(operator.password)
  await page.getByRole('button', { name: `登录 ${workspace}` }).click()
}

async function signedIn(page: Page, operator: { name: string }): Promise<void> {
  await expect(page.getByRole('button', { name: `${operator.name}，${workspace}：账号菜单` })).toBeVisible()
}

/** What a mouse or the Tab key could still reach beside the dialog on top. Its ground must be opaque. */
async function reachable(page: Page): Promise<string[]> {
  const found = await page.evaluate(() => {
    const top = document.querySelector('dialog:modal')
    if (!top) return ['no dialog']
    const seen: string[] = []
    for (let x = 2; x < innerWidth; x += 20)
      for (let y = 2; y < innerHeight; y += 20) {
        const element = document.elementFromPoint(x, y)
        if (element && !top.contains(element)) seen.push(`${x},${y} ${element.className}`)
      }
    const { backgroundColor, opacity } = getComputedStyle(top)
    if (!backgroundColor.startsWith('rgb(') || opacity !== '1') seen.push(`seen through: ${backgroundColor}`)
    return seen
  })
  for (let press = 0; press < 8; press += 1) {
    await page.keyboard.press('Tab')
    const outside = await page.evaluate(() => {
      const { activeElement } = document
      const inside = activeElement === document.body || document.querySelector('dialog:modal')?.contains(activeElement)
      return inside ? '' : (activeElement?.outerHTML.slice(0, 80) ?? '')
    })
    if (outside !== '') found.push(outside)
  }
  return found
}

test('from practice to live: the recovery key once and confirmed, sign-in, no frame, no secrets', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  const practised = (await callFromPage(page, 'apps.list', {})).value as Row[]
  expect(practised.some(({ secret }) => secret !== undefined)).toBe(true)
  await goTo(page, '/settings/workspace/live')
  const main = page.getByRole('main')
  const next = main.getByRole('button', { name: '下一步' })

  await main.getByLabel('工作区名称').fill(workspace)
  await main.getByLabel('管理员姓名').fill(administrator.name)
  await main.getByLabel('管理员密码').fill(administrator.password)
  await main.getByLabel('再输一遍密码').fill(`${administrator.password}x`)
  await next.click()
  await expect(main.getByLabel('再输一遍密码')).toHaveAttribute('aria-invalid', 'true')
  await expect(main).toContainText('两次输入的不一样')
  await lookAt(page, 'live-1-name')
  await main.getByLabel('再输一遍密码').fill(administrator.password)
  await next.click()

  await main.getByRole('radio', { name: /密钥文件/u }).check()
  await lookAt(page, 'live-2-protection')
  await next.click()

  await expect(main.getByRole('checkbox', { name: /带过去/u })).toBeChecked()
  await expect(main).toContainText('小程序（不含 AppSecret）')
  await lookAt(page, 'live-3-copies')
  await main.getByRole('button', { name: `建立 ${workspace}` }).click()

  const groups = main.getByRole('list', { name: '恢复密钥' }).getByRole('listitem')
  await expect(groups).toHaveText(Array.from({ length: 8 }, (_, index) => new RegExp(`^${index + 1}[0-9A-Z]{5}$`, 'u')))
  const key = (await groups.allTextContents()).map((text) => text.slice(1))
  await expect(main).toContainText(`带过来 ${practised.length} 个小程序`)
  await expect(main.getByRole('button', { name: `登录 ${workspace}` })).toBeDisabled()
  await lookAt(page, 'live-4-recovery-key')

  // Going away without the key is asked about, and staying keeps it on the screen.
  for (const goAway of [
    () => page.getByRole('navigation').first().getByRole('link', { name: '今天' }).click(),
    () => useMenu(page, '切换工作区'),
  ]) {
    const [question] = await Promise.all([
      page.waitForEvent('dialog').then(async (dialog) => {
        await dialog.dismiss()
        return dialog.message()
      }),
      goAway(),
    ])
    expect(question).toContain('恢复密钥还没有抄录或打印')
  }
  await expect(groups).toHaveCount(8)
  await main.getByText('已抄录或打印').click()
  await main.getByRole('button', { name: `登录 ${workspace}` }).click()

  await expect(page.getByRole('heading', { name: '登录 MiniDesk' })).toBeVisible()
  await signIn(page, { ...administrator, password: '不是这个密码 123' })
  await expect(page.getByLabel('密码')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('姓名或密码不对')).toBeVisible()
  await lookAt(page, 'sign-in-wrong-password')
  await signIn(page, administrator)
  await signedIn(page, administrator)

  await expect(page.getByText('沙箱', { exact: true })).toHaveCount(0)
  await expect(page.locator('.is-practice')).toHaveCount(0)
  expect(await page.title()).not.toContain('沙箱')
  await lookAt(page, 'live-today')

  await goTo(page, '/apps')
  await expect(page.getByRole('grid')).toContainText('云栖酒店')
  await page.getByRole('grid').getByText('云栖酒店').click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary').last()).toContainText('未填写')
  const copied = (await callFromPage(page, 'apps.list', {})).value as Row[]
  expect(copied).toHaveLength(practised.length)
  expect(copied.filter(({ secret }) => secret !== undefined)).toEqual([])
  const links = (await callFromPage(page, 'links.list', {})).value as { rows: unknown[] }
  expect(links.rows).toEqual([])

  // Once is once: no answer and no screen has it again.
  await goTo(page, '/settings/credentials')
  await expect(page.getByRole('main')).toContainText('恢复密钥（打印件）')
  await expect(page.getByRole('main')).not.toContainText(key[0] ?? '')
  expect(JSON.stringify(await callFromPage(page, 'vault.slots', {}))).not.toContain(key[0] ?? '')
  expect(complaints).toEqual([])
})

test('a viewer is told who can grant what is missing and refused behind the screens too; the trail is whole', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await makeLive(page)
  await useMenu(page, '切换工作区')
  await signIn(page, administrator)
  await signedIn(page, administrator)

  await goTo(page, '/settings/operators')
  await page.getByRole('main').getByRole('button', { name: '添加操作员' }).click()
  const dialog = page.getByRole('dialog', { name: '添加操作员' })
  await dialog.getByLabel('姓名').fill(viewer.name)
  await dialog.getByText('只读', { exact: true }).click()
  await dialog.getByLabel('初始密码').fill('太短')
  await dialog.getByRole('button', { name: `添加 ${viewer.name}` }).click()
  await expect(dialog.getByLabel('初始密码')).toHaveAttribute('aria-invalid', 'true')
  await expect(dialog.getByText('至少 10 个字符。', { exact: true })).toBeVisible()
  await dialog.getByLabel('初始密码').fill(viewer.password)
  await lookAt(page, 'operator-add')
  await dialog.getByRole('button', { name: `添加 ${viewer.name}` }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('row', { name: new RegExp(viewer.name, 'u') })).toContainText('只读')
  await lookAt(page, 'operators')

  await useMenu(page, '退出登录')
  await signIn(page, viewer)
  await signedIn(page, viewer)
  const navigation = page.getByRole('navigation').first()
  await expect(navigation.getByRole('link', { name: '链接', exact: true })).toBeVisible()
  for (const [path, permission] of [
    ['/links/new', '生成链接'],
    ['/apps/new', '编辑小程序'],
    ['/settings/operators', '管理操作员'],
    ['/settings/workspace/live', '管理工作区和恢复密钥'],
    ['/settings/backups', '管理备份'],
    ['/settings/audit', '查看操作日志'],
  ] as const) {
    await goTo(page, path)
    const main = page.getByRole('main')
    await expect(main, path).toContainText('你没有查看这里的权限')
    await expect(main, path).toContainText(`这里需要“${permission}”的权限，你的角色是只读。`)
    await expect(main, path).toContainText('请管理员到“设置 · 操作员”里调整')
    await expect(main.getByRole('textbox'), path).toHaveCount(0)
    if (path === '/links/new') await lookAt(page, 'no-permission')
  }
  await goTo(page, '/settings/security')
  await expect(page.getByRole('main')).toContainText('你的角色只能查看')
  await expect(page.getByRole('button', { name: '保存设置' })).toBeDisabled()

  const [app] = (await callFromPage(page, 'apps.list', {})).value as Row[]
  const attempts: Record<string, unknown> = {
    'links.create': { kind: 'plain_scheme', appId: app?.id, path: 'pages/room/detail', query: '' },
    'links.export': { filter: {}, format: 'csv', columns: ['text'] },
    'apps.setSecret': { id: app?.id, secret: '0123456789abcdef0123456789abcdef' },
    'accounts.create': { name: '混入的人', role: 'administrator', password: viewer.password },
    'accounts.list': {},
    'audit.list': {},
    'settings.update': { idleLockMinutes: 0 },
    'vault.replaceRecoveryKey': {},
  }
  for (const [name, input] of Object.entries(attempts))
    expect((await callFromPage(page, name, input)).error?.code, name).toBe('session.forbidden')

  await useMenu(page, '退出登录')
  await signIn(page, administrator)
  await signedIn(page, administrator)
  const operators = (await callFromPage(page, 'accounts.list', {})).value as { name: string }[]
  expect(operators.map(({ name }) => name).sort()).toEqual([administrator.name, viewer.name].sort())
  const apps = (await callFromPage(page, 'apps.list', {})).value as Row[]
  expect(apps.filter(({ secret }) => secret !== undefined)).toEqual([])

  await goTo(page, '/settings/audit')
  const written = JSON.stringify(await callFromPage(page, 'audit.list', {}))
  for (const { password } of [administrator, viewer]) expect(written).not.toContain(password)
  const trail = page.getByRole('grid')
  const entries = (who: string, what: string) =>
    trail.getByRole('row').filter({ hasText: who }).filter({ hasText: what })
  await expect(entries(administrator.name, '新增操作员')).toContainText('已完成')
  await expect(entries(viewer.name, '退出登录')).toContainText('已完成')
  await page.getByRole('main').getByRole('button', { name: '校验操作日志' }).click()
  const verify = page.getByRole('dialog', { name: '校验操作日志' })
  await verify.getByRole('button', { name: '校验操作日志' }).click()
  await expect(verify).toContainText(/已核对 \d+ 条，没有改动/u)
  await lookAt(page, 'audit-verified')
  expect(complaints).toEqual([])
})

test('a window left alone locks itself, hides its content, opens where it was with the right password', async ({
  page,
  program,
  complaints,
}) => {
  await page.clock.install()
  await openWindow(page, program)
  await makeLive(page)
  await useMenu(page, '切换工作区')
  await signIn(page, administrator)
  await signedIn(page, administrator)
  await goTo(page, '/settings/security')
  await page.getByLabel('闲置多久自动锁定').fill('10')
  await page.getByRole('button', { name: '保存设置' }).click()
  await expect(page.getByRole('main')).toContainText('已保存')

  await goTo(page, '/links/new')
  await page.getByRole('textbox', { name: '页面路径' }).fill('pages/half/done')
  await page.clock.fastForward('09:00')
  await expect(page.getByRole('dialog', { name: '窗口已锁定' })).toHaveCount(0)
  await page.clock.fastForward('02:00')
  const lock = page.getByRole('dialog', { name: '窗口已锁定' })
  await expect(lock).toBeVisible()
  await expect(lock).toContainText(administrator.name)
  expect(await reachable(page)).toEqual([])
  await lookAt(page, 'locked')
  expect((await callFromPage(page, 'apps.list', {})).error?.code).toBe('session.locked')
  await page.keyboard.press('Escape')
  await expect(lock).toBeVisible()
  await lock.getByLabel('密码').fill('不是这个密码 123')
  await lock.getByRole('button', { name: '解锁' }).click()
  await expect(lock.getByLabel('密码')).toHaveAttribute('aria-invalid', 'true')
  await expect(lock).toContainText('密码不对')
  await lock.getByLabel('密码').fill(administrator.password)
  await lock.getByRole('button', { name: '解锁' }).click()
  await expect(lock).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: '页面路径' })).toHaveValue('pages/half/done')

  // By hand, and over a reload: nothing of the workspace is drawn before the password.
  await useMenu(page, '锁定窗口')
  await expect(lock).toBeVisible()
  await page.reload()
  await expect(lock).toBeVisible()
  expect(await page.locator('body').textContent()).not.toContain('云栖酒店')
  await lock.getByLabel('密码').fill(administrator.password)
  await lock.getByRole('button', { name: '解锁' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '生成链接' })).toBeVisible()
  expect(complaints).toEqual([])
})
