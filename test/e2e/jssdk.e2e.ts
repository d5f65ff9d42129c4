import { createHash } from 'node:crypto'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

const address = 'https://h5.yunqi-hotel.example.com/sale?id=12'

test('add an official account, seal its secret, test it, and be told of a wrong safe domain', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/official-accounts')
  await expect(page.getByRole('grid')).toContainText('云栖酒店服务号')
  await lookAt(page, 'official-accounts')
  await page.getByRole('button', { name: '新增公众号' }).first().click()
  // The list has a box whose name begins alike; a slow machine still shows it for a moment.
  await expect(page.getByRole('heading', { level: 1, name: '新增公众号' })).toBeVisible()
  await page.getByRole('textbox', { name: /名称/u }).fill('云栖会员号')
  await page.getByRole('textbox', { name: /AppID/u }).fill('wx00a1b2c3d4e5f6a9')
  const domains = page.getByRole('textbox', { name: /JS 安全域名/u })
  await domains.fill('https://m.yunqi-hotel.example.com/')
  await domains.press('Enter')
  await page.getByRole('button', { name: '新增公众号' }).click()
  await expect(page.getByRole('main')).toContainText('只填域名：m.yunqi-hotel.example.com')
  await page.getByRole('button', { name: /移除 https:/u }).click()
  await domains.fill('m.yunqi-hotel.example.com')
  await domains.press('Enter')
  await lookAt(page, 'official-account-new')
  await page.getByRole('button', { name: '新增公众号' }).click()
  const drawer = page.getByRole('complementary').last()
  await expect(drawer).toContainText('云栖会员号')
  await drawer.getByRole('button', { name: '填写 AppSecret' }).click()
  await page.getByRole('textbox', { name: 'AppSecret' }).fill('00112233445566778899aabbccddeeff')
  await page.getByRole('button', { name: '保存 AppSecret' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await drawer.getByRole('button', { name: '测试连接' }).click()
  await expect(drawer).toContainText('连接正常')
  await expect(drawer).toContainText('····eeff')
  await lookAt(page, 'official-account-detail')
  expect(complaints).toEqual([])
})

test('sign a page, check a wrong signature and learn the cause, check the set-up, take the code along', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/jssdk')
  const main = page.getByRole('main')
  await expect(main).toContainText('还没有取过票据')
  await main.getByRole('textbox', { name: /网页地址/u }).fill(`${address}#/room`)
  await main.getByRole('button', { name: '生成签名' }).click()
  await expect(main).toContainText('有效')
  const signed = await main.getByLabel('待签名串', { exact: true }).innerText()
  expect(signed).toMatch(/^jsapi_ticket=.{4}\*{4}.{4}&noncestr=[A-Za-z0-9]{16}&timestamp=\d{10}&url=/u)
  expect(signed.endsWith(address)).toBe(true)
  const signature = await page.getByRole('region', { name: '结果' }).getByLabel('签名', { exact: true }).innerText()
  expect(signature).toMatch(/^[0-9a-f]{40}$/u)
  await lookAt(page, 'jssdk-sign')

  await main.getByRole('radio', { name: '核对签名' }).check({ force: true })
  await main.getByRole('textbox', { name: /要核对的签名/u }).fill(signature.toUpperCase())
  await main.getByRole('button', { name: '核对签名' }).click()
  await expect(main).toContainText('签名用了大写字母')
  await main.getByRole('textbox', { name: /要核对的签名/u }).fill(signature)
  await main.getByRole('button', { name: '核对签名' }).click()
  await expect(main).toContainText('签名是对的')
  await main.getByRole('textbox', { name: /要核对的签名/u }).fill('f'.repeat(40))
  await main.getByRole('button', { name: '核对签名' }).click()
  await expect(main).toContainText('可以排除')
  await lookAt(page, 'jssdk-check-unknown')

  const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg'
  await main.getByRole('radio', { name: '我自己有票据' }).check({ force: true })
  await main.getByRole('textbox', { name: /票据/u }).fill(ticket)
  await main.getByRole('textbox', { name: /网页地址/u }).fill(`${address}#/room`)
  await main.getByRole('textbox', { name: /随机串/u }).fill('Wm3WZYTPz0wzccnW')
  await main.getByRole('textbox', { name: /时间戳/u }).fill('1414587457')
  const wrong = createHash('sha1')
    .update(`jsapi_ticket=${ticket}&noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url=${address}#/room`)
    .digest('hex')
  await main.getByRole('textbox', { name: /要核对的签名/u }).fill(wrong)
  await main.getByRole('button', { name: '核对签名' }).click()
  await expect(main).toContainText('没有去掉“#”后面的部分')
  await lookAt(page, 'jssdk-check')

  await main.getByRole('radio', { name: '接入检查' }).check({ force: true })
  await main.getByRole('textbox', { name: /网页源码/u }).fill('<script src="//res.wx.qq.com/open/js/jweixin-1.4.0.js"></script>')
  await expect(main).toContainText('用的是 1.4.0，太旧')
  await expect(main).toContainText('h5.yunqi-hotel.example.com 在安全域名里')
  await lookAt(page, 'jssdk-diagnose')

  await main.getByRole('radio', { name: '打开小程序的代码' }).check({ force: true })
  await main.getByRole('textbox', { name: /备用链接/u }).fill('javascript:alert(1)')
  await expect(main).toContainText('要以 https:// 开头')
  await main.getByRole('textbox', { name: /备用链接/u }).fill('https://wxaurl.cn/AbCdEfGhIjK')
  await main.getByRole('combobox', { name: '页面' }).fill('pages/room/detail')
  await main.getByRole('textbox', { name: '参数' }).fill('id=1&t="x"')
  const code = main.getByLabel('代码', { exact: true })
  await expect(code).toContainText('username="gh_00a1b2c3d4e')
  await expect(code).toContainText('path="pages/room/detail.html?id=1&amp;t=&quot;x&quot;"')
  await expect(code).toContainText("openTagList: ['wx-open-launch-weapp']")
  await lookAt(page, 'jssdk-code')
  await main.getByRole('radio', { name: 'Vue 3' }).check({ force: true })
  await expect(code).toContainText('type="text/wxtag-template"')
  expect(complaints).toEqual([])
})

test('a renewed ticket asks first; an account without its secret says where to enter it', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/jssdk')
  const main = page.getByRole('main')
  await main.getByRole('textbox', { name: /网页地址/u }).fill(address)
  await main.getByRole('button', { name: '生成签名' }).click()
  await main.getByRole('button', { name: '重新取票据' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('次数很有限')
  await dialog.getByRole('button', { name: '重新取票据' }).click()
  await expect(dialog).toHaveCount(0)
  await goTo(page, '/official-accounts')
  await page.getByRole('grid').getByText('云栖酒店服务号').click()
  const drawer = page.getByRole('complementary').last()
  await drawer.getByRole('button', { name: '移除 AppSecret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '移除 AppSecret' }).click()
  await expect(drawer).toContainText('未填写')
  await drawer.getByRole('button', { name: '去签名' }).click()
  await main.getByRole('button', { name: '生成签名' }).click()
  await expect(main).toContainText('还没有填 AppSecret')
  await main.getByRole('button', { name: '去看这个公众号' }).click()
  await expect(page.getByRole('complementary').last()).toContainText('云栖酒店服务号')
  expect(complaints).toEqual([])
})
