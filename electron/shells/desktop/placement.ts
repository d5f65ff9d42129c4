import type { Rectangle } from 'electron'

/** The smallest window in which every screen works (design-language, *Access*). */
export const smallest = { width: 1024, height: 640 }
const usual = { width: 1440, height: 900 }

/** How much of the title bar must be on a display, in pixels, for a person to be able to drag the window back. */
const visibleWidth = 120
const visibleHeight = 40

/**
 * Where a window goes: where it was, if a display that is there now still shows its title bar, and no larger than that
 * display; else in the middle of the first display. All in device-independent pixels.
 * @param areas work areas of the displays, the main one first
 */
export function placeOn(areas: readonly Rectangle[], remembered: Rectangle | undefined): Rectangle {
  const first = areas[0] ?? { x: 0, y: 0, ...usual }
  const area = remembered && areas.find((candidate) => showsTitleBar(candidate, remembered))
  if (!remembered || !area) return centred(first)
  const width = fit(remembered.width, smallest.width, area.width)
  const height = fit(remembered.height, smallest.height, area.height)
  return {
    x: fit(remembered.x, area.x, area.x + area.width - width),
    y: fit(remembered.y, area.y, area.y + area.height - height),
    width,
    height,
  }
}

function showsTitleBar(area: Rectangle, window: Rectangle): boolean {
  const wide = Math.min(area.x + area.width, window.x + window.width) - Math.max(area.x, window.x)
  const tall = Math.min(area.y + area.height, window.y + visibleHeight) - Math.max(area.y, window.y)
  return wide >= visibleWidth && tall >= visibleHeight / 2
}

function centred(area: Rectangle): Rectangle {
  const width = fit(usual.width, smallest.width, area.width)
  const height = fit(usual.height, smallest.height, area.height)
  const x = area.x + Math.max(0, Math.round((area.width - width) / 2))
  const y = area.y + Math.max(0, Math.round((area.height - height) / 2))
  return { x, y, width, height }
}

/** At most `high`, but at least `low`: on a display that is too small the window keeps its smallest size. */
function fit(value: number, low: number, high: number): number {
  return Math.round(Math.max(low, Math.min(value, high)))
}
