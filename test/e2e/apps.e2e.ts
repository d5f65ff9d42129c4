import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

test('add a mini program, seal its secret, test the connection, be told of a wrong secret', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/apps/new')
  await page.getByRole('textbox', { name: /名称/u }).fill('山居民宿')
  await page.getByRole('textbox', { name: /AppID/u }).fill('wx123')
  await page.getByRole('button', { name: '新增小程序' }).click()
  await expect(page.getByRole('textbox', { name: /AppID/u })).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('textbox', { name: /AppID/u }).fill('wx1234567890abcdef')
  await page.getByRole('textbox', { name: '页面', exact: true }).fill('/pages/home/index\npages/home/index\npages/room/room')
  await page.getByRole('button', { name: '新增小程序' }).click()
  const drawer = page.getByRole('complementary').last()
  await expect(drawer).toContainText('山居民宿')
  const seal = async (secret: string) => {
    await drawer.getByRole('button', { name: /^(填写|更换) AppSecret$/u }).click()
    await page.getByRole('textbox', { name: 'AppSecret' }).fill(secret)
    await page.getByRole('button', { name: '保存 AppSecret' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await seal('0123456789abcdef0123456789abcdef')
  await expect(drawer).toContainText('cdef')
  await drawer.getByRole('button', { name: '测试连接' }).click()
  await expect(drawer).toContainText(/令牌/u)
  await lookAt(page, 'app-detail')
  await seal('fedcba9876543210fedcba9876543210')
  await drawer.getByRole('button', { name: '测试连接' }).click()
  await expect(drawer).toContainText(/AppSecret.*(不对|错|不正确)/u)
  expect(complaints).toEqual([])
})

test('import mini programs from a GBK sheet: good rows come in, bad ones are named with their line', async ({
  page,
  program,
  dataDir,
  complaints,
}) => {
  const file = join(dataDir, '小程序.csv')
  writeFileSync(file, '名称,AppID,主体类型\n一号店,wxaaaaaaaaaaaaaaa1,境内企业\n二号店,wxbad,境内企业\n三号店,wxaaaaaaaaaaaaaaa3,海外企业\n')
  await openWindow(page, program)
  await goTo(page, '/apps/import')
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByRole('main')).toContainText('二号店')
  await expect(page.getByRole('main')).toContainText('3')
  const next = page.getByRole('main').getByRole('button', { name: '下一步' })
  await next.click()
  await expect(page.getByRole('radio', { name: /拒绝 1/u })).toBeVisible()
  await next.click()
  await expect(page.getByRole('main')).toContainText('将新增 2 个')
  await lookAt(page, 'app-import-confirm')
  await page.getByRole('button', { name: '导入 2 行' }).click()
  await expect(page.getByRole('main')).toContainText('新增了 2 个')
  await goTo(page, '/apps')
  await expect(page.getByRole('grid')).toContainText('三号店')
  await expect(page.getByRole('grid')).not.toContainText('二号店')
  expect(complaints).toEqual([])
})
