import type { Page } from '@playwright/test'
import { expect, goTo, lookAt, openWindow, test } from './support/test'

/** Cuts the page off from everything but the program itself; what it asks for elsewhere is noted and refused. */
async function cutOff(page: Page, programUrl: string): Promise<string[]> {
  const foreign: string[] = []
  const { origin } = new URL(programUrl)
  await page.context().route(
    (url) => url.origin !== origin && /^https?:$/u.test(url.protocol),
    (route) => {
      foreign.push(route.request().url())
      return route.abort()
    },
  )
  return foreign
}

test('an address at both providers side by side, on a map that asks nobody; put right by hand and saved to a place', async ({ page, program, complaints }) => {
  const foreign = await cutOff(page, program.url)
  await openWindow(page, program)
  await goTo(page, '/geocoding')
  const main = page.getByRole('main')
  const box = main.getByRole('textbox', { name: '地址', exact: true })
  await expect(main.getByRole('checkbox', { name: 'HERE' })).toBeChecked()
  await box.press('Enter')
  await expect(main.getByText('地址为空')).toBeVisible()
  await box.fill('上海市黄浦区中山东一路20号')
  await box.press('Enter')
  const tencent = main.getByRole('region', { name: '腾讯位置服务' })
  const here = main.getByRole('region', { name: 'HERE', exact: true })
  await expect(tencent).toContainText('GCJ-02')
  await expect(here).toContainText('WGS-84')
  await expect(main.getByText(/腾讯位置服务和 HERE 的结果相距 \d+ m/u)).toBeVisible()
  // Both stand on one map, each under its own name.
  const map = main.getByRole('application')
  await expect(map).toBeVisible()
  await main.getByRole('button', { name: '用文字列出 2 个点位' }).click()
  await expect(main.getByRole('region', { name: '点位列表' }).getByRole('listitem')).toHaveCount(2)
  await lookAt(page, 'geocoding-answers')

  await here.getByRole('button', { name: '手工校正' }).click()
  const typed = main.getByRole('region', { name: '手工校正位置' }).getByRole('textbox', { name: /坐标/u })
  const before = await typed.inputValue()
  const pin = page.getByRole('button', { name: /手工图钉/u })
  // The same numbers in another datum are another place, and the map goes there.
  const form = main.getByRole('region', { name: '手工校正位置' })
  const stood = await pin.getAttribute('style')
  await form.getByText('GCJ-02', { exact: true }).click()
  await expect(pin).not.toHaveAttribute('style', stood ?? '')
  await expect(pin).toBeInViewport()
  await form.getByText('WGS-84', { exact: true }).click()
  await pin.focus()
  await page.keyboard.press('Shift+ArrowUp')
  await expect(typed).not.toHaveValue(before)
  await main.getByRole('button', { name: '保存手工位置' }).click()
  await expect(main.getByRole('region', { name: '手工校正位置' })).toContainText('请填写这一项')
  await main.getByRole('textbox', { name: /原因/u }).fill('到店核对，入口在北侧')
  await lookAt(page, 'geocoding-pin')
  const moved = await typed.inputValue()
  await main.getByRole('button', { name: '保存手工位置' }).click()
  const pinned = main.getByRole('region', { name: '手工位置', exact: true })
  await expect(pinned).toContainText('到店核对，入口在北侧')
  await pinned.getByRole('button', { name: '存到门店' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').click()
  await page.getByRole('option', { name: /HZ01/u }).click()
  await expect(dialog).toContainText('会替换现有位置')
  await dialog.getByRole('button', { name: '存到云栖·西湖店' }).click()
  await expect(main.getByText('已存到云栖·西湖店。')).toBeVisible()

  await goTo(page, '/geocoding/places?open=')
  await main.getByRole('grid').getByText('HZ01').click()
  const drawer = page.getByRole('complementary').last()
  await expect(drawer).toContainText(moved)
  await expect(drawer).toContainText('到店核对，入口在北侧')
  await lookAt(page, 'geocoding-place')
  expect(foreign).toEqual([])
  expect(complaints).toEqual([])
})

test('the address of a position, a pair of numbers in every datum, and a map on the web that only a person opens', async ({ page, program, complaints }) => {
  const foreign = await cutOff(page, program.url)
  await openWindow(page, program)
  await goTo(page, '/geocoding/convert')
  const main = page.getByRole('main')
  const pair = main.getByRole('textbox', { name: /坐标/u })
  const result = main.getByRole('region', { name: '换算结果' })
  // Tiananmen as gcoord has it (geocoding-and-face 11).
  await pair.fill('39.9091870, 116.3974510')
  for (const text of ['在中国内地', '39.910591, 116.403695', '39.916930, 116.410067']) await expect(result).toContainText(text)
  // Seoul lies in the rectangle of the usual libraries and must not move.
  await pair.fill('37.5665N 126.9780E')
  await expect(result).toContainText('不在中国内地')
  await expect(result.getByText('37.566500, 126.978000')).toHaveCount(3)
  await pair.fill('31.236305, 121.490317')
  await expect(result).toContainText('在中国内地')
  await result.getByRole('button', { name: '查这里的地址' }).click()
  // Both screens have a box and a button of these names.
  await expect(result).toHaveCount(0)
  await expect(main.getByRole('textbox', { name: /坐标/u })).toHaveValue(/^31\.2363/u)
  await main.getByRole('button', { name: '查这里的地址' }).click()
  const tencent = main.getByRole('region', { name: '腾讯位置服务' })
  await expect(tencent).toContainText('中山东一路')
  expect(foreign).toEqual([])
  await tencent.getByRole('button', { name: '在地图中打开' }).first().click()
  await page.getByRole('menuitem', { name: 'OpenStreetMap' }).click()
  await expect.poll(() => foreign.filter((url) => /^https:\/\/www\.openstreetmap\.org\/\?mlat=31\.236\d+&mlon=121\.490\d+/u.test(url))).toHaveLength(1)
  expect(complaints).toEqual([])
})
