import { describe, expect, it } from 'vitest'
import type { Permission } from '@shared/contract/permissions'
import type { Screen } from '../screen'
import { navEntryOf, navScreens, rolesWith, settingsScreensOf, trailTo } from './where'

const component = () => Promise.resolve({ default: {} })
const screen = (path: string, more: Partial<Screen> = {}): Screen => ({
  path,
  name: path,
  title: path,
  component,
  ...more,
})
const icon = {}
const links = screen('/links', { nav: { order: 20, icon }, permission: 'links.view' })
const maker = screen('/links/new')
const linked = screen('/linksetting')
const batch = screen('/links/batches/:id')
const batches = screen('/links/batches')
const settings = screen('/settings', { nav: { order: 90, icon } })
const look = screen('/settings/look', { settings: { order: 20 } })
const calls = screen('/calls', { settings: { order: 10 }, permission: 'calls.view' })
const all = [settings, maker, links, batch, batches, look, calls, linked]
const paths = (list: readonly Screen[]) => list.map(({ path }) => path)
const nothing = () => false

describe('where a screen stands', () => {
  it('leads through the screens above it, by whole parts of the address', () => {
    expect(paths(trailTo(all, batch))).toEqual(['/links', '/links/batches', '/links/batches/:id'])
    expect(paths(trailTo(all, linked))).toEqual(['/linksetting'])
  })
  it('puts a setting below the settings, wherever its address is', () => {
    expect(paths(trailTo(all, calls))).toEqual(['/settings', '/calls'])
    expect(paths(trailTo(all, look))).toEqual(['/settings', '/settings/look'])
    expect(navEntryOf(all, calls)).toBe(settings)
    expect(navEntryOf(all, undefined)).toBeUndefined()
  })
  it('offers what is permitted, in its order', () => {
    expect(paths(navScreens(all, nothing))).toEqual(['/settings'])
    const links = (permission: Permission) => permission === 'links.view'
    expect(paths(navScreens(all, links))).toEqual(['/links', '/settings'])
    expect(paths(settingsScreensOf(all, () => true))).toEqual(['/calls', '/settings/look'])
  })
  it('names the roles that carry a permission', () => {
    expect(rolesWith('accounts.manage')).toEqual(['administrator'])
    expect(rolesWith('calls.view')).toEqual(['administrator', 'operations', 'finance'])
  })
})
