import type { Page } from '@playwright/test'
import { placesOf } from '../support/search-bytes'
import type { Program } from './support/program'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

/** An invented person; the number is right by its form and belongs to nobody known. */
const name = '欧阳试验甲'
const typedNumber = '31010119900615009x'
const number = typedNumber.toUpperCase()
const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'

const main = (page: Page) => page.getByRole('main')
const button = (page: Page, label: string) => main(page).getByRole('button', { name: label, exact: true })
const field = (page: Page, label: string | RegExp) => main(page).getByRole('textbox', { name: label })
const verdict = (page: Page) => main(page).locator('[data-verdict]')
const condition = (page: Page, key: string) => main(page).locator(`[data-condition="${key}"]`)

async function fillPerson(page: Page) {
  await field(page, '姓名').fill(name)
  await field(page, '身份证号码').fill(typedNumber)
  await field(page, '用途').fill('办理入住实名登记')
  await main(page).getByText('本人已看过同意书').click()
}

/** Starts a verification and answers the credential, as the mini program would be given it. */
async function start(page: Page, face: '新接口' | '旧接口' = '新接口'): Promise<string> {
  if ((await main(page).getByText('云栖酒店 ·').count()) === 0) {
    await main(page).getByRole('combobox', { name: '小程序' }).click()
    await page.getByRole('option', { name: /云栖酒店 · /u }).click()
  }
  await main(page).getByRole('radio', { name: new RegExp(face, 'u') }).check()
  await field(page, '用户 openid').fill(openid)
  await fillPerson(page)
  const answered = page.waitForResponse(/\/rpc\/identity\.start$/u)
  await button(page, '获取核身凭据').click()
  const { value } = (await (await answered).json()) as { value: { credential: string } }
  await expect(main(page)).toContainText('只显示这一次')
  await expect(field(page, '姓名')).toHaveValue('')
  await expect(field(page, '身份证号码')).toHaveValue('')
  return value.credential
}

/** Neither the page, nor what the browser keeps, nor any file of the program holds the number or the name. */
async function expectNoTrace(page: Page, program: Program) {
  const page_ = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...Array.from(document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea'), ({ value }) => value),
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
    ].join('\n'),
  )
  for (const raw of [number, typedNumber, number.slice(0, 17), name]) expect(page_).not.toContain(raw)
  await program.stop()
  expect(placesOf({ number: number.slice(0, 17), name }, program.dataDir)).toEqual([])
}

test('a person is verified from the start to the verdict; another person is not, and a result counts once', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/identity')
  await expect(main(page)).toContainText('仅限大陆二代身份证')
  const credential = await start(page)
  await button(page, '通过').click()
  await expect(main(page)).toContainText('现在查询结果')
  await button(page, '查询结果').click()
  await expect(verdict(page)).toHaveText(/已核实\s*8\/8 项符合/u)
  await expect(verdict(page)).toHaveAttribute('data-tone', 'done')
  await expect(main(page)).not.toContainText(credential)
  await lookAt(page, 'identity-verified')

  await button(page, '核下一位').click()
  await start(page)
  await button(page, '换人').click()
  await expect(main(page)).toContainText('现在查询结果')
  await button(page, '查询结果').click()
  await expect(verdict(page)).toContainText('未通过')
  await expect(main(page).locator('.is-done')).toHaveCount(0)
  await expect(condition(page, 'personVerified')).toHaveAttribute('data-state', 'broken')
  await expect(main(page).locator('[data-condition]').first()).toContainText('微信核身通过')

  await goTo(page, '/identity/judge')
  // The screen before has a choice of that name too.
  await main(page).getByRole('radio', { name: /^queryVerifyInfo/u }).check()
  await field(page, '接口返回').fill(JSON.stringify({ errcode: 0, errmsg: 'ok', verify_ret: 10000, verify_id: credential }))
  await field(page, /^openid/u).fill(openid)
  await fillPerson(page)
  await button(page, '判定').click()
  await expect(verdict(page)).toContainText('未通过')
  await expect(condition(page, 'notUsedBefore')).toHaveAttribute('data-state', 'broken')
  await expect(main(page).locator('[data-state="broken"]')).toHaveCount(1)

  await main(page).getByRole('link', { name: '查看记录' }).click()
  const record = page.getByRole('complementary').last()
  await expect(record).toContainText('密钥摘要')
  await expect(record).toContainText('欧阳***')
  await lookAt(page, 'identity-record')
  expect(complaints).toEqual([])
  await expectNoTrace(page, program)
})

