import Database from 'better-sqlite3'
import { CampaignFields } from '@shared/contract/campaigns'
import { describe, expect, it } from 'vitest'
import { campaignsDesk, tag } from './campaigns.fixture'
import { channelQuery } from './channel-query'

const gone = '0190a1b2-0000-7000-8000-00000000000f'
const app = '0190a1b2-0000-7000-8000-0000000000a1'
const campaign = (changes: Partial<CampaignFields> = {}) => CampaignFields.parse({ name: '春节预热', ...changes })

describe('agreed tags', () => {
  it('have each value once whatever its case and width', async () => {
    const { campaigns } = await campaignsDesk()
    await expect(campaigns.createTag(tag('from', 'sms', 'ＳＭＳ'))).rejects.toMatchObject({
      code: 'bridge.invalidInput',
      fields: [{ path: 'values.1.value', code: 'campaigns.valueRepeated', params: { value: 'sms' } }],
    })
    await expect(campaigns.createTag(tag('from'))).rejects.toMatchObject({ fields: [{ path: 'values' }] })
    await campaigns.createTag(tag('from', 'sms'))
    await expect(campaigns.createTag(tag('From', 'web'))).rejects.toMatchObject({
      code: 'campaigns.keyTaken',
      fields: [{ path: 'key', code: 'campaigns.keyTaken', params: { name: 'from' } }],
    })
  })

  it('keep what channels use', async () => {
    const { campaigns } = await campaignsDesk()
    const from = await campaigns.createTag(tag('from', 'sms', 'web'))
    const channel = await campaigns.createChannel({ code: 'sms', name: '短信', tags: { from: 'sms' } })
    await expect(campaigns.updateTag(from.id, from.rev, tag('from', 'web'))).rejects.toMatchObject({
      fields: [{ path: 'fields.values', code: 'campaigns.valueUsed', params: { value: 'sms', name: '短信' } }],
    })
    await expect(campaigns.updateTag(from.id, from.rev, tag('src', 'sms'))).rejects.toMatchObject({ fields: [{ path: 'fields.key' }] })
    await expect(campaigns.archiveTag(from.id, true)).rejects.toMatchObject({ code: 'campaigns.tagInUse' })
    await campaigns.archiveChannel(channel.id, true)
    expect((await campaigns.archiveTag(from.id, true)).archived).toBe(true)
    // Back comes only what is still agreed.
    await expect(campaigns.archiveChannel(channel.id, false)).rejects.toMatchObject({ fields: [{ code: 'campaigns.tagNotAgreed' }] })
  })
})

describe('channels', () => {
  it('take agreed tags only, and have their query encoded once', async () => {
    const { campaigns } = await campaignsDesk()
    await campaigns.createTag(tag('from', 'sms', '100% 现货&更多'))
    await campaigns.createTag(tag('pos', 'lobby'))
    const refused = campaigns.createChannel({ code: 'x', name: 'X', tags: { from: 'SMS', utm: 'a' } })
    await expect(refused).rejects.toMatchObject({
      fields: [
        { path: 'tags.from', code: 'campaigns.valueNotAgreed' },
        { path: 'tags.utm', code: 'campaigns.tagNotAgreed' },
      ],
    })
    await expect(campaigns.createChannel({ code: 'x', name: 'X', tags: {} })).rejects.toMatchObject({ fields: [{ path: 'tags' }] })
    const both = await campaigns.createChannel({ code: 'lobby', name: '大堂', tags: { from: 'sms', pos: 'lobby' } })
    expect(both.query).toBe('from=sms&pos=lobby')
    expect(channelQuery({ from: '100% 现货&更多' })).toBe('from=100%25%20%E7%8E%B0%E8%B4%A7%26%E6%9B%B4%E5%A4%9A')
    expect(await campaigns.channels()).toMatchObject([{ code: 'lobby', name: '大堂', query: 'from=sms&pos=lobby' }])
  })

  it('are told apart by code whatever its case and width, and by name', async () => {
    const { campaigns } = await campaignsDesk()
    await campaigns.createTag(tag('from', 'sms'))
    const tags = { from: 'sms' }
    const made = await campaigns.createChannel({ code: 'sms', name: '短信', tags })
    await expect(campaigns.createChannel({ code: 'ＳＭＳ', name: '别的', tags })).rejects.toMatchObject({ code: 'campaigns.codeTaken' })
    await expect(campaigns.createChannel({ code: 'sms2', name: '短信', tags })).rejects.toMatchObject({
      fields: [{ path: 'name', code: 'campaigns.channelNameTaken' }],
    })
    await campaigns.create(campaign({ channels: ['sms'] }))
    await expect(campaigns.updateChannel(made.id, made.rev, { code: 'text', name: '短信', tags })).rejects.toMatchObject({
      fields: [{ path: 'fields.code', code: 'campaigns.codeTied', params: { name: '春节预热' } }],
    })
    await campaigns.archiveChannel(made.id, true)
    expect(await campaigns.channels()).toEqual([])
    expect(await campaigns.channels(true)).toHaveLength(1)
  })
})

