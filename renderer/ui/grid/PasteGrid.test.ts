// @vitest-environment happy-dom
import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createI18n } from 'vue-i18n'
import batchTexts from '@shared/texts/zh-CN/batches.json'
import uiTexts from '@shared/texts/zh-CN/ui.json'
import { blankSheet, type PastedSheet } from './pasted'
import PasteGrid from './PasteGrid.vue'

const names = Object.values(batchTexts.batches.fields)
const suggested = ['页面路径', '参数', '酒店/门店', '名称']

function make() {
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': { ...uiTexts, ...batchTexts } } })
  const grid: VueWrapper = mount(PasteGrid, {
    props: {
      modelValue: blankSheet(suggested),
      suggested,
      words: names,
      label: '要生成的链接',
      maxRows: 100,
      'onUpdate:modelValue': (sheet: PastedSheet) => grid.setProps({ modelValue: sheet }),
    },
    attachTo: document.body,
    global: { plugins: [i18n] },
  })
  const sheet = () => (grid.props() as { modelValue: PastedSheet }).modelValue
  async function paste(text: string) {
    const clipboardData = { getData: () => text }
    const event = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData })
    grid.get('input[type=text]').element.dispatchEvent(event)
    await nextTick()
  }
  return { grid, sheet, paste }
}
enableAutoUnmount(afterEach)

describe('pasting into the empty sheet', () => {
  it('takes the columns of the first paste, its headings included', async () => {
    const { sheet, paste } = make()
    await paste('房号\t页面路径\n801\tpages/room/detail\n802\tpages/room/detail\n')
    expect(sheet().headers).toEqual(['房号', '页面路径'])
    expect(sheet().rows).toEqual([
      ['801', 'pages/room/detail'],
      ['802', 'pages/room/detail'],
    ])
  })

  it('pastes later blocks where the cursor stands', async () => {
    const { sheet, paste } = make()
    await paste('pages/a\tid=1\npages/b\tid=2\n')
    expect(sheet().headers).toEqual(['页面路径', '参数'])
    await paste('pages/c\tid=3\n')
    expect(sheet().rows).toEqual([
      ['pages/c', 'id=3'],
      ['pages/b', 'id=2'],
    ])
  })

  it('lets the person say that the first row is no heading after all, and back', async () => {
    const { grid, sheet, paste } = make()
    await paste('名称\t参数\n801\tid=1\n')
    const box = grid.get('input[type=checkbox]')
    await box.setValue(false)
    expect(sheet().rows).toEqual([
      ['名称', '参数'],
      ['801', 'id=1'],
    ])
    await box.setValue(true)
    expect(sheet().headers).toEqual(['名称', '参数'])
    expect(sheet().rows).toEqual([['801', 'id=1']])
  })
})