test('the published sample is read with its slip, a push is decoded and leads to the check, and a number shows its traps', async ({
  page,
  program,
  complaints,
}) => {
  await openWindow(page, program)
  await goTo(page, '/identity/judge')
  // As the documentation prints it: without the comma after identify_time, and without the digests.
  await field(page, '接口返回').fill('{"errcode":0,"errmsg":"ok","identify_ret":0,"identify_time":1486350357 "validate_data":"8593"}')
  await fillPerson(page)
  await button(page, '判定').click()
  await expect(verdict(page)).toContainText('无法判断')
  await expect(condition(page, 'numberMatches')).toHaveAttribute('data-state', 'unknown')
  await expect(main(page)).toContainText('少了逗号')

  await goTo(page, '/identity')
  await start(page, '旧接口')
  await button(page, '通过').click()
  await button(page, '解读这条推送').click()
  await expect(main(page).getByRole('row', { name: /verify_result/u })).toContainText('不是结果本身')
  await expect(main(page).getByRole('alert')).toHaveCount(0)
  await lookAt(page, 'identity-pushed')
  await button(page, '去查询结果').click()
  await expect(field(page, 'verify_result')).not.toHaveValue('')
  await button(page, '查询结果').click()
  await expect(verdict(page)).toContainText('已核实')

  await goTo(page, '/identity/number')
  const steps = async (typed: string) => {
    await field(page, '身份证号码').fill(typed)
    return main(page).locator('[data-step]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')))
  }
  expect(await steps(typedNumber)).toEqual(['right', 'right', 'right', 'right'])
  await expect(main(page)).toContainText('已按大写 X 处理')
  await expect(main(page).locator('.is-done')).toHaveCount(0)
  expect(await steps('310101199006150091')).toEqual(['right', 'right', 'right', 'wrong'])
  expect(await steps('310101199002300015')).toContain('wrong')
  expect(await steps('310101900615009')).toEqual(['wrong', 'right', 'right', 'open'])
  await expect(main(page)).toContainText('310*************9X')
  await field(page, '身份证号码').fill('')
  expect(complaints).toEqual([])
  await expectNoTrace(page, program)
})

test('a hotel finds its category and its one paper, and a step of its application is kept', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  await goTo(page, '/identity/guide')
  const search = field(page, /行业、类目或资质/u)
  await search.fill('民宿')
  await expect(main(page)).toContainText('住宿类只有酒店可以申请')
  await expect(main(page).getByRole('status').first()).toContainText('不在范围')
  await search.fill('酒店')
  await expect(main(page).getByRole('heading', { name: /旅游服务 › 住宿服务/u })).toContainText('可以申请')
  await main(page).getByText('《酒店业特种行业经营许可证》', { exact: true }).click()
  await expect(main(page)).toContainText('资质齐了')
  await expect(main(page)).toContainText('A23-K-27')
  await button(page, '用这个类目申请').click()
  await button(page, '选它').click()
  await expect(main(page)).toContainText('需要的资质')
  const step = main(page).locator('[data-step="terms"]')
  await step.getByRole('textbox', { name: '备注' }).fill('法务已看过')
  await step.getByRole('button', { name: '保存备注' }).click()
  await expect(step.getByRole('button', { name: '保存备注' })).toHaveCount(0)
  // The field of a choice lies below its text.
  await step.getByRole('combobox').click({ force: true })
  await page.getByRole('option', { name: '已完成' }).click()
  await expect(main(page)).toContainText('完成 1/7')
  await page.reload()
  await expect(step).toContainText('已完成')
  await expect(step.getByRole('textbox', { name: '备注' })).toHaveValue('法务已看过')
  await expect(main(page)).toContainText('《酒店业特种行业经营许可证》')
  await lookAt(page, 'identity-applying')
  expect(complaints).toEqual([])
})
