import { isZone } from '@shared/domain/days'

/** Zones that are offered first and under a name of their own (`placeScreens.zones.<zone with _ for />`). */
export const commonZones = [
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Macau',
  'Asia/Taipei',
  'Asia/Tokyo',
  'Asia/Seoul',
  'Asia/Singapore',
  'Asia/Kuala_Lumpur',
  'Asia/Bangkok',
  'Asia/Ho_Chi_Minh',
  'Asia/Manila',
  'Asia/Jakarta',
  'Asia/Makassar',
  'Asia/Dubai',
  'Europe/London',
  'Europe/Paris',
  'Europe/Berlin',
  'Europe/Rome',
  'Europe/Madrid',
  'Europe/Vienna',
  'Europe/Zurich',
  'Europe/Amsterdam',
  'Europe/Moscow',
  'America/New_York',
  'America/Los_Angeles',
  'America/Toronto',
  'America/Vancouver',
  'Australia/Sydney',
  'Pacific/Auckland',
] as const

/** Key of a common zone's name under `placeScreens.zones`. */
export const zoneKey = (zone: string) => zone.replaceAll('/', '_')

/** Every zone that this machine knows, the common ones first; `also` is one that must be among them. */
export function allZones(also: string): string[] {
  const known = [...commonZones, ...Intl.supportedValuesOf('timeZone'), 'UTC', also]
  return [...new Set(known)].filter(isZone)
}

/** A zone's distance from UTC at a moment: `UTC+08:00`. */
export function offsetOf(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name === 'GMT' ? 'UTC+00:00' : name.replace('GMT', 'UTC')
}

export interface ZoneOption {
  value: string
  label: string
  /** What typing is compared with, lower case. */
  words: string
}

/** The zones that fit what was typed: every word must stand somewhere; `new york` finds `America/New_York`. */
export function matchZones(options: readonly ZoneOption[], typed: string): ZoneOption[] {
  const words = typed.toLowerCase().split(/[\s_]+/).filter(Boolean)
  return options.filter((option) => words.every((word) => option.words.includes(word)))
}
