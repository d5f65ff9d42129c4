import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { newDataDir, removeDataDir, startProgram } from './support/program'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const workspace = '西湖酒店集团'
const administrator = { name: '王芳', password: '青石板 雨伞 桂花糕' }
const path = 'pages/backup/proof'
const campaign = '换电脑之前'

async function leavePractice(page: Page): Promise<void> {
  await page.getByRole('button', { name: /账号菜单/u }).click()
  await page.getByRole('button', { name: '切换工作区' }).click()
  await expect(page.getByRole('heading', { name: '登录 MiniDesk' })).toBeVisible()
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('姓名').fill(administrator.name)
  await page.getByLabel('密码').fill(administrator.password)
  await page.getByRole('button', { name: `登录 ${workspace}` }).click()
  await expect(page.getByRole('button', { name: `${administrator.name}，${workspace}：账号菜单` })).toBeVisible()
}

/** Drops a file of this computer onto the window, as a hand with a mouse does. */
async function drop(page: Page, place: string, file: string, name: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([base64, fileName]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], fileName))
      return transfer
    },
    [readFileSync(file).toString('base64'), name] as const,
  )
  await page.getByText(place).dispatchEvent('drop', { dataTransfer: data })
}

/** The same key with one character of a group copied wrongly. */
function slip(key: string, group: number): string {
  const groups = key.split('-')
  const right = groups[group - 1] ?? ''
  return groups.with(group - 1, `${right.slice(0, 2)}${right[2] === '7' ? '8' : '7'}${right.slice(3)}`).join('-')
}

test('a backup made here is restored on another computer with the recovery key, and tells nothing without it', async ({
  page,
  program,
  complaints,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-backups-'))
  const otherDir = newDataDir()
  try {
    await openWindow(page, program)
    const made = await callFromPage(page, 'workspaces.createLive', {
      name: workspace,
      administrator,
      protection: { kind: 'keyFile' },
      copyFromPractice: true,
    })
    const { recoveryKey } = made.value as { recoveryKey: string }
    await leavePractice(page)
    await signIn(page)
    const apps = (await callFromPage(page, 'apps.list', {})).value as { id: string; subjectType: string }[]
    const app = apps.find(({ subjectType }) => subjectType === 'company_domestic')
    const wanted = { kind: 'plain_scheme', appId: app?.id, path, query: '', campaign }
    const link = await callFromPage(page, 'links.create', wanted)
    const { text } = link.value as { text: string }

    await goTo(page, '/settings/backups')
    const main = page.getByRole('main')
    await expect(main.getByRole('button', { name: '立即备份' })).toBeDisabled()
    await main.getByLabel('备份文件夹').fill(join(folder, 'nowhere'))
    await main.getByRole('button', { name: '检查并保存' }).click()
    await expect(main.getByLabel('备份文件夹')).toHaveAttribute('aria-invalid', 'true')
    await main.getByLabel('备份文件夹').fill(folder)
    await main.getByRole('button', { name: '检查并保存' }).click()
    await expect(main).toContainText('文件夹可以写入，计划已保存')
    await main.getByRole('button', { name: '立即备份' }).click()
    const last = main.getByRole('region', { name: '上次成功备份' })
    await expect(last).toContainText('.mdbackup')
    await expect(last).toContainText(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}/u)
    await expect(last).toContainText('正常')
    const [name = ''] = readdirSync(folder)
    expect(name).toMatch(/\.mdbackup$/u)
    expect(readdirSync(folder)).toHaveLength(1)
    await expect(main.getByRole('grid', { name: '备份清单' })).toContainText(name.slice(-20))
    await lookAt(page, 'backup-made')
    const file = join(folder, name)
    const bytes = readFileSync(file)
    for (const secret of [text, path, campaign, administrator.name, recoveryKey, 'SQLite format 3'])
      expect(bytes.includes(secret), secret).toBe(false)
    // The open head says whose it is, and nothing after it does.
    const head = 18 + bytes.readUInt32BE(10)
    expect(bytes.subarray(0, head).includes(workspace)).toBe(true)
    expect(bytes.subarray(head).includes(workspace)).toBe(false)
    // Windows keeps such rights elsewhere.
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    await program.stop()

    const other = await startProgram({ dataDir: otherDir })
    try {
      await page.goto('about:blank')
      await openWindow(page, other)
      await leavePractice(page)
      await expect(page.getByText('这台电脑上还没有正式工作区')).toBeVisible()
      await page.getByRole('button', { name: '从备份恢复' }).click()
      await lookAt(page, 'restore-1-pick')
      await drop(page, '把备份文件拖到这里', file, name)
      await expect(page.getByText('请核对这是不是要恢复的那一份')).toBeVisible()
      await expect(page.getByText(workspace, { exact: true })).toBeVisible()
      await expect(page.getByText('恢复密钥', { exact: true })).toBeVisible()
      await lookAt(page, 'restore-2-check')
      await page.getByRole('button', { name: '就是这份，继续' }).click()

      const key = page.getByRole('textbox', { name: '恢复密钥' })
      await key.fill(slip(recoveryKey, 3))
      await page.getByRole('button', { name: `恢复 ${workspace}` }).click()
      await expect(key).toHaveAttribute('aria-invalid', 'true')
      await expect(page.getByText('第 3 组有误')).toBeVisible()
      await lookAt(page, 'restore-3-slip')
      // As a person types it from paper: small letters and spaces.
      await key.fill(recoveryKey.toLowerCase().replaceAll('-', ' '))
      await page.getByRole('button', { name: `恢复 ${workspace}` }).click()
      await expect(page.getByText(`“${workspace}”已恢复`)).toBeVisible()
      await lookAt(page, 'restore-done')
      await signIn(page)
      await goTo(page, `/links?q=${path}`)
      await expect(page.getByRole('grid')).toContainText(path)
      const found = await callFromPage(page, 'links.list', { filter: { text: path } })
      expect(found.value).toMatchObject({ rows: [{ text }] })
      await goTo(page, '/settings/audit')
      await expect(page.getByRole('grid')).toContainText('从备份恢复')
      expect((await callFromPage(page, 'audit.verify', {})).value).toMatchObject({ ok: true })
      expect(complaints).toEqual([])
    } finally {
      await other.stop()
    }
  } finally {
    removeDataDir(otherDir)
    rmSync(folder, { recursive: true, force: true })
  }
})
