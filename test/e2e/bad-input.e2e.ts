import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import type { Batch, BatchRow } from '../../shared/contract/link-batches'
import type { Program } from './support/program'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const realSecret = '5b7c2d9e0f1a4b6c8d3e5f7a9b1c2d4e'
const wrongSecret = '0'.repeat(31) + '1'

function sheet(dataDir: string, name: string, content: string | Uint8Array): string {
  const folder = join(dataDir, 'sheets')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A file that is large by its length only; nothing is written. */
function sparse(dataDir: string, name: string, bytes: number): string {
  const path = sheet(dataDir, name, '')
  truncateSync(path, bytes)
  return path
}

async function valueOf<T>(page: Page, name: string, input: unknown): Promise<T> {
  const answer = await callFromPage(page, name, input)
  expect(answer.ok, `${name}: ${answer.error?.code ?? ''}`).toBe(true)
  return answer.value as T
}

const main = (page: Page) => page.getByRole('main')
const batchIdOf = (page: Page) => page.url().split('/').at(-1) ?? ''
const rowsOf = async (page: Page, batchId: string) =>
  (await valueOf<{ rows: BatchRow[] }>(page, 'links.batches.rows', { batchId, limit: 200 })).rows
const linkCount = async (page: Page) => (await valueOf<{ hits: number }>(page, 'links.list', {})).hits

async function newBatch(page: Page, file: string, name?: string): Promise<void> {
  await goTo(page, '/links/batches/new')
  await page.locator('input[type=file]').setInputFiles(file)
  if (name !== undefined) await page.getByRole('textbox', { name: /批次名称/u }).fill(name)
  await main(page).getByRole('button', { name: '读取表格' }).click()
}

/** From the mapping to the confirmation, with the example's mini program. */
async function mapAndCheck(page: Page, kind: '加密 Scheme' | '明文 Scheme', rows: number): Promise<void> {
  await expect(main(page)).toContainText('表格的列')
  await page.getByText(kind, { exact: true }).first().click()
  await page.getByRole('combobox', { name: /^小程序/u }).last().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await main(page).getByRole('button', { name: `检查 ${rows} 行` }).click()
  await main(page).getByRole('button', { name: new RegExp(`确认 ${rows} 个`, 'u') }).click()
}

/** With the keyboard: what a choice shows lies over its field. */
async function chooseIn(page: Page, panel: Locator, label: string, option: string | RegExp): Promise<void> {
  await panel.getByRole('combobox', { name: label, exact: true }).press('Enter')
  await page.getByRole('option', { name: option }).click()
}

test('a broken quote is named with its line, and the name that was typed stays for the mended file', async ({
  page,
  program,
  dataDir,
  complaints,
}) => {
  const broken = sheet(dataDir, '活动.csv', '页面路径,参数,备注\npages/room/detail,roomId=1,好\npages/room/detail,roomId=2,"没有\n结束\n')
  await openWindow(page, program)
  await newBatch(page, broken, '双十一短信')
  await expect(main(page).getByRole('alert').first()).toContainText('「活动.csv」第 3 行的引号不成对')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('双十一短信')
  await lookAt(page, 'batch-broken-quote')
  await main(page).getByRole('button', { name: '重新选择文件' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('批量生成链接')
  const mended = sheet(dataDir, '活动.csv', '页面路径,参数,备注\npages/room/detail,roomId=1,好\npages/room/detail,roomId=2,"结束\n了"\n')
  await page.locator('input[type=file]').setInputFiles(mended)
  await expect(page.getByRole('textbox', { name: /批次名称/u })).toHaveValue('双十一短信')
  await main(page).getByRole('button', { name: '读取表格' }).click()
  await expect(main(page)).toContainText('2 行，3 列')
  expect(complaints).toEqual([])
})

test('200 MB are refused before they are read, in the window and at the door, with size and limit', async ({
  page,
  program,
  dataDir,
  complaints,
}) => {
  const huge = sparse(dataDir, '全部订单.csv', 200_000_000)
  await openWindow(page, program)
  await goTo(page, '/links/batches/new')
  const started = performance.now()
  await page.locator('input[type=file]').setInputFiles(huge)
  const refusal = main(page).getByRole('alert').filter({ hasText: '全部订单.csv' })
  await expect(refusal).toContainText('200 MB')
  await expect(refusal).toContainText('50 MB')
  await expect(refusal).toContainText('没有读取')
  expect(performance.now() - started).toBeLessThan(3000)
  await expect(main(page).getByRole('button', { name: '读取表格' })).toBeDisabled()
  await lookAt(page, 'batch-too-large')

  // What a window does not ask is refused by the program: it answers although no byte of the body has come.
  expect(await announceUpload(program, 3_000_000_000)).toMatchObject({
    status: 413,
    body: { ok: false, error: { code: 'files.tooLarge', params: { limitMb: 2048 } } },
  })
  expect(complaints).toEqual([])
})

async function announceUpload(program: Program, bytes: number): Promise<{ status: number | undefined; body: unknown }> {
  const { origin, hash } = new URL(program.url)
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? ''
  return new Promise((resolve, reject) => {
    const call = request(`${origin}/files?name=x.csv`, {
      method: 'POST',
      headers: { origin, authorization: `Bearer ${token}`, 'content-length': String(bytes) },
    })
    call.once('error', reject)
    call.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.once('end', () => {
        call.destroy()
        resolve({ status: response.statusCode, body: JSON.parse(text) as unknown })
      })
    })
    call.flushHeaders()
  })
}

test('a picture, an old workbook, an empty file and a lone header: each is told what it is and what to do', async ({
  page,
  program,
  dataDir,
  complaints,
}) => {
  const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)])
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(200)])
  await openWindow(page, program)
  const dropped = async (path: string, told: RegExp) => {
    await goTo(page, '/links/batches/new')
    await page.locator('input[type=file]').setInputFiles(path)
    await expect(main(page).getByRole('alert').filter({ hasText: told })).toBeVisible()
  }
  await dropped(sheet(dataDir, '空.csv', ''), /“空\.csv”是空文件/u)
  await dropped(sheet(dataDir, '旧表.xls', ole), /“旧表\.xls”不是支持的格式.*\.xlsx/u)

  const read = async (path: string, told: RegExp) => {
    await newBatch(page, path)
    await expect(main(page).getByRole('alert').filter({ hasText: told })).toBeVisible()
    await expect(main(page)).toContainText('没有生成任何链接')
    await main(page).getByRole('button', { name: '重新选择文件' }).click()
  }
  await read(sheet(dataDir, '海报.xlsx', png), /「海报\.xlsx」是图片，不是表格.*\.xlsx/u)
  await read(sheet(dataDir, '旧表.xlsx', ole), /「旧表\.xlsx」是旧版 Office 格式.*另存为 \.xlsx/u)
  await read(sheet(dataDir, '空行.csv', '\n\n'), /「空行\.csv」是空的/u)

  await newBatch(page, sheet(dataDir, '表头.csv', '页面路径,参数\n'))
  await expect(main(page)).toContainText('0 行，2 列')
  // A name that nobody typed does not stay with the next file.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^表头 /u)
  await main(page).getByText(/要留意/u).click()
  await expect(main(page).getByText('表格只有第 1 行的表头，下面没有数据。')).toBeVisible()
  await page.getByRole('combobox', { name: /^小程序/u }).last().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await expect(main(page).getByRole('button', { name: /检查 0 行/u })).toBeDisabled()
  await expect(page.getByText('表格里没有数据行，请新建批次重新选择。')).toBeAttached()
  await lookAt(page, 'batch-only-header')
  expect(complaints).toEqual([])
})

