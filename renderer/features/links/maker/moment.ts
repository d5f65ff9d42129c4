import { formatInstant } from '@renderer/ui/text/instant'

const form = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)$/

/**
 * The instant of a wall clock reading in a zone; `undefined` where the text is no reading.
 * @param wall `2026-11-22 14:05`
 * @param zone IANA name
 */
export function instantOfWall(wall: string, zone: string): string | undefined {
  const [, day, time] = form.exec(wall) ?? []
  const target = Date.parse(`${day}T${time}:00.000Z`)
  if (day === undefined || Number.isNaN(target)) return undefined
  let ms = target
  // Twice: the first guess may stand on the other side of a change of summer time.
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${formatInstant(new Date(ms).toISOString(), zone, true).replace(' ', 'T')}.000Z`)
    if (Number.isNaN(shown)) return undefined
    ms += target - shown
  }
  return new Date(ms).toISOString()
}
