import type { Page } from '@playwright/test'
import { drawPng, drawQrPng } from '../fixtures/draw-qr'
import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const result = (page: Page) => page.getByRole('region', { name: '识别结果' })
const input = (page: Page) => page.getByRole('textbox', { name: /链接，或带链接的文字/u })

interface Made {
  id: string
  text: string
}
async function make(page: Page, kind: string, changes: object = {}): Promise<Made> {
  const apps = await callFromPage(page, 'apps.list', {})
  const app = (apps.value as { id: string; name: string }[]).find(({ name }) => name.includes('云栖'))
  const made = await callFromPage(page, 'links.create', {
    kind,
    appId: app?.id,
    path: 'pages/room/detail',
    query: 'id=42&name=房间',
    campaign: '春节预热',
    ...(kind === 'plain_scheme' ? {} : { expiry: { type: 'days', days: 30 } }),
    ...changes,
  })
  expect(made.ok).toBe(true)
  return made.value as Made
}
async function drop(page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, kind, content]) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], file, { type: kind }))
      return data
    },
    [name, type, bytes.toString('base64')] as const,
  )
  await page.getByText('把二维码图片拖到这里').dispatchEvent('drop', { dataTransfer: transfer })
}

test('a pasted SMS: the link in it, whose it is, its parts; then WeChat is asked', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const { text, id } = await make(page, 'encrypted_scheme')
  await goTo(page, '/links/identify')
  await expect(result(page)).toContainText('还没有要识别的内容')
  await lookAt(page, 'identify-empty')
  await input(page).fill(`【云栖】房券到了：${text}，另见 https://example.com/a`)
  await expect(result(page)).toContainText('我们做的')
  for (const part of ['加密 Scheme', '云栖酒店', 'pages/room/detail', '房间', '练习管理员', '春节预热', '没有发现问题', '还有 1 条'])
    await expect(result(page)).toContainText(part)
  await page.getByRole('combobox', { name: '用在哪里（可选）' }).press('Enter')
  await page.getByRole('option', { name: '短信' }).click()
  await page.keyboard.press('Escape')
  await expect(result(page)).toContainText('短信 · 安卓手机')
  await page.getByRole('button', { name: '查这条链接' }).click()
  await expect(result(page).getByRole('status').last()).toContainText('wx00a1b2c3d4e5f601')
  await lookAt(page, 'identify-ours')
  await page.getByRole('button', { name: '打开这条记录' }).click()
  await expect(page).toHaveURL(new RegExp(`open=${id}`, 'u'))
  expect(complaints).toEqual([])
})

test('not ours, and why it may not open; WeChat’s refusal in plain words', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/links/identify')
  await input(page).fill('weixin://dl/business/?appid=wxaaaaaaaaaaaaaaaa&path=/pages/a.html&query=a%3D1&env_version=trial')
  await expect(result(page)).toContainText('不是我们的')
  for (const part of ['不在我们的小程序里', '.html', '体验版']) await expect(result(page)).toContainText(part)
  await lookAt(page, 'identify-not-ours')
  await page.getByRole('button', { name: '查这条链接' }).click()
  await expect(result(page).getByRole('alert')).toContainText('明文 Scheme')
  await input(page).fill('https://wxaurl.cn/AbCdEfGhIjK')
  await expect(result(page)).toContainText('看不出是谁的')
  await page.getByRole('button', { name: '查这条链接' }).click()
  await expect(result(page).getByRole('alert')).toContainText('查不到')
  await input(page).fill('wxp://f2f0AbCdEf')
  await expect(result(page)).toContainText('付款')
  await input(page).fill('weixin://dl/business/?appid=wx1')
  await expect(result(page).getByRole('alert')).toContainText('AppID')
  await input(page).fill('今天天气不错')
  await expect(result(page)).toContainText('没有链接')
  expect(complaints).toEqual([])
})

test('a picture with a code: dropped, chosen, pasted, as PNG, SVG and very large; one without a code says so', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  const { text } = await make(page, 'plain_scheme')
  await goTo(page, '/links/identify')
  await drop(page, 'screenshot.png', 'image/png', drawQrPng(text))
  await expect(input(page)).toHaveValue(text)
  await expect(result(page)).toContainText('我们做的')
  await lookAt(page, 'identify-picture')

  const file = page.locator('input[type=file]')
  await page.getByRole('button', { name: '清空' }).click()
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><image width="400" height="400" href="data:image/png;base64,${drawQrPng(text, { room: 0 }).toString('base64')}"/></svg>`
  await file.setInputFiles({ name: 'code.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) })
  await expect(input(page)).toHaveValue(text)

  await page.getByRole('button', { name: '清空' }).click()
  await file.setInputFiles({ name: 'poster.png', mimeType: 'image/png', buffer: drawQrPng(text, { scale: 6, room: 1500 }) })
  await expect(input(page)).toHaveValue(text, { timeout: 20_000 })

  for (const type of ['image/jpeg', 'image/webp']) {
    await page.getByRole('button', { name: '清空' }).click()
    const other = await page.evaluate(
      async ([kind, content]) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))]))
        const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
        return canvas.toDataURL(kind, 0.5).split(',')[1] ?? ''
      },
      [type, drawQrPng(text).toString('base64')] as const,
    )
    await file.setInputFiles({ name: `code.${type.slice(6)}`, mimeType: type, buffer: Buffer.from(other, 'base64') })
    await expect(input(page), type).toHaveValue(text)
  }

  await page.getByRole('button', { name: '清空' }).click()
  await page.evaluate((content) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], 'image.png', { type: 'image/png' }))
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, drawQrPng(text).toString('base64'))
  await expect(input(page)).toHaveValue(text)

  await file.setInputFiles({ name: 'empty.png', mimeType: 'image/png', buffer: drawPng(300, 300, (x, y) => x > 20 && x < 90 && y > 40 && y < 60) })
  await expect(result(page).getByRole('alert')).toContainText('没有读到二维码')
  const rays = (x: number, y: number) => Math.hypot(x - 200, y - 200) < 180 && Math.hypot(x - 200, y - 200) > 80 && Math.floor((Math.atan2(y - 200, x - 200) + Math.PI) * 12) % 2 === 0
  await file.setInputFiles({ name: 'round.png', mimeType: 'image/png', buffer: drawPng(400, 400, rays) })
  await expect(result(page).getByRole('alert')).toContainText('像是圆形的小程序码')
  await expect(result(page).getByRole('alert')).toContainText('只有微信能读')
  await lookAt(page, 'identify-round')
  await file.setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(result(page).getByRole('alert')).toContainText('打不开这张图片')
  await file.setInputFiles({ name: 'empty.png', mimeType: 'image/png', buffer: drawPng(300, 300, () => false) })
  await expect(result(page).getByRole('alert')).toContainText('没有读到二维码')
  await file.setInputFiles({ name: 'broken.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg') })
  await expect(result(page).getByRole('alert')).toContainText('打不开这张图片')
  expect(complaints).toEqual([])
})
