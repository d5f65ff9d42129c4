// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import type { ImportPreview, ImportRow } from '@shared/contract/apps'
import FileDrop from '@renderer/ui/form/FileDrop.vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refuse, shellDouble, showScreen } from '../testing.fixture'
import ColumnMap from './ColumnMap.vue'
import { withColumn } from './mapping'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const row = (line: number, action: ImportRow['action'], name: string, issues: ImportRow['issues'] = []): ImportRow => ({
  line,
  values: { name, appId: `wx${String(line).padStart(16, '0')}` },
  action,
  issues,
})
const bad = row(4, 'refuse', '丙', [{ field: 'appId', code: 'apps.appIdRepeated', params: { line: 2 } }])
const preview: ImportPreview = {
  headers: ['名称', 'AppID', '备注'],
  fields: ['name', 'appId', 'subjectType'],
  mapping: { name: '名称', appId: 'AppID' },
  rows: [row(2, 'create', '甲'), row(3, 'update', '乙'), bad],
  counts: { create: 1, update: 1, unchanged: 0, refuse: 1 },
  notices: [{ code: 'spreadsheets.notices.blankRows', params: { count: 2 } }],
}
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
  desk.program = {
    'apps.previewImport': () => preview,
    'apps.import': () => ({ created: 1, updated: 1, unchanged: 0, refused: 1, refusedRows: [bad] }),
  }
})

const open = async () => {
  const { default: component } = await import('./AppImportScreen.vue')
  const { page } = await showScreen({ path: '/apps/import', component }, '/apps/import')
  return page
}
const drop = async (page: VueWrapper) => {
  page.getComponent(FileDrop).vm.$emit('files', [new File(['x'], '小程序.csv')])
  await flushPromises()
}
const next = async (page: VueWrapper) => {
  await page.get('footer .el-button--primary').trigger('click')
  await flushPromises()
}

describe('import', () => {
  it('ties a column to one field only', () => {
    expect(withColumn({ name: '甲', appId: '乙' }, 'name', '乙')).toEqual({ name: '乙' })
    expect(withColumn({ name: '甲' }, 'name', undefined)).toEqual({})
  })

  it('goes from the file over columns and rows to the result', async () => {
    const page = await open()
    await drop(page)
    expect(page.text()).toContain('没有用到的列：备注')
    expect(page.text()).toContain('2 个空行')

    await next(page)
    expect(page.text()).toContain('和第 2 行是同一个 AppID')
    expect(page.text()).toContain('拒绝 1')
    await page.findAll('[role=gridcell]').find((cell) => cell.text() === '丙')?.trigger('click')
    expect(page.get('.full').text()).toContain('第 4 行')

    await next(page)
    expect(page.text()).toContain('将新增 1 个、更新 1 个小程序')
    expect(page.get('footer .el-button--primary').text()).toBe('导入 2 行')
    expect(desk.calls.some(({ name }) => name === 'apps.import')).toBe(false)

    await next(page)
    expect(desk.calls.at(-1)).toEqual({
      name: 'apps.import',
      input: { fileId: 'file-1', mapping: { name: '名称', appId: 'AppID' } },
    })
    expect(page.text()).toContain('新增了 1 个、更新了 1 个小程序')
    expect(page.text()).toContain('第 4 行')
  })

  it('checks again with a changed mapping and imports with it', async () => {
    const page = await open()
    await drop(page)
    const mapping = { name: '备注', appId: 'AppID' }
    page.getComponent(ColumnMap).vm.$emit('change', mapping)
    await flushPromises()
    expect(desk.calls.at(-1)).toEqual({ name: 'apps.previewImport', input: { fileId: 'file-1', mapping } })
    await next(page)
    await next(page)
    await next(page)
    expect(desk.calls.at(-1)?.input).toEqual({ fileId: 'file-1', mapping })
  })

  it('does not go on where nothing would be written', async () => {
    desk.program['apps.previewImport'] = () => ({
      ...preview,
      rows: [bad],
      counts: { create: 0, update: 0, unchanged: 0, refuse: 1 },
    })
    const page = await open()
    await drop(page)
    await next(page)
    expect(page.get('footer .el-button--primary').attributes('disabled')).toBeDefined()
    expect(page.text()).toContain('没有可以导入的行')
  })

  it('stays at the file when it cannot be read, and says why', async () => {
    desk.program['apps.previewImport'] = () => refuse('spreadsheets.picture', { params: { file: '小程序.csv' } })
    const page = await open()
    await drop(page)
    expect(page.get('[role=alert] .message').text()).toContain('小程序.csv')
    expect(page.findComponent(FileDrop).exists()).toBe(true)
  })

  it('says who can grant the import', async () => {
    const { default: component } = await import('./AppImportScreen.vue')
    const { page } = await showScreen({ path: '/apps/import', component }, '/apps/import', ['apps.view'])
    expect(page.text()).toContain('你没有导入的权限')
  })
})
