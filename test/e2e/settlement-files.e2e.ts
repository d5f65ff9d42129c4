import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { strToU8, zipSync } from 'fflate'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

const main = (page: Page) => page.getByRole('main')
const head = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const row = (day: string, no: string, amount: string) => `\`${day} 10:00:00,\`wx,\`1900000109,\`0,\`,\`420000000020261121000000000${no},\`E2E${no},\`o,\`JSAPI,\`SUCCESS,\`X,\`CNY,\`${amount},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`湖景房,\`,\`0.06,\`0.60%,\`${amount},\`0.00,\``
const bill = (rows: string[], sum: string) => `${[head, ...rows, '总交易单数,应结订单总金额', `\`${rows.length},\`${sum}`].join('\r\n')}\r\n`
const gbk = (text: string) => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GBK'], { input: text })

async function choose(page: Page, select: Locator, text: string | RegExp) {
  await select.press('Enter')
  await page.getByRole('option', { name: text }).filter({ visible: true }).first().click()
}

test('a GBK bill, a zip and an unknown table: recognised, mapped, a bad row corrected, loaded, and a row seen as it stands in its file', async ({ page, program, dataDir, complaints }) => {
  test.slow()
  const put = (name: string, content: string | Uint8Array) => {
    const path = join(dataDir, name)
    writeFileSync(path, content)
    return path
  }
  const files = [
    put('账单1.csv', gbk(bill([row('2026-11-03', '1', '10.00'), row('2026-11-03', '2', '1x.00')], '30.00'))),
    put('账单.zip', zipSync({ '账单2.csv': strToU8(bill([row('2026-11-04', '3', '12.50')], '12.50')) })),
    put('银行.csv', '甲,乙,丙\n2026-11-04 12:00,128.00,入账\n'),
  ]
  await openWindow(page, program)
  await goTo(page, '/settlement/files/import')
  await page.locator('input[type=file]').setInputFiles(files)

  // The table that nobody knows wants its columns named.
  await expect(main(page)).toContainText('银行.csv')
  await choose(page, page.getByRole('combobox', { name: '这是什么文件' }), '银行流水')
  for (const [field, header] of [['时间对应的列', '甲'], ['金额（一列）对应的列', '乙']] as const) {
    const select = page.getByRole('combobox', { name: field })
    await select.press('Enter')
    await select.pressSequentially(header)
    await select.press('Enter')
  }
  await lookAt(page, 'settlement-files-map')
  await page.getByRole('button', { name: '按此读取' }).click()

  // The bad row is listed with its line and text, and corrected.
  await page.getByRole('button', { name: /账单1\.csv/u }).click()
  await expect(page.getByRole('grid', { name: '问题行' })).toContainText('读不出金额')
  await page.getByRole('grid', { name: '问题行' }).getByText('读不出金额').click()
  await lookAt(page, 'settlement-files-check')
  const fix = page.getByRole('region', { name: /改正第 3 行/u })
  await fix.getByRole('textbox', { name: '改正' }).fill('20.00')
  await fix.getByRole('textbox', { name: /原因/u }).fill('对照商户平台')
  await fix.getByRole('button', { name: '保存改正' }).click()
  // The other amount of that row is as broken.
  await page.getByRole('grid', { name: '问题行' }).getByText('“订单金额”读不出金额').click()
  await fix.getByRole('textbox', { name: '改正' }).fill('20.00')
  await fix.getByRole('textbox', { name: /原因/u }).fill('对照商户平台')
  await fix.getByRole('button', { name: '保存改正' }).click()
  await expect(page.getByRole('button', { name: /账单1\.csv/u })).not.toContainText('问题行')

  await page.getByRole('button', { name: '下一步' }).click()
  await expect(main(page)).toContainText('入账 3 个文件、4 行')
  await lookAt(page, 'settlement-files-confirm')
  await page.getByRole('button', { name: '入账 3 个文件' }).click()
  await expect(main(page)).toContainText('已入账 3 个文件')

  await main(page).getByRole('link', { name: '账单1.csv' }).click()
  await expect(main(page)).toContainText('已入账')
  await page.getByRole('grid', { name: '全部行' }).getByText('E2E1').click()
  await expect(page.getByTestId('raw-line')).toContainText(row('2026-11-03', '1', '10.00'))
  await lookAt(page, 'settlement-file')
  expect(complaints).toEqual([])
})
