import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import type { Call } from '../../shared/contract/calls'
import { type Program, projectRoot, startProgram } from './support/program'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const administrator = { name: '周敏', password: 'correct horse battery' }
const main = (page: Page) => page.getByRole('main')

async function valueOf<T>(page: Page, name: string, input: unknown): Promise<T> {
  const answer = await callFromPage(page, name, input)
  expect(answer.ok, `${name}: ${answer.error?.code ?? ''}`).toBe(true)
  return answer.value as T
}

/** A live workspace, made from the practice one that the window is in. Answers its folder. */
async function makeLive(page: Page, program: Program, name: string): Promise<string> {
  const input = { name, administrator, protection: { kind: 'keyFile' }, copyFromPractice: true }
  const { workspace } = await valueOf<{ workspace: { id: string } }>(page, 'workspaces.createLive', input)
  return join(program.dataDir, 'workspaces', workspace.id)
}

async function signIn(page: Page, workspace: string): Promise<void> {
  await page.getByRole('textbox', { name: '姓名' }).fill(administrator.name)
  await page.getByRole('textbox', { name: '密码' }).fill(administrator.password)
  await page.getByRole('button', { name: `登录 ${workspace}` }).click()
  await page.getByRole('navigation').first().waitFor()
}

/** Opens a window of a program that has live workspaces: it asks who is there. */
async function openSignIn(page: Page, program: Program): Promise<void> {
  // From somewhere else: an address that differs in its fragment only is no new page.
  await page.goto('about:blank')
  await page.evaluate(() => undefined)
  await page.goto(program.url)
  await expect(page.getByRole('heading', { name: '登录 MiniDesk' })).toBeVisible()
}

/** Every file of a folder with what is in it. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(folder.length), createHash('sha256').update(readFileSync(path)).digest('hex')]
    }),
  )
}

interface Ended {
  code: number | null
  out: string
  err: string
}

/** Runs a built entry to its end. */
async function run(entry: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join('out/main', entry), ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'zh_CN.UTF-8', ...env },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

const second = (dataDir: string, ...args: string[]) => run('loopback.js', ['--data-dir', dataDir, ...args])
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

