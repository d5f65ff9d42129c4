// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mergeDrafts } from '../records/mergeDrafts'
import { app, refuse, shellDouble, showScreen } from '../testing.fixture'
import { checkDraft, emptyDraft, fieldsOf } from './draft'
import { declaredButUnknown, pagesOf, tidyPages } from './pages'

enableAutoUnmount(afterEach)
beforeEach(() => document.body.replaceChildren())
const desk = shellDouble()
beforeEach(() => {
  desk.calls.length = 0
  desk.program = {}
})

const formAt = async (address: string) => {
  const { default: component } = await import('./AppFormScreen.vue')
  const path = address.endsWith('/edit') ? '/apps/:id/edit' : '/apps/new'
  const shown = await showScreen({ path, component }, address)
  const labelled = (label: string) => {
    const found = shown.page.findAll('.field').find((one) => one.find('.label').text().startsWith(label))
    if (!found) throw new Error(`no field ${label}`)
    return found
  }
  const fill = async (label: string, text: string) => {
    const control = labelled(label).get('input, textarea')
    await control.setValue(text)
    await control.trigger('blur')
    await flushPromises()
  }
  const submit = async () => {
    await shown.page.get('form').trigger('submit')
    await flushPromises()
  }
  const sent = () => desk.calls.filter(({ name }) => name === 'apps.create' || name === 'apps.update')
  return { ...shown, labelled, fill, submit, sent }
}

describe('pages as text', () => {
  it('reads what people paste, each page once', () => {
    expect(pagesOf('/pages/a\r\npages/a\n\n "pages/b",\npages/c，pages/d')).toEqual([
      'pages/a',
      'pages/b',
      'pages/c',
      'pages/d',
    ])
    expect(tidyPages('/pages/a\npages/a')).toBe('pages/a')
  })
  it('names the line of a wrong page and leaves the text alone', () => {
    const draft = { ...emptyDraft, name: 'x', appId: 'wx0123456789abcdef', pages: 'pages/a\n\npages/b?id=1' }
    expect(checkDraft(draft)).toMatchObject([{ path: 'pages.line-3', code: 'apps.pathHasQuery' }])
    expect(tidyPages(draft.pages)).toBe(draft.pages)
  })
  it('never repeats a key that was pasted among the pages', () => {
    const secret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
    expect(JSON.stringify(checkDraft({ ...emptyDraft, appId: secret, pages: secret }))).not.toContain(secret)
  })
  it('finds declared pages that the mini program lacks, but knows nothing without a list', () => {
    expect(declaredButUnknown('/pages/a\npages/x', 'pages/a')).toEqual(['pages/x'])
    expect(declaredButUnknown('pages/x', '')).toEqual([])
  })
})

describe('merge of what two people changed', () => {
  it('keeps mine, takes theirs where I changed nothing, and names what both changed', () => {
    const base = { name: '甲', tag: 'a', pages: '1' }
    const merged = mergeDrafts(base, { name: '我', tag: 'a', pages: '2' }, { name: '他', tag: 'b', pages: '1' })
    expect(merged.draft).toEqual({ name: '我', tag: 'b', pages: '2' })
    expect(merged.clashes).toEqual([{ key: 'name', theirs: '他' }])
  })
})

