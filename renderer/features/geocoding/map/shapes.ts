import type { MapLook } from './map-types'

/** Side of the box in which the shapes below are drawn; their middle is the position. */
export const shapeBox = 16

/** Outlines as SVG paths: the same on the canvas, in the legend and in the list. No two are alike without colour. */
export const shapes: Record<MapLook, string> = {
  good: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z',
  check: 'M8 1l7 7l-7 7l-7-7z',
  bad: 'M3 1l5 4.6l5-4.6l2 2l-4.6 5l4.6 5l-2 2l-5-4.6l-5 4.6l-2-2l4.6-5l-4.6-5z',
  manual: 'M8 .8l2.2 4.7l5.1.6l-3.8 3.5l1 5.1l-4.5-2.5l-4.5 2.5l1-5.1l-3.8-3.5l5.1-.6z',
  place: 'M8 1l7 6h-2v7.5h-10v-7.5h-2z',
  first: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z',
  second: 'M8 1.5l7 12.5h-14z',
  third: 'M2.5 2.5h11v11h-11z',
  old: 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z',
}

/** The token of the window's colours that each look wears. */
export const lookTokens: Record<MapLook, string> = {
  good: '--md-done',
  check: '--md-attention',
  bad: '--md-failed',
  manual: '--md-accent',
  place: '--md-info',
  first: '--md-chart-1',
  second: '--md-chart-3',
  third: '--md-chart-4',
  old: '--md-text-faint',
}
