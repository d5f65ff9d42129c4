import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

const ownSecret = 'Bearer my-own-token-9d41c7'

test('set a service up, be told what is wrong with it, seal its secret, and see a real call', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const main = page.getByRole('main')
  const drawer = page.getByRole('complementary').last()
  await goTo(page, '/settings/short-addresses')
  await page.getByRole('grid').getByText('示例短网址').click()
  await drawer.getByRole('button', { name: '真实调用一次' }).click()
  await expect(drawer).toContainText('状态 201')
  await expect(drawer).toContainText(/http:\/\/127\.0\.0\.1:\d+\/s\/[A-Za-z0-9]{6}/u)
  await expect(drawer).toContainText('Authorization: ••••8046')
  await expect(drawer).not.toContainText('practice-7f3c')
  await lookAt(page, 'short-service-tested')

  // A new one, with mistakes on the way.
  await goTo(page, '/settings/short-addresses/new')
  await page.getByRole('textbox', { name: /^名称/u }).fill('我的短网址')
  const address = page.getByRole('textbox', { name: /^网址/u })
  await address.fill('https://my.example/api/links?token=abcd1234')
  await page.getByRole('textbox', { name: '内容', exact: true }).fill('{ "url": "{{lnk}}" }')
  await page.getByRole('textbox', { name: '内容', exact: true }).blur()
  await expect(main).toContainText('不认识“{{lnk}}”')
  await page.getByRole('textbox', { name: '内容', exact: true }).fill('{ "url": "{{link}}" }')
  await page.getByRole('button', { name: '添加短网址服务' }).click()
  await expect(main).toContainText('“token”像是密钥')
  await expect(address).toHaveAttribute('aria-invalid', 'true')
  await lookAt(page, 'short-service-new')
  await address.fill('https://my.example/api/links')
  await page.getByRole('button', { name: '添加短网址服务' }).click()
  await expect(drawer).toContainText('还没填')
  await expect(drawer.getByRole('group', { name: /先填写密钥/u })).toBeVisible()
  const seal = async (secret: string) => {
    await drawer.getByRole('button', { name: /^(填写|更换)$/u }).click()
    await page.getByRole('textbox', { name: /^密钥/u }).fill(secret)
    await page.getByRole('button', { name: '保存密钥' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await seal(ownSecret)
  await expect(drawer).toContainText('••••41c7')
  await drawer.getByRole('button', { name: '真实调用一次' }).click()
  await expect(drawer).toContainText('状态 201')
  await seal('Bearer quite-another-token')
  await drawer.getByRole('button', { name: '真实调用一次' }).click()
  await expect(drawer).toContainText('不认这个密钥')
  await lookAt(page, 'short-service-refused')

  // Another host loses the secret.
  await drawer.getByRole('button', { name: '修改服务' }).click()
  await page.getByRole('textbox', { name: /^网址/u }).fill('http://elsewhere.example/api/links')
  await expect(main).toContainText('不是 https')
  await expect(main).toContainText('保存后要重新填写密钥')
  await page.getByRole('button', { name: '保存修改' }).click()
  await expect(drawer).toContainText('还没填')

  // Nothing that a window can ask for gives a secret back.
  for (const [name, input] of [['shortAddresses.services', { archived: true }], ['audit.list', { limit: 200 }], ['calls.list', { limit: 200 }]] as const) {
    const answer = JSON.stringify(await callFromPage(page, name, input))
    for (const secret of ['my-own-token', 'quite-another-token', 'practice-7f3c9a1e']) expect(answer, name).not.toContain(secret)
  }
  expect(complaints).toEqual([])
})

test('give a link a short address, put it into an SMS, and see what the SMS costs', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const links = (await callFromPage(page, 'links.list', { filter: {} })).value as { rows: { id: string; text: string }[] }
  const link = links.rows.find(({ text }) => text.startsWith('weixin://'))
  if (!link) throw new Error('the example has such a link')
  await goTo(page, `/links/sms?link=${link.id}`)
  await expect(page.getByRole('link', { name: '短信', exact: true })).toHaveAttribute('aria-current', 'page')
  const main = page.getByRole('main')
  const text = page.getByRole('textbox', { name: '短信内容' })
  const link1 = page.getByRole('textbox', { name: '短信里的链接' })
  await expect(link1).toHaveValue(link.text)
  await expect(main).toContainText('weixin:// 在安卓短信里点不开')
  await lookAt(page, 'sms-scheme')

  const panel = page.getByRole('region', { name: '短网址' })
  await expect(panel).toContainText('默认服务')
  await panel.getByRole('button', { name: '生成短网址' }).click()
  await expect(panel.getByText('可用')).toBeVisible()
  await expect(main).not.toContainText('weixin:// 在安卓短信里点不开')
  const short = await link1.inputValue()
  expect(short).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/s\/[A-Za-z0-9]{6}$/u)
  await panel.getByRole('button', { name: '看二维码' }).click()
  await expect(panel.getByRole('img', { name: /的二维码/u })).toBeVisible()
  const sent = await page.request.get(short, { maxRedirects: 0 })
  expect([sent.status(), sent.headers()['location']]).toEqual([302, link.text])

  await page.getByRole('combobox', { name: '文案' }).press('Enter')
  await page.getByRole('option', { name: '老客召回' }).click()
  await expect(text).toHaveValue('【云栖酒店】春节房券已到账，点击领取 {{link}} 回T退订')
  const units = [...'【云栖酒店】春节房券已到账，点击领取  回T退订'].length + short.length
  const figures = page.getByRole('main').locator('.counts')
  await expect(figures).toContainText(`计费字数${units}`)
  await expect(figures).toContainText('条数1')
  await lookAt(page, 'sms-short')
  await text.fill(`房券${'多'.repeat(60)}{{link}}`)
  await expect(main).toContainText('没有【签名】')
  await expect(main).toContainText('按 2 条计费')
  await page.getByRole('button', { name: '记住这条文案' }).click()
  await page.getByRole('textbox', { name: '文案名称' }).fill('长文案')
  await page.getByRole('button', { name: '记住文案', exact: true }).click()
  await expect(page.getByRole('combobox', { name: '文案' })).toBeVisible()
  await expect(main).toContainText('长文案')

  // The numbers are an operator's, with source and day.
  await page.getByRole('button', { name: '改计费规则' }).click()
  await page.getByRole('textbox', { name: /^多条时每条字数/u }).fill('99')
  await page.getByRole('button', { name: '保存计费规则' }).click()
  await expect(page.getByRole('dialog')).toContainText('不能多于单条')
  await page.getByRole('textbox', { name: /^多条时每条字数/u }).fill('60')
  await page.getByRole('button', { name: '保存计费规则' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(main).toContainText('多条时每条 60 字')

  // One from elsewhere is noted; what is no address is said at its field.
  await panel.getByRole('button', { name: '登记已有的' }).click()
  await panel.getByRole('textbox', { name: '已有的短网址' }).fill('t.example/x')
  await panel.getByRole('button', { name: '登记短网址' }).click()
  await expect(panel.getByRole('textbox', { name: '已有的短网址' })).toHaveAttribute('aria-invalid', 'true')
  await panel.getByRole('textbox', { name: '已有的短网址' }).fill('https://t.example/x')
  await panel.getByRole('button', { name: '登记短网址' }).click()
  await expect(panel).toContainText('在别处做的')
  await lookAt(page, 'short-panel')
  expect(complaints).toEqual([])
})