describe('form of a mini program', () => {
  it('shows mistakes at their fields, sends nothing, then sends the tidied values', async () => {
    const form = await formAt('/apps/new')
    await form.submit()
    expect(form.labelled('名称').get('.error').text()).toBe('请填写这一项。')
    expect(form.sent()).toEqual([])
    await form.fill('名称', ' 云栖酒店 ')
    await form.fill('AppID', 'gh_0123456789ab')
    expect(form.labelled('AppID').get('.error').text()).toContain('原始 ID')
    await form.fill('AppID', 'wx0123456789abcdef')
    await form.fill('页面', '/pages/a\npages/b?x=1')
    expect(form.labelled('页面').get('.error').text()).toContain('第 2 行：')
    await form.fill('页面', '/pages/a\n/pages/a')
    expect(form.labelled('页面').get('textarea').element.value).toBe('pages/a')
    await form.fill('明文 Scheme 页面', 'pages/z')
    expect(form.labelled('明文 Scheme 页面').text()).toContain('pages/z')
    desk.program['apps.create'] = () => app()
    await form.submit()
    expect(form.sent()).toEqual([
      {
        name: 'apps.create',
        input: fieldsOf({
          ...emptyDraft,
          name: '云栖酒店',
          appId: 'wx0123456789abcdef',
          pages: 'pages/a',
          declaredPages: 'pages/z',
        }),
      },
    ])
    expect(form.router.currentRoute.value.fullPath).toBe('/apps?open=a1')
  })

  it('puts a refusal of the program at its field and forgets it when the field changes', async () => {
    desk.program['apps.get'] = () => app()
    desk.program['apps.update'] = () =>
      refuse('bridge.invalidInput', {
        fields: [{ path: 'fields.appId', code: 'apps.appIdTaken', params: { name: '别家' } }],
      })
    const form = await formAt('/apps/a1/edit')
    await form.fill('名称', '新名')
    await form.submit()
    expect(form.labelled('AppID').get('.error').text()).toContain('别家')
    expect(form.page.find('.notice').exists()).toBe(false)
    await form.fill('AppID', 'wxfedcba9876543210')
    expect(form.labelled('AppID').get('.error').text()).toBe('')
  })

  it('keeps typed values through a conflict and saves onto the newer revision', async () => {
    let stored = app()
    desk.program['apps.get'] = () => stored
    desk.program['apps.update'] = ({ rev }: { rev: number }) =>
      rev === stored.rev ? stored : refuse('apps.changedMeanwhile', { params: { name: '云栖酒店', by: '李雷' } })
    const form = await formAt('/apps/a1/edit')
    await form.fill('名称', '我的名字')
    stored = app({ name: '李雷的名字', defaultTag: 'from=app', rev: 4 })
    await form.submit()
    expect(form.page.get('.conflict').text()).toContain('李雷')
    expect(form.labelled('名称').get('input').element.value).toBe('我的名字')

    await form.page.get('.conflict button').trigger('click')
    await flushPromises()
    expect(form.labelled('名称').get('input').element.value).toBe('我的名字')
    expect(form.labelled('默认标签').get('input').element.value).toBe('from=app')
    expect(form.page.get('.conflict').text()).toContain('李雷的名字')

    await form.submit()
    expect(form.sent().at(-1)?.input).toMatchObject({ rev: 4, fields: { name: '我的名字', defaultTag: 'from=app' } })
    expect(form.router.currentRoute.value.path).toBe('/apps')
  })

  it('begins anew when the router goes from one record to a new one', async () => {
    desk.program['apps.get'] = () => app()
    desk.program['apps.create'] = () => app({ id: 'a9' })
    const { default: component } = await import('./AppFormScreen.vue')
    const { page, router } = await showScreen({ path: '/apps/:id/edit', component }, '/apps/a1/edit')
    router.addRoute({ path: '/apps/new', component })
    await router.push('/apps/new')
    await flushPromises()
    expect(page.get('input').element.value).toBe('')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(desk.calls.some(({ name }) => name === 'apps.update')).toBe(false)
  })

  it('asks before typed values are left behind', async () => {
    const form = await formAt('/apps/new')
    await form.fill('名称', '新')
    const leaving = form.router.push('/today')
    await flushPromises()
    expect(document.body.textContent).toContain('不保存就离开？')
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === '取消' && one.closest('.el-dialog'))
    button?.click()
    await leaving
    expect(form.router.currentRoute.value.path).toBe('/apps/new')
    expect(form.labelled('名称').get('input').element.value).toBe('新')
  })
})