/** What a person at a terminal reads: a sentence or two in their language, nothing of the program's insides. */
function expectPlainWords({ code, out, err }: Ended, words: RegExp): void {
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toMatch(words)
  expect(linesOf(err).length).toBeLessThanOrEqual(2)
  expect(err).not.toMatch(/Error|\bat .*:\d+|node:|E[A-Z]{4,}/u)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('without a network: WeChat was not reached, nothing was made, it can be tried again, the log shows the attempt', async ({
  page,
  dataDir,
  complaints,
}) => {
  // No name can be resolved, as with the cable out; so also where the test itself has a network.
  const unplugged = join(dataDir, 'unplugged.cjs')
  writeFileSync(
    unplugged,
    `const dns = require('node:dns')
const { lookup } = dns
dns.lookup = (host, ...rest) => {
  if (host === '127.0.0.1' || host === 'localhost') return lookup(host, ...rest)
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND ' + host), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host })
  process.nextTick(rest.at(-1), error)
}
`,
  )
  const noProxy = { HTTPS_PROXY: '', HTTP_PROXY: '', ALL_PROXY: '', https_proxy: '', http_proxy: '', all_proxy: '' }
  const env = { NODE_OPTIONS: `--require "${unplugged}"`, ...noProxy }
  const program = await startProgram({ dataDir, env })
  try {
    await openWindow(page, program)
    await makeLive(page, program, '云栖集团')
    await page.evaluate(() => sessionStorage.removeItem('minidesk.session'))
    await page.reload()
    await signIn(page, '云栖集团')
    const apps = await valueOf<{ id: string; name: string }[]>(page, 'apps.list', {})
    const id = apps.find(({ name }) => name === '云栖酒店')?.id ?? ''
    await valueOf(page, 'apps.setSecret', { id, secret: '0123456789abcdef0123456789abcdef' })

    await goTo(page, '/links/new')
    await page.getByRole('combobox', { name: /小程序/u }).first().click()
    await page.getByRole('option', { name: /云栖酒店/u }).click()
    await page.getByText('加密 Scheme', { exact: true }).click()
    const path = page.getByRole('textbox', { name: '页面路径' })
    await path.fill('pages/room/detail')
    await page.getByRole('button', { name: '生成加密 Scheme' }).click()
    const told = main(page).getByRole('alert').filter({ hasText: 'api.weixin.qq.com' })
    await expect(told).toContainText('找不到 api.weixin.qq.com，请求没有发出', { timeout: 30_000 })
    await expect(told).toContainText('可以直接重试，不会重复生效')
    await expect(path).toHaveValue('pages/room/detail')
    await lookAt(page, 'link-no-network')
    await told.getByRole('button', { name: '重试' }).click()
    await expect(told).toContainText('请求没有发出', { timeout: 30_000 })

    expect(await valueOf(page, 'links.list', {})).toMatchObject({ rows: [] })
    expect(await valueOf(page, 'links.unknowns', {})).toEqual([])
    const calls = await valueOf<{ rows: Call[] }>(page, 'calls.list', { result: 'failed' })
    expect(calls.rows.length).toBeGreaterThan(0)
    for (const call of calls.rows) expect(call).toMatchObject({ outcome: 'failed', fault: 'http.dns' })
    await goTo(page, '/settings/calls')
    await expect(page.getByRole('grid')).toContainText('调用失败')
    await page.getByRole('grid').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('complementary').last()).toContainText('请求没有发出')
    await lookAt(page, 'calls-no-network')
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
})

test('a workspace of a newer version says so and is left as it is; the others and practice open', async ({
  page,
  dataDir,
  complaints,
}) => {
  let program = await startProgram({ dataDir })
  await openWindow(page, program)
  const newer = await makeLive(page, program, '新版集团')
  await makeLive(page, program, '老版集团')
  await program.stop()
  const db = new Database(join(newer, 'minidesk.db'))
  db.pragma('user_version = 9999')
  db.close()
  const before = contents(newer)

  program = await startProgram({ dataDir })
  try {
    await openSignIn(page, program)
    await expect(page.locator('label', { hasText: '新版集团' })).toContainText('需要升级')
    await expect(page.locator('label', { hasText: '老版集团' })).toContainText('可以登录')
    await page.getByRole('radio', { name: /新版集团/u }).check()
    const told = page.getByRole('alert').filter({ hasText: '新版集团' })
    await expect(told).toContainText('由更新版本的 MiniDesk 写入')
    await expect(told).toContainText('请升级 MiniDesk')
    await expect(told).toContainText('数据没有改动')
    await expect(page.getByRole('textbox', { name: '密码' })).toHaveCount(0)
    await lookAt(page, 'sign-in-newer')
    await page.getByRole('radio', { name: /老版集团/u }).check()
    await signIn(page, '老版集团')
    await openSignIn(page, await restarted())
    await page.getByRole('button', { name: '进入练习（沙箱）' }).click()
    await page.getByRole('navigation').first().waitFor()
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
  expect(contents(newer)).toEqual(before)

  async function restarted(): Promise<Program> {
    await program.stop()
    program = await startProgram({ dataDir })
    return program
  }
})

test('a damaged database says so with the way out, and its files are left as they are', async ({ page, dataDir, complaints }) => {
  let program = await startProgram({ dataDir })
  await openWindow(page, program)
  const folder = await makeLive(page, program, '云栖集团')
  await program.stop()
  const handle = openSync(join(folder, 'minidesk.db'), 'r+')
  writeSync(handle, Buffer.alloc(100, 0xa5), 0, 100, 0)
  closeSync(handle)
  const before = contents(folder)

  program = await startProgram({ dataDir })
  try {
    await openSignIn(page, program)
    const told = page.getByRole('alert').filter({ hasText: '云栖集团' })
    await expect(told).toContainText('打不开')
    await expect(told).toContainText('从最近的备份恢复')
    await expect(told).toContainText('原文件没有改动')
    await lookAt(page, 'sign-in-damaged')
    await told.getByRole('button', { name: '再试一次' }).click()
    await expect(told).toContainText('打不开')
    await told.getByRole('button', { name: '从备份恢复' }).click()
    await expect(page.getByText('把备份文件拖到这里')).toBeVisible()
    await page.getByRole('button', { name: '返回登录' }).click()
    await page.getByRole('button', { name: '进入练习（沙箱）' }).click()
    await page.getByRole('navigation').first().waitFor()
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
  expect(contents(folder)).toEqual(before)
})

test('a second program on the same data folder ends with who has it, and the first goes on', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const { code, out, err } = await second(program.dataDir, '--headless', '--port', '0')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(JSON.parse(err)).toMatchObject({ code: 'owner.taken', params: { pid: program.pid } })
  await goTo(page, '/apps')
  await expect(page.getByRole('grid')).toContainText('云栖酒店')
  expect(complaints).toEqual([])
})

test('the command line is carried out by the program that runs, and its window shows it', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/apps')
  await expect(page.getByRole('grid')).toContainText('云栖酒店')
  const input = { name: '山居民宿', appId: 'wx1234567890abcdef', subjectType: 'company_domestic' }
  const cli = (name: string, json: unknown) =>
    run('cli.js', ['call', name, JSON.stringify(json), '--sandbox', '--data-dir', program.dataDir])
  const made = await cli('apps.create', input)
  expect(made, made.err).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(made.out)).toMatchObject({ name: '山居民宿' })
  // No reload: the running program told its window.
  await expect(page.getByRole('grid')).toContainText('山居民宿')
  const twice = await cli('apps.create', input)
  expect(twice).toMatchObject({ code: 1, out: '' })
  expect(JSON.parse(twice.err)).toHaveProperty('correlationId')
  expect(complaints).toEqual([])
})

