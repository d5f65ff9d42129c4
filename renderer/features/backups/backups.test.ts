// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import type { BackupStatus } from '@shared/contract/backups'
import zh from '@shared/texts/zh-CN'
import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'
import { distanceOf, healthOf } from './health'
import LastBackup from './LastBackup.vue'
import RestoreGuide from './RestoreGuide.vue'

const hour = 3_600_000
const now = Date.parse('2026-11-22T12:00:00.000Z')
const at = (hours: number) => new Date(now + hours * hour).toISOString()
const success = { at: at(-5), name: 'MiniDesk-海风酒店-0123456789ab-20261122T070000000Z.mdbackup', bytes: 12_400_000 }
const status: BackupStatus = {
  plan: { folder: '/backups', everyHours: 24 },
  lastSuccess: success,
  nextAt: at(19),
  files: [],
}
const failure = { at: at(-1), code: 'backup.folderMissing', params: {} }
const { lastSuccess: _made, ...never } = status

function show(part: Parameters<typeof mount>[0], props: Record<string, unknown>) {
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zh as never } })
  return mount(part, { props, global: { plugins: [i18n], stubs: { RouterLink: true } } })
}

describe('the health of the backups', () => {
  it('is good only while the last one is no older than planned', () => {
    expect(healthOf(status, now)).toBe('good')
    expect(healthOf({ ...status, nextAt: at(-0.1) }, now)).toBe('good')
    expect(healthOf({ ...status, nextAt: at(-1) }, now)).toBe('late')
  })

  it('names what keeps a person from being safe', () => {
    expect(healthOf(never, now)).toBe('never')
    expect(healthOf({ plan: { everyHours: 24 }, files: [] }, now)).toBe('off')
    expect(healthOf({ ...status, plan: { everyHours: 24 } }, now)).toBe('off')
    expect(healthOf({ ...status, lastFailure: failure }, now)).toBe('failing')
    expect(healthOf({ ...never, lastFailure: failure }, now)).toBe('failing')
    expect(healthOf({ ...status, lastFailure: { ...failure, at: at(-9) } }, now)).toBe('good')
  })

  it('says how long ago in words', () => {
    expect(distanceOf(at(-5), now, 'zh-CN')).toBe('5小时前')
    expect(distanceOf(at(19), now, 'en')).toBe('in 19 hours')
    expect(distanceOf(at(-49), now, 'zh-CN')).toBe('2天前')
  })
})

describe('the last backup on the screen', () => {
  it('shows when, file and size of the last good one', () => {
    const text = show(LastBackup, { status, now }).text()
    expect(text).toContain('正常')
    expect(text).toContain('5小时前')
    expect(text).toContain('12.4 MB')
  })

  it('shows a failure with what to do, and keeps the last good one in sight', () => {
    const part = show(LastBackup, { status: { ...status, lastFailure: failure }, now })
    expect(part.get('[role=alert]').text()).toContain('请插上磁盘或另选文件夹后重试')
    expect(part.text()).toContain('到下次备份时间会自动再试')
    expect(part.text()).toContain('5小时前')
  })

  it('tells a person without any backup what is at stake', () => {
    expect(show(LastBackup, { status: { plan: { everyHours: 24 }, files: [] }, now }).text()).toContain('就找不回数据')
  })
})

describe('the way back', () => {
  it('names what opens a backup elsewhere, and warns where nothing would', () => {
    const slot = { id: 's', createdAt: at(-100) }
    const good = show(RestoreGuide, { slots: [{ ...slot, kind: 'recovery' }, { ...slot, kind: 'platform' }] }).text()
    expect(good).toContain('现在可以用这些方式打开：恢复密钥')
    expect(good).not.toContain('系统钥匙串')
    expect(show(RestoreGuide, { slots: [{ ...slot, kind: 'keyFile' }] }).text()).toContain('没有任何方式')
    expect(show(RestoreGuide, {}).text()).toContain('谁也打不开备份')
  })
})