test('a path with “?” is marked at its field as soon as typing stops, and what was typed stays', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/links/new')
  await page.getByRole('combobox', { name: /小程序/u }).first().click()
  await page.getByRole('option', { name: /云栖酒店/u }).click()
  await page.getByText('整段', { exact: true }).click()
  const query = page.getByRole('textbox', { name: '参数', exact: true })
  await query.fill('from=短信')
  const path = page.getByRole('textbox', { name: '页面路径' })
  await path.click()
  await path.pressSequentially('pages/room/detail?roomId=1208')
  // Still in the field: nobody has left it or pressed anything.
  await expect(path).toBeFocused()
  await expect(path).toHaveAttribute('aria-invalid', 'true')
  const told = await path.getAttribute('aria-describedby')
  const words = (told ?? '')
    .split(' ')
    .map((id) => `[id="${id}"]`)
    .join(', ')
  await expect(page.locator(words).filter({ hasText: '只留 pages/room/detail' })).toContainText('roomId=1208')
  const before = await linkCount(page)
  await page.getByRole('button', { name: '生成明文 Scheme' }).click()
  await expect(path).toHaveValue('pages/room/detail?roomId=1208')
  await expect(query).toHaveValue('from=短信')
  expect(await linkCount(page)).toBe(before)
  await lookAt(page, 'link-path-mistake')
  await path.fill('pages/room/detail')
  await expect(path).not.toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('button', { name: '生成明文 Scheme' }).click()
  await expect(page.getByRole('button', { name: /再建一个/u })).toBeVisible()
  expect(complaints).toEqual([])
})

