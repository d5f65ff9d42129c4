import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatedLimit } from '@shared/contract/settings'
import { billLimitKeys } from '@shared/domain/bills'
import { identityLimitKeys } from '@shared/domain/identity'
import { ledgerLimitKeys } from '@shared/domain/ledger'
import { linkLimitKeys } from '@shared/domain/links'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { settingsRepository, SettingsService } from './index'

async function settingsOnDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-settings-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const engine = { file: join(folder, 'minidesk.db'), create: true, repositories: [settingsRepository], migrations, clock }
  const store = inlineStore(new StoreEngine({ ...engine, role: 'writer' }))
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
  await settings.load()
  return settings
}

describe('limits of several registries', () => {
  it('are listed together, each under its own key and with the name of its registry', async () => {
    const limits = (await settingsOnDisk()).limits()
    expect(limits.map(({ key }) => key)).toEqual([...linkLimitKeys, ...ledgerLimitKeys, ...billLimitKeys, ...identityLimitKeys])
    expect(new Set(limits.map(({ key }) => key)).size).toBe(limits.length)
    expect(new Set(limits.map(({ group }) => group))).toEqual(new Set(['links', 'ledger', 'bills', 'identity']))
    for (const limit of limits) expect(() => DatedLimit.parse(limit)).not.toThrow()
  })

  it('keep what the rule said before: 2018, repeated at the end of 2024', async () => {
    const limits = (await settingsOnDisk()).limits()
    expect(limits.find(({ key }) => key === 'openAppsSame')).toMatchObject({
      asOf: '2024-12-30',
      earlier: [{ value: 50, asOf: '2018-03-26' }],
    })
    expect(limits.find(({ key }) => key === 'linksSame')).not.toHaveProperty('earlier')
  })

  it('are changed in their own registry, with source and date, and go back to what was shipped', async () => {
    const settings = await settingsOnDisk()
    const change = { key: 'linksOther', value: 4, source: '公众平台公告', asOf: '2026-11-20' }
    const changed = (await settings.setLimit(change, '王芳')).find(({ key }) => key === 'linksOther')
    expect(changed).toMatchObject({ group: 'ledger', value: 4, shippedValue: 3, certain: true, asOf: '2026-11-20', changedBy: '王芳' })
    expect(settings.ledgerLimits().linksOther).toBe(4)
    expect(settings.linkLimits()).not.toHaveProperty('linksOther')
    expect(settings.transferable().map(({ key }) => key)).toEqual(['limits.linksOther'])
    await settings.setLimit({ key: 'linksOther', source: '' }, '王芳')
    expect(settings.ledgerLimits().linksOther).toBe(3)
  })

  it('know no other key, and no value without its source', async () => {
    const settings = await settingsOnDisk()
    await expect(settings.setLimit({ key: 'toString', value: 1, source: 'x', asOf: '2026-11-20' }, 'x')).rejects.toMatchObject({
      code: 'settings.unknownLimit',
    })
    await expect(settings.setLimit({ key: 'linksSame', value: 11, source: '' }, 'x')).rejects.toMatchObject({
      fields: [{ path: 'source', code: 'required' }],
    })
  })
})
