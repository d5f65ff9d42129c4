/** A position as the map takes and gives it: degrees, WGS-84 always. Convert before. */
export interface MapPosition {
  lat: number
  lng: number
}

/**
 * How a point looks: a colour and, for who cannot tell colours, a shape of its own (`shapes.ts`). `good`, `check` and
 * `bad` say a state, `manual` and `place` say whose it is, `first` to `third` tell providers apart, `old` is no more.
 */
export const mapLooks = ['good', 'check', 'bad', 'manual', 'place', 'first', 'second', 'third', 'old'] as const
export type MapLook = (typeof mapLooks)[number]

export interface MapPoint extends MapPosition {
  id: string
  look: MapLook
  /** The look in a word, for the list and the legend: the state, or the provider. */
  state: string
  /** What stands there: the address, the name. One line. */
  label: string
}

/** A line between two positions, as between the answers of two providers. */
export interface MapLine {
  id: string
  from: MapPosition
  to: MapPosition
  /** Stands at its middle: the distance. */
  text: string
  /** Drawn as something that wants a look. */
  warns: boolean
}

/** What the map does for the component around it; made by `openMap`. */
export interface MapHandle {
  setPoints(points: readonly MapPoint[]): void
  setLines(lines: readonly MapLine[]): void
  /** The movable pin; `undefined` takes it away. */
  setPin(pin: MapPosition | undefined, name: string): void
  /** Draws this point above the others; moves there only where it lies outside the view. */
  select(id: string | undefined): void
  /** The language of the cities' names, the colours of the window, or its fonts have changed. */
  restyle(chinese: boolean): void
  /** Shows everything that is on the map; with nothing there, the world. */
  fit(): void
  zoomBy(steps: number): void
  destroy(): void
}

/** What a person does on the map. */
export interface MapEvents {
  select(id: string): void
  pinMoved(to: MapPosition): void
  /** A click, or Enter on the focused map, where no point is. */
  pick(at: MapPosition): void
}