test('a wrong AppSecret stops a batch with the reason and spends no row; mended, it goes on to the end', async ({
  page,
  program,
  dataDir,
  complaints,
}) => {
  const lines = Array.from({ length: 20 }, (_, n) => `pages/room/detail,roomId=${n + 1}`)
  const file = sheet(dataDir, '二十行.csv', `页面路径,参数\n${lines.join('\n')}\n`)
  await openWindow(page, program)
  const apps = await valueOf<{ id: string; name: string }[]>(page, 'apps.list', {})
  const id = apps.find(({ name }) => name === '云栖酒店')?.id ?? ''
  await valueOf(page, 'apps.setSecret', { id, secret: wrongSecret })
  await newBatch(page, file)
  await mapAndCheck(page, '加密 Scheme', 20)
  await main(page).getByRole('button', { name: '生成 20 个链接' }).click()
  const stop = main(page).getByRole('alert').filter({ hasText: 'AppSecret 不对' })
  await expect(stop).toContainText('wx00a1b2c3d4e5f601')
  await expect(stop).toContainText('重新填写')
  await expect(main(page)).toContainText('0 个已生成，都保留着；20 行还没有生成')
  await lookAt(page, 'batch-wrong-secret')
  const batchId = batchIdOf(page)
  expect((await rowsOf(page, batchId)).map(({ state }) => state)).toEqual(Array(20).fill('ready'))

  await valueOf(page, 'apps.setSecret', { id, secret: realSecret })
  await main(page).getByRole('button', { name: '继续生成 20 个链接' }).click()
  await expect(main(page).getByRole('button', { name: '导出结果' })).toBeVisible({ timeout: 30_000 })
  const rows = await rowsOf(page, batchId)
  expect(rows.map(({ state }) => state)).toEqual(Array(20).fill('done'))
  expect(new Set(rows.map(({ linkText }) => linkText)).size).toBe(20)
  expect((await valueOf<Batch>(page, 'links.batches.get', { batchId })).state).toBe('finished')
  expect(complaints).toEqual([])
})

