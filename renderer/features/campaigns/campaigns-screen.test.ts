// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import type { Campaign, Channel, Tag } from '@shared/contract/campaigns'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { app, refuse, shellDouble, showScreen } from '../apps/testing.fixture'
import { filterRows, linksText, noFilter } from './campaign-words'
import { atCampaignDraft, campaignDraftOf, campaignFieldsOf, checkTagDraft, emptyCampaign, emptyTag, tagFieldsOf, templateAdvice } from './forms/drafts'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const campaign = (more: Partial<Campaign> = {}): Campaign => ({
  id: 'c1',
  name: '春节预热',
  note: '',
  template: { path: 'pages/a', query: '', envVersion: 'release', options: { title: '标题' }, expiry: { type: 'moment', at: '2027-02-01T00:00:00.000Z' } },
  channels: ['sms'],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
  updatedBy: '王芳',
  links: 12,
  ...more,
})
const channel: Channel = { id: 'h1', code: 'sms', name: '短信', tags: { from: 'sms' }, query: 'from=sms', archived: false, rev: 1 }
const tag: Tag = { id: 't1', key: 'from', name: '来源', values: [{ value: 'sms', name: '短信' }], archived: false, rev: 1 }
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
  desk.program = {
    'campaigns.list': () => [campaign()],
    'campaigns.channels': () => [channel],
    'campaigns.tags': () => [tag],
    'apps.list': () => [app()],
    'places.list': () => [],
    'shortAddresses.services': () => [],
  }
})

describe('the lists', () => {
  it('find by every word, whatever its width, and count to a thousand', () => {
    const rows = [{ archived: false, name: 'SMS 短信' }, { archived: true, name: '官网' }]
    const found = (text: string, state: 'active' | 'archived' | 'all' = 'active') => filterRows(rows, { text, state }, ({ name }) => [name]).length
    expect([found('ｓｍｓ'), found('短信 sms'), found('官网'), found('官网', 'all'), found('', 'archived')]).toEqual([1, 1, 0, 1, 1])
    expect(noFilter.state).toBe('active')
    expect([linksText({ links: 999 }, 'en'), linksText({ links: 1000 }, 'en')]).toEqual(['999', '1,000+'])
  })
})

describe('the drafts', () => {
  it('leave what the form does not show as it was', () => {
    const before = campaign()
    const fields = campaignFieldsOf({ ...campaignDraftOf(before), note: ' 新 ' }, before)
    expect(fields).toMatchObject({ note: '新', template: before.template })
    expect(campaignFieldsOf({ ...campaignDraftOf(before), expiryDays: '7' }, before).template.expiry).toEqual({ type: 'days', days: 7 })
  })

  it('give advice on a template without refusing it', () => {
    expect(templateAdvice({ ...emptyCampaign, path: 'pages/a?x=1' }).map(({ code }) => code)).toEqual(['pathHasQuery'])
    expect(templateAdvice({ ...emptyCampaign, kind: 'plain_scheme', path: '', query: '' })).toEqual([])
  })

  it('bring the service’s mistakes to their fields', () => {
    const answer = refuse('bridge.invalidInput', { fields: [{ path: 'fields.template.appId', code: 'campaigns.appMissing' }] })
    expect(atCampaignDraft(answer)).toMatchObject({ error: { fields: [{ path: 'appId' }] } })
  })

  it('leave empty rows of a tag away, and name a row twice', () => {
    const draft = { ...emptyTag, key: 'from', name: '来源', values: [{ value: '', name: '' }, { value: 'sms', name: '' }, { value: 'ＳＭＳ', name: '' }] }
    expect(tagFieldsOf(draft).values).toEqual([{ value: 'sms', name: 'sms' }, { value: 'ＳＭＳ', name: 'ＳＭＳ' }])
    expect(checkTagDraft(draft)).toEqual([{ path: 'values.1.value', code: 'campaigns.valueRepeated', params: { value: 'sms' } }])
  })
})

describe('the screen', () => {
  it('leads from a campaign to the maker and to its links, and says who may not', async () => {
    const { default: component } = await import('./CampaignsScreen.vue')
    const { page } = await showScreen({ path: '/campaigns', component }, '/campaigns?open=c1', ['links.view'])
    await vi.waitFor(() => expect(page.text()).toContain('看这 12 条链接'))
    expect(page.find('a[href="/links?campaign=%E6%98%A5%E8%8A%82%E9%A2%84%E7%83%AD"], a[href="/links?campaign=春节预热"]').exists()).toBe(true)
    await vi.waitFor(() => {
      expect(page.findAll('[aria-label^="你的角色不能生成链接"]').length).toBeGreaterThan(0)
      expect(page.findAll('[aria-label^="你的角色不能改活动"]').length).toBeGreaterThan(1)
    })
  })

  it('says why there is nothing, and why it could not be read', async () => {
    desk.program['campaigns.list'] = () => []
    const { default: component } = await import('./CampaignsScreen.vue')
    const { page } = await showScreen({ path: '/campaigns', component }, '/campaigns')
    await vi.waitFor(() => expect(page.text()).toContain('还没有活动'))
    desk.program['campaigns.list'] = () => refuse('store.failed', { retry: 'safe' })
    const again = await showScreen({ path: '/campaigns', component }, '/campaigns')
    await vi.waitFor(() => expect(again.page.find('[role="alert"]').exists()).toBe(true))
  })

  it('asks for a tag before it asks the program', async () => {
    const { default: component } = await import('./forms/ChannelFormScreen.vue')
    const { page } = await showScreen({ path: '/campaigns/channels/new', component }, '/campaigns/channels/new')
    await vi.waitFor(() => expect(page.find('form').exists()).toBe(true))
    const [code, name] = page.findAll('input')
    await code?.setValue('SMS')
    await name?.setValue('另一个')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(page.text()).toContain('至少选一个标签')
    expect(desk.calls.some((one) => one.name === 'campaigns.channels.create')).toBe(false)
  })
})