describe('campaigns', () => {
  it('name only what is there', async () => {
    const { campaigns, told } = await campaignsDesk([app])
    const wrong = campaign({
      fromDay: '2027-02-10',
      toDay: '2027-02-09',
      channels: ['sms'],
      shortServiceId: gone,
      template: { kind: 'fax', appId: gone, placeId: gone, path: 'a\nb', query: '', envVersion: 'release', options: {} },
    })
    const fields = await campaigns.create(wrong).then(
      () => [],
      (fault: { fields: { path: string }[] }) => fault.fields,
    )
    const paths = fields.map(({ path }) => path)
    expect(paths).toEqual(['toDay', 'template.kind', 'template.path', 'template.appId', 'template.placeId', 'channels.0', 'shortServiceId'])
    expect(told()).toBe(0)
    const made = await campaigns.create(campaign({ template: { appId: app, path: 'pages/x?y', query: '', envVersion: 'release', options: {} } }))
    expect(made).toMatchObject({ name: '春节预热', links: 0, rev: 1, updatedBy: 'MiniDesk' })
    await expect(campaigns.create(campaign({ name: ' 春节预热 ' }))).rejects.toMatchObject({ code: 'campaigns.nameTaken' })
    expect(await campaigns.byName('春节预热')).toMatchObject({ id: made.id })
    expect(told()).toBe(1)
  })

  it('tell the second of two editors who was first', async () => {
    const { campaigns, other } = await campaignsDesk()
    const made = await campaigns.create(campaign())
    await other().update(made.id, made.rev, campaign({ note: '甲' }), '李雷')
    await expect(campaigns.update(made.id, made.rev, campaign({ note: '乙' }), '韩梅梅')).rejects.toMatchObject({
      code: 'campaigns.changedMeanwhile',
      params: { name: '春节预热', by: '李雷' },
    })
  })

  it('count the links of their name, to a thousand and from the index', async () => {
    const { campaigns, file } = await campaignsDesk()
    const db = new Database(file)
    db.exec(`INSERT INTO apps (id, name, app_id, original_id, subject_type, token_mode, pages_json, declared_pages_json, default_tag,
        created_at, updated_at, updated_by) VALUES ('a', 'a', 'a', '', 'company_domestic', 'stable', '{}', '{}', '', '', '', '')`)
    const columns = (db.pragma('table_info(links)') as { name: string; notnull: number; dflt_value: unknown }[]).map(({ name }) => name)
    expect(columns).toContain('campaign')
    const add = db.prepare(`INSERT INTO links (id, kind, app_seq, path, query, env_version, text, campaign, tag, note, created_at, created_by)
      VALUES (?, 'plain_scheme', 1, '', '', 'release', '', ?, '', '', '', '')`)
    for (let n = 0; n < 1005; n += 1) add.run(`l${n}`, n < 3 ? '日常' : '春节预热')
    await campaigns.create(campaign())
    await campaigns.create(campaign({ name: '日常' }))
    expect((await campaigns.list()).map(({ name, links }) => [name, links])).toEqual([['春节预热', 1000], ['日常', 3]])
    const plan = db.prepare(`EXPLAIN QUERY PLAN SELECT count(*) AS n FROM (SELECT 1 FROM links WHERE campaign = ? LIMIT 1000)`).all('x')
    expect(JSON.stringify(plan)).toContain('links_by_campaign')
    db.close()
  })

  it('move to another workspace with what moved with them', async () => {
    const from = await campaignsDesk([app, gone])
    await from.campaigns.createTag(tag('from', 'sms'))
    await from.campaigns.createChannel({ code: 'sms', name: '短信', tags: { from: 'sms' } })
    const away = await from.campaigns.createChannel({ code: 'fax', name: '传真', tags: { from: 'sms' } })
    const template = { appId: app, placeId: gone, path: 'pages/x', query: '', envVersion: 'release' as const, options: {} }
    await from.campaigns.create(campaign({ channels: ['sms', 'fax'], template }))
    await from.campaigns.archiveChannel(away.id, true)
    const to = await campaignsDesk()
    const ids = { apps: new Map([[app, gone]]), places: new Map<string, string>(), services: new Map<string, string>() }
    expect(await to.campaigns.adopt(await from.campaigns.transferable(), ids)).toEqual({ tags: 1, channels: 1, campaigns: 1 })
    const [moved] = await to.campaigns.list()
    expect(moved?.template.appId).toBe(gone)
    expect(moved?.template.placeId).toBeUndefined()
    expect(moved?.channels).toEqual(['sms'])
    expect(await to.campaigns.adopt(await from.campaigns.transferable(), ids)).toEqual({ tags: 0, channels: 0, campaigns: 0 })
  })
})
