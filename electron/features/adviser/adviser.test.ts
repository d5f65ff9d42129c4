import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { repositories } from '../../repositories'
import { settingsRepository, SettingsService } from '../settings'
import { AdviserService } from './index'

const id = 'place.sms.plain_scheme.android'
const edit = { id, verdict: 'works', reason: '真机试过，可以点', source: '客服答复', asOf: '2026-11-20', certain: true, note: '小米 15' } as const

/** The feature over a real database. */
async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-adviser-'))
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const engine = new StoreEngine({ file: join(folder, 'minidesk.db'), role: 'writer', create: true, repositories, migrations, clock })
  const store = inlineStore(engine)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
  await settings.load()
  return { clock, settings, adviser: new AdviserService({ settings, clock }) }
}
const ruleOf = (adviser: AdviserService) => adviser.list('place').find((rule) => rule.id === id)

describe('the rules of a workspace', () => {
  it('are the shipped ones until an administrator edits one, with name and instant; restoring takes it back', async () => {
    const { adviser } = await open()
    expect(ruleOf(adviser)).toMatchObject({ verdict: 'fails', certain: true })
    const edited = await adviser.setRule(edit, '王芳')
    expect(edited).toMatchObject({
      verdict: 'works',
      ownReason: '真机试过，可以点',
      note: '小米 15',
      edited: { by: '王芳', at: '2026-11-22T06:05:00.000Z', shipped: { verdict: 'fails', asOf: '2026-06-30' } },
    })
    expect(ruleOf(adviser)).toEqual(edited)
    const [best] = adviser.rank({ places: ['sms'], platforms: ['android'], facts: { notDeclared: 'no', notReleased: 'no', individual: 'no', overseas: 'no' } })
      .filter(({ way }) => way === 'plain_scheme')
    expect(best).toMatchObject({ verdict: 'works' })
    expect(await adviser.restoreRule(id, '王芳')).toMatchObject({ verdict: 'fails' })
    expect(ruleOf(adviser)).not.toHaveProperty('edited')
  })

  it('keeps the shipped reason where the edit gives none', async () => {
    const { adviser } = await open()
    expect(await adviser.setRule({ ...edit, reason: '' }, '王芳')).not.toHaveProperty('ownReason')
  })

  it('refuses an edit that is based on another state than the present one', async () => {
    const { adviser, clock } = await open()
    await adviser.setRule(edit, '王芳')
    await expect(adviser.setRule({ ...edit, verdict: 'fails' }, '李强')).rejects.toMatchObject({ code: 'adviser.ruleChanged', params: { by: '王芳' } })
    clock.advance(1000)
    const again = await adviser.setRule({ ...edit, verdict: 'fails', basedOn: '2026-11-22T06:05:00.000Z' }, '李强')
    expect(again.edited).toMatchObject({ by: '李强', at: '2026-11-22T06:05:01.000Z' })
  })

  it('refuses unknown rules, days to come, and places that nobody knows', async () => {
    const { adviser } = await open()
    await expect(adviser.setRule({ ...edit, id: 'place.moon.plain_scheme' }, '王芳')).rejects.toMatchObject({ code: 'adviser.ruleUnknown' })
    await expect(adviser.restoreRule('toString', '王芳')).rejects.toMatchObject({ code: 'adviser.ruleUnknown' })
    await expect(adviser.setRule({ ...edit, asOf: '2026-11-24' }, '王芳')).rejects.toMatchObject({ fields: [{ path: 'asOf', code: 'dayInFuture' }] })
    await adviser.setRule({ ...edit, asOf: '2026-11-23' }, '王芳')
    expect(() => adviser.rank({ places: ['moon'], platforms: ['symbian'], facts: { moon: 'yes' } })).toThrow(
      expect.objectContaining({ fields: [{ path: 'places', code: 'invalid' }, { path: 'platforms', code: 'invalid' }, { path: 'facts', code: 'invalid' }] }),
    )
  })

  it('lets a damaged edit count for nothing', async () => {
    const { adviser, settings } = await open()
    await settings.setValue(`adviser.rule.${id}`, { version: 1, verdict: 'perhaps' }, '王芳')
    expect(ruleOf(adviser)).toMatchObject({ verdict: 'fails' })
  })

  it('goes along into the live workspace', async () => {
    const from = await open()
    const to = await open()
    await from.adviser.setRule(edit, '王芳')
    await from.settings.setValue('backups.lastSuccess', { at: 'x' }, '王芳')
    await to.settings.adopt(from.settings.transferable(), 'MiniDesk')
    expect(to.adviser.list('place').filter(({ edited }) => edited)).toMatchObject([{ id, edited: { by: '王芳' } }])
    expect(to.settings.transferable()).toHaveLength(1)
  })
})