test('a data folder that is a file, or that cannot be written, is one clear word', async ({ dataDir }) => {
  const file = join(dataDir, 'a-file')
  writeFileSync(file, 'kept')
  const notAFolder = /^数据文件夹不能用。.*--data-dir.*\n原因：这个位置是一个文件/u
  expectPlainWords(await second(file), notAFolder)
  expectPlainWords(await second(join(file, 'below')), notAFolder)
  expect(readFileSync(file, 'utf8')).toBe('kept')

  const notWritable = join(dataDir, 'read-only')
  mkdirSync(notWritable)
  chmodSync(notWritable, 0o500)
  // Nothing stops root but a file system that takes no files.
  const folder = process.getuid?.() === 0 ? '/sys/minidesk' : notWritable
  expectPlainWords(await second(folder), /^数据文件夹不能用。.*\n原因：当前用户没有写入权限。/u)
  const headless = await second(folder, '--headless')
  expect(JSON.parse(headless.err)).toMatchObject({ code: 'owner.folderUnusable', params: { reason: 'notWritable' } })
})

test('killed and started again on the same folder, it works at once, three times over', async ({ page, dataDir, complaints }) => {
  let program = await startProgram({ dataDir, args: ['--sandbox'] })
  try {
    for (const round of [1, 2, 3]) {
      await page.goto('about:blank')
      await openWindow(page, program)
      const input = { name: `第 ${round} 家`, appId: `wx000000000000000${round}`, subjectType: 'company_domestic' }
      await valueOf(page, 'apps.create', input)
      await program.kill()
      const started = performance.now()
      program = await startProgram({ dataDir, args: ['--sandbox'] })
      // A stale lock that is waited for would take longer.
      expect(performance.now() - started).toBeLessThan(5000)
    }
    await page.goto('about:blank')
    await openWindow(page, program)
    await goTo(page, '/apps')
    for (const round of [1, 2, 3]) await expect(page.getByRole('grid')).toContainText(`第 ${round} 家`)
    expect(complaints).toEqual([])
  } finally {
    await program.stop()
  }
})

test('a port that is in use is named, and the data folder is free again', async ({ dataDir }) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  try {
    expectPlainWords(await second(dataDir, '--port', String(port)), new RegExp(`^端口 ${port} 已被别的程序占用，没有启动。.*--port`, 'u'))
    const headless = await second(dataDir, '--headless', '--port', String(port))
    expect(JSON.parse(headless.err)).toMatchObject({ code: 'shell.portTaken', params: { port } })
  } finally {
    other.close()
  }
  const program = await startProgram({ dataDir })
  await program.stop()
})

test('a window tells when the program goes away, and how to get a new one when it is back', async ({ page, dataDir }) => {
  const args = ['--sandbox', '--port', String(await freePort())]
  let program = await startProgram({ dataDir, args })
  try {
    await openWindow(page, program)
    await goTo(page, '/links/new')
    const path = page.getByRole('textbox', { name: '页面路径' })
    await path.fill('pages/room/detail')
    await program.kill()
    const bar = page.getByRole('alert').filter({ hasText: 'MiniDesk 程序没有答复，正在重新连接' })
    await expect(bar).toBeVisible({ timeout: 20_000 })
    // What was typed can still be read and copied.
    await expect(path).toHaveValue('pages/room/detail')
    await lookAt(page, 'window-lost')

    program = await startProgram({ dataDir, args })
    await expect(page.getByRole('heading', { name: '这个窗口没有通行凭证' })).toBeVisible({ timeout: 20_000 })
    await expect(page.getByText('重新打开：')).toBeVisible()
    await expect(page.getByText('数据都在原处，这个窗口可以关掉。')).toBeVisible()
    await lookAt(page, 'window-door-closed')
    await page.goto('about:blank')
    await openWindow(page, program)
    await goTo(page, '/apps')
    await expect(page.getByRole('grid')).toContainText('云栖酒店')
  } finally {
    await program.stop()
  }
})