test('pasted cells with Chinese, quotes and a line break become rows as they were', async ({
  page,
  context,
  program,
  complaints,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(program.url).origin })
  await openWindow(page, program)
  await goTo(page, '/links/batches/new')
  await page.getByText('粘贴单元格', { exact: true }).click()
  // As Excel puts it on the clipboard: a cell with a line break in quotes, its own quotes doubled, CRLF between rows.
  const copied = [
    '页面路径\t参数\t备注',
    'pages/room/detail\troomId=1&楼=西\t"第一行\n他说""好"""',
    'pages/room/detail\troomId=2\t5" 屏，"加急"',
    'pages/index/index\t\t大堂',
  ].join('\r\n')
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${copied}\r\n`)
  await main(page).getByRole('grid').click({ position: { x: 120, y: 50 } })
  await page.keyboard.press('Control+V')
  await expect(page.getByText('共 3 行有内容')).toBeAttached()
  await expect(main(page).getByRole('checkbox', { name: '第一行是表头' })).toBeChecked()
  await lookAt(page, 'batch-pasted')
  await page.getByRole('textbox', { name: /批次名称/u }).fill('粘贴的')
  await main(page).getByRole('button', { name: '读取表格' }).click()
  await expect(main(page)).toContainText('3 行，3 列')
  expect((await rowsOf(page, batchIdOf(page))).map(({ cells }) => cells)).toEqual([
    ['pages/room/detail', 'roomId=1&楼=西', '第一行\n他说"好"'],
    ['pages/room/detail', 'roomId=2', '5" 屏，"加急"'],
    ['pages/index/index', '', '大堂'],
  ])
  await mapAndCheck(page, '明文 Scheme', 3)
  await main(page).getByRole('button', { name: '生成 3 个链接' }).click()
  await expect(main(page).getByRole('button', { name: '导出结果' })).toBeVisible()
  expect(complaints).toEqual([])
})

for (const kind of ['明文 Scheme', '加密 Scheme'])
  test(`a double click on 生成 makes one link (${kind})`, async ({ page, program, complaints }) => {
    await openWindow(page, program)
    await goTo(page, '/links/new')
    await page.getByRole('combobox', { name: /小程序/u }).first().click()
    await page.getByRole('option', { name: /云栖酒店/u }).click()
    await page.getByText(kind, { exact: true }).click()
    await page.getByRole('textbox', { name: '页面路径' }).fill('pages/room/detail')
    const before = await linkCount(page)
    const make = page.getByRole('button', { name: `生成${kind}` })
    await make.dblclick()
    await expect(page.getByRole('button', { name: /再建一个/u })).toBeVisible()
    // And once more, with the key for it, while the form is still the one that was answered.
    await page.getByRole('textbox', { name: '页面路径' }).press('Control+Enter')
    await expect(make).toBeDisabled()
    expect(await linkCount(page)).toBe(before + 1)
    expect(complaints).toEqual([])
  })

test('an export does no harm: formulas are guarded in CSV, file names stay where they are put', async ({
  page,
  program,
  dataDir,
  complaints,
}) => {
  const formulas = ['=HYPERLINK("http://evil.test","领券")', '+8613800000000', '@SUM(A1)', '\t=1+1', '-12.50', '=cmd|\'/c calc\'!A0']
  const names = ['../../etc/passwd', 'CON', '..\\..\\x', '房:1*?', '大床房', '大床房']
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  const lines = formulas.map((cell, n) => `pages/room/detail,roomId=${n},${quoted(cell)},${quoted(names[n] ?? '')}`)
  const file = sheet(dataDir, '客人.csv', `页面路径,参数,留言,图片名\n${lines.join('\n')}\n`)
  await openWindow(page, program)
  await newBatch(page, file, '../客人/CON')
  await mapAndCheck(page, '明文 Scheme', 6)
  await main(page).getByRole('button', { name: '生成 6 个链接' }).click()
  await main(page).getByRole('button', { name: '导出结果' }).click()
  const panel = page.getByRole('region', { name: '导出结果' })
  await chooseIn(page, panel, '表格', /CSV/u)
  await chooseIn(page, panel, '二维码图片', /SVG/u)
  await chooseIn(page, panel, '图片文件名用', '图片名')
  await panel.getByRole('button', { name: '开始导出' }).click()
  await expect(panel.getByRole('button', { name: /保存文件/u })).toHaveCount(2, { timeout: 30_000 })
  const saved = new Map<string, { name: string; bytes: Buffer }>()
  for (const at of [0, 1]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: /保存文件/u }).nth(at).click(),
    ])
    const name = download.suggestedFilename()
    saved.set(name.split('.').at(-1) ?? '', { name, bytes: readFileSync(await download.path()) })
  }
  for (const { name } of saved.values()) expect(name).toMatch(/^沙箱-[^/\\:*?"<>|]+\.(csv|zip)$/u)

  const csv = saved.get('csv')?.bytes.toString('utf8') ?? ''
  expect(csv.startsWith('\uFEFF')).toBe(true)
  const guarded = formulas.map((cell) => (cell === '-12.50' ? cell : `'${cell}`))
  for (const cell of guarded) expect(csv).toContain(/["',\t]/u.test(cell.slice(1)) ? quoted(cell) : `,${cell},`)
  // No cell begins as a formula, whatever stands before it in its line.
  expect(csv).not.toMatch(/(^|,)"?\s*[=+@]/mu)

  const images = Object.keys(unzipSync(new Uint8Array(saved.get('zip')?.bytes ?? Buffer.alloc(0))))
  expect(images).toHaveLength(6)
  for (const name of images) {
    expect(name).toMatch(/^沙箱-[^/\\:*?"<>|]+\.svg$/u)
    expect(name).not.toContain('..')
  }
  expect(new Set(images.map((name) => name.toLowerCase())).size).toBe(6)
  expect(images).toEqual(expect.arrayContaining(['沙箱-CON.svg', '沙箱-大床房.svg', '沙箱-大床房 (2).svg']))
  expect(complaints).toEqual([])
})
